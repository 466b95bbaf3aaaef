package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.rollout.audience.Candidate;
import dev.fieldcare.rollout.waves.Member;
import dev.fieldcare.rollout.waves.MemberState;
import dev.fieldcare.rollout.waves.NoticeDesk;
import dev.fieldcare.rollout.waves.Rollout;
import dev.fieldcare.rollout.waves.RolloutDesk;
import dev.fieldcare.rollout.waves.RolloutState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Releases that go out to many devices: who wrote and approved them, how far they have come. */
final class RolloutRoutes {
  private static final int MOST_WAVES = 100;

  private final RolloutDesk rollouts;
  private final NoticeDesk notices;
  private final Devices devices;
  private final Clock clock;

  RolloutRoutes(RolloutDesk rollouts, NoticeDesk notices, Devices devices, Clock clock) {
    this.rollouts = rollouts;
    this.notices = notices;
    this.devices = devices;
    this.clock = clock;
  }

  Future<Reply> create(Call call) {
    return rollouts
        .create(draft(call), call.caller().actor())
        .map(made -> Reply.created("/api/v1/rollouts/" + made.id(), json(made)));
  }

  /** What it would amount to; with a {@code reason} which devices that is about. */
  Future<Reply> dryRun(Call call) {
    Query query = call.query();
    String reason = query.text("reason");
    if (reason == null) {
      RolloutDesk.Draft draft = draft(call);
      return rollouts
          .dryRun(draft)
          .compose(
              report ->
                  rollouts
                      .atStake(draft, report)
                      .map(stake -> Reply.ok(report.json().put("promises", stake.json()))));
    }
    String which = reason.equals("none") ? null : reason;
    return rollouts
        .dryRun(draft(call), which, query.limit(), query.text("after"))
        .map(page -> Reply.page(page.items().stream().map(Candidate::json).toList(), page.next()));
  }

  private static RolloutDesk.Draft draft(Call call) {
    JsonObject body = call.anyBody();
    Object plan = body.remove("plan");
    Body rest = Body.parse(body.toBuffer(), List.of("name", "model", "release", "filter"));
    String name = rest.text("name");
    String filter = rest.text("filter");
    return new RolloutDesk.Draft(
        name == null ? "" : name,
        rest.required("model"),
        rest.required("release"),
        filter == null ? "" : filter,
        plan(plan));
  }

  private static JsonObject plan(@Nullable Object plan) {
    if (plan == null) {
      return new JsonObject();
    }
    if (plan instanceof JsonObject json) {
      return json;
    }
    if (plan instanceof Map<?, ?>) {
      return JsonObject.mapFrom(plan);
    }
    throw Body.bad("plan", "an object", plan);
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    return rollouts
        .list(
            query.text("model"),
            null,
            state(RolloutState.class, "state", query.text("state")),
            query.limit(),
            query.cursor("after"))
        .map(page -> Reply.page(page.items().stream().map(this::json).toList(), page.next()));
  }

  /** With how many members of each wave are in which state. */
  Future<Reply> get(Call call) {
    return rollouts
        .get(id(call))
        .compose(
            found ->
                rollouts
                    .counts(found.id())
                    .compose(
                        counts ->
                            rollouts
                                .waves(found.id())
                                .map(
                                    opened ->
                                        json(found)
                                            .put(
                                                "waves",
                                                RolloutJson.waves(counts, opened, clock.instant()))
                                            .put("allowed", allowed(call, found))))
                    .compose(
                        json ->
                            notices
                                .counts(found.id())
                                .map(counts -> Reply.ok(json.put("notices", counts)))));
  }

  private JsonArray allowed(Call call, Rollout rollout) {
    boolean mayStep = Routes.LEADERS.contains(call.caller().role());
    return new JsonArray(
        mayStep
            ? rollouts.allowed(rollout, call.caller().actor()).stream()
                .map(RolloutState::code)
                .toList()
            : List.of());
  }

  Future<Reply> transition(Call call) {
    Body body = call.body("to", "reason");
    RolloutState to = state(RolloutState.class, "to", body.required("to"));
    return rollouts
        .step(
            id(call),
            java.util.Objects.requireNonNull(to),
            body.text("reason"),
            call.caller().actor())
        .map(after -> Reply.ok(json(after)));
  }

  Future<Reply> members(Call call) {
    Query query = call.query();
    long id = id(call);
    String wave = query.text("wave");
    Integer number =
        wave == null ? null : wave.equals("0") ? 0 : query.number("wave", 0, MOST_WAVES);
    return rollouts
        .get(id)
        .compose(
            found ->
                rollouts.members(
                    id,
                    state(MemberState.class, "state", query.text("state")),
                    number == null ? null : number - 1,
                    query.limit(),
                    query.cursor("after")))
        .map(page -> Reply.page(page.items().stream().map(this::json).toList(), page.next()));
  }

  private JsonObject json(Member member) {
    String device = devices.find(member.device()).map(Device::id).orElse("#" + member.device());
    return RolloutJson.of(member, device);
  }

  private JsonObject json(Rollout rollout) {
    return RolloutJson.of(rollout, rollouts.release(rollout));
  }

  /** What the gates came to say, newest first. */
  Future<Reply> verdicts(Call call) {
    long id = id(call);
    Query query = call.query();
    return rollouts
        .get(id)
        .compose(found -> rollouts.opinions(id, query.limit(), query.cursor("after")))
        .map(page -> Reply.page(page.items().stream().map(RolloutJson::of).toList(), page.next()));
  }

  private static long id(Call call) {
    String id = call.path("id");
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw Problem.notFound("rollout.unknown", "there is no rollout " + id);
    }
  }

  private static <E extends Enum<E>> @Nullable E state(
      Class<E> type, String name, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findAny()
        .orElseThrow(
            () ->
                Body.bad(
                    name,
                    Arrays.stream(type.getEnumConstants())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")),
                    text));
  }
}
