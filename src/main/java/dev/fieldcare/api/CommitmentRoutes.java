package dev.fieldcare.api;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.Commitment;
import dev.fieldcare.promises.CommitmentFilter;
import dev.fieldcare.promises.CommitmentOrder;
import dev.fieldcare.promises.Commitments;
import dev.fieldcare.promises.Forecasts;
import dev.fieldcare.promises.Outcome;
import dev.fieldcare.promises.StageForecasts;
import dev.fieldcare.registry.Role;
import dev.fieldcare.tickets.State;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Promises: how they stand, why they are due when they are, and their pauses. */
final class CommitmentRoutes {
  private static final List<String> OUTCOMES =
      Arrays.stream(Outcome.values()).map(Outcome::name).toList();

  private static final List<String> STAGES =
      Arrays.stream(State.values()).filter(State::isOpen).map(State::name).toList();

  private final Database database;
  private final Commitments commitments;
  private final Forecasts forecasts;
  private final StageForecasts stageForecasts;
  private final Clock clock;

  CommitmentRoutes(
      Database database,
      Commitments commitments,
      Forecasts forecasts,
      StageForecasts stageForecasts,
      Clock clock) {
    this.database = database;
    this.commitments = commitments;
    this.forecasts = forecasts;
    this.stageForecasts = stageForecasts;
    this.clock = clock;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    Outcome outcome = query.code("outcome", CommitmentRoutes::outcome, OUTCOMES);
    String customer = customer(call);
    var filter =
        new CommitmentFilter(
            query.text("subject"),
            outcome,
            query.instant("dueBefore"),
            customer,
            query.text("kind"));
    CommitmentOrder order = query.code("sort", CommitmentOrder::find, CommitmentOrder.CODES);
    return commitments
        .list(
            filter,
            order == null ? CommitmentOrder.NUMBER : order,
            query.limit(),
            query.cursor("after"))
        .map(page -> Reply.page(page.items().stream().map(Commitment::json).toList(), page.next()));
  }

  private static @Nullable String customer(Call call) {
    String asked = call.query().text("customer");
    if (call.caller().role() != Role.CUSTOMER) {
      return asked;
    }
    String own = String.valueOf(call.caller().customer());
    if (asked != null && !asked.equals(own)) {
      throw Query.bad("customer", "your own, " + own, asked);
    }
    return own;
  }

  private static Optional<Outcome> outcome(String code) {
    return Arrays.stream(Outcome.values())
        .filter(each -> each.name().equalsIgnoreCase(code))
        .findFirst();
  }

  Future<Reply> get(Call call) {
    return seen(call).map(it -> Reply.ok(it.json()));
  }

  Future<Reply> explanation(Call call) {
    return seen(call)
        .compose(
            it ->
                forecasts
                    .of(it)
                    .map(forecast -> Reply.ok(commitments.explain(it).put("forecast", forecast))));
  }

  /** What becomes of it if the next stage of the work begins by some time. */
  Future<Reply> forecast(Call call) {
    Query query = call.query();
    String stage = query.code("stage", CommitmentRoutes::stage, STAGES);
    if (stage == null) {
      throw Problem.badInput("query.stage", "stage: expected one of " + STAGES + ", found none");
    }
    var question =
        new StageForecasts.Question(
            stage, query.instant("at"), query.decimal("chance", 0.9, 0.01, 0.999));
    return seen(call).compose(it -> stageForecasts.of(it, question)).map(Reply::ok);
  }

  private static Optional<String> stage(String code) {
    return STAGES.stream().filter(each -> each.equalsIgnoreCase(code)).findFirst();
  }

  /** Pauses the clocks of the commitment's subject, or lets them run again. */
  Future<Reply> transition(Call call) {
    Body body = call.body("to", "reason", "message", "because");
    String to = body.required("to");
    String actor = call.caller().actor();
    return switch (to) {
      case "PAUSED" -> {
        String reason = body.required("reason");
        String message = body.text("message");
        yield seen(call).compose(it -> pause(it, reason, message, actor));
      }
      case "OPEN" -> {
        String because = body.required("because");
        yield seen(call).compose(it -> resume(it, because, actor));
      }
      default -> throw Body.bad("to", "PAUSED or OPEN", to);
    };
  }

  private Future<Reply> pause(
      Commitment it, String reason, @Nullable String message, String actor) {
    commitments.checkPause(it, reason, message);
    return database
        .transaction(sql -> commitments.pause(sql, it.subject(), reason, message, actor))
        .compose(done -> changed(it));
  }

  private Future<Reply> resume(Commitment it, String because, String actor) {
    if (!it.isPaused()) {
      throw Problem.conflict("pause.none", "commitment " + it.id() + " is not paused");
    }
    return database
        .transaction(sql -> commitments.resume(sql, it.subject(), clock.instant(), actor, because))
        .compose(done -> changed(it));
  }

  private Future<Reply> changed(Commitment it) {
    return commitments.get(it.id()).map(now -> Reply.ok(now.json()));
  }

  /** One that may not be seen is as unknown as one that is not. */
  private Future<Commitment> seen(Call call) {
    String text = call.path("id");
    if (!text.matches("[0-9]{1,18}")) {
      throw unknown(text);
    }
    return commitments
        .get(Long.parseLong(text))
        .map(
            it -> {
              if (!call.caller().maySee(it.promise().customer())) {
                throw unknown(text);
              }
              return it;
            });
  }

  private static Problem unknown(String id) {
    return Problem.notFound("commitment.unknown", "there is no commitment " + id);
  }
}
