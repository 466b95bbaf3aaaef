package dev.fieldcare.api;

import dev.fieldcare.promises.contracts.Contract;
import dev.fieldcare.promises.contracts.Contracts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What was agreed with customers; they see their own contracts. */
final class ContractRoutes {
  private final Contracts contracts;
  private final Clock clock;

  ContractRoutes(Contracts contracts, Clock clock) {
    this.contracts = contracts;
    this.clock = clock;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    return contracts
        .list(query.customer(call.caller()), query.limit(), query.text("after"))
        .map(page -> Reply.page(page.items().stream().map(this::json).toList(), page.next()));
  }

  Future<Reply> get(Call call) {
    return find(call).map(it -> Reply.ok(json(it)));
  }

  private Future<Contract> find(Call call) {
    String number = call.path("number");
    return contracts
        .find(number)
        .map(
            found ->
                found
                    .filter(it -> call.caller().maySee(it.customer()))
                    .orElseThrow(() -> Contracts.unknown(number)));
  }

  Future<Reply> add(Call call) {
    return contracts
        .add(call.anyBody(), call.caller().actor())
        .map(it -> Reply.created("/api/v1/contracts/" + it.number(), json(it)));
  }

  Future<Reply> put(Call call) {
    return contracts
        .save(call.bodyOf("number", call.path("number")), call.caller().actor())
        .map(it -> Reply.ok(json(it)));
  }

  Future<Reply> lines(Call call) {
    return find(call).map(it -> Reply.ok(new JsonObject().put("items", it.linesJson())));
  }

  Future<Reply> putLines(Call call) {
    Body body = call.body("lines", "version");
    if (!(body.json().getValue("lines") instanceof JsonArray lines)) {
      throw Body.bad("lines", "a list", String.valueOf(body.json().getValue("lines")));
    }
    return contracts
        .saveLines(call.path("number"), lines, version(body), call.caller().actor())
        .map(it -> Reply.ok(json(it)));
  }

  private static int version(Body body) {
    Object version = body.json().getValue("version");
    if (version == null) {
      return 0;
    }
    if (version instanceof Integer number && number > 0) {
      return number;
    }
    throw Body.bad("version", "a whole number above 0", version);
  }

  /** To ENDED, which is all there is to decide. */
  Future<Reply> transition(Call call) {
    Body body = call.body("to", "on", "reason");
    String to = body.required("to");
    if (!to.equals("ENDED")) {
      throw Body.bad("to", "ENDED", to);
    }
    return contracts
        .end(call.path("number"), day(body), body.required("reason"), call.caller().actor())
        .map(it -> Reply.ok(json(it)));
  }

  private static @Nullable LocalDate day(Body body) {
    String text = body.text("on");
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw Body.bad("on", "a day such as 2026-06-30", String.valueOf(text));
    }
  }

  private JsonObject json(Contract it) {
    return it.json(clock.instant());
  }
}
