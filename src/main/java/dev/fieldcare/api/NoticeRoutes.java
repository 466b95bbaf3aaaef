package dev.fieldcare.api;

import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Role;
import dev.fieldcare.rollout.notices.Answer;
import dev.fieldcare.rollout.notices.Notice;
import dev.fieldcare.rollout.waves.NoticeDesk;
import dev.fieldcare.rollout.waves.RolloutDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What customers are told of releases that come to their devices, and what they answer. */
final class NoticeRoutes {
  private final RolloutDesk rollouts;
  private final NoticeDesk notices;

  NoticeRoutes(RolloutDesk rollouts, NoticeDesk notices) {
    this.rollouts = rollouts;
    this.notices = notices;
  }

  /** A customer's own, who has read them with that; of staff everybody's. */
  Future<Reply> list(Call call) {
    Query query = call.query();
    Caller caller = call.caller();
    String customer = ownOf(caller);
    Future<Page<Notice>> page =
        customer == null
            ? notices.list(null, null, query.limit(), query.cursor("after"))
            : notices.read(customer, query.limit(), query.cursor("after"), caller.actor());
    return page.map(found -> reply(found, caller));
  }

  /** A customer has read it with that. */
  Future<Reply> get(Call call) {
    Caller caller = call.caller();
    return notices
        .open(id(call), ownOf(caller), caller.actor())
        .map(found -> Reply.ok(json(found, caller)));
  }

  Future<Reply> ofRollout(Call call) {
    Query query = call.query();
    String id = call.path("id");
    if (!id.matches("[0-9]{1,18}")) {
      throw Problem.notFound("rollout.unknown", "there is no rollout " + id);
    }
    return rollouts
        .get(Long.parseLong(id))
        .compose(found -> notices.list(found.id(), null, query.limit(), query.cursor("after")))
        .map(page -> reply(page, call.caller()));
  }

  Future<Reply> answer(Call call) {
    Body body = call.body("answer", "until", "reason");
    String code = body.required("answer");
    Answer answer =
        Answer.find(code)
            .orElseThrow(
                () ->
                    Body.bad(
                        "answer",
                        Arrays.stream(Answer.values())
                            .map(Answer::code)
                            .collect(Collectors.joining(", ")),
                        code));
    String until = body.text("until");
    Instant notBefore = until == null ? null : Times.instant("until", until);
    String reason = Objects.requireNonNullElse(body.text("reason"), "").strip();
    Caller caller = call.caller();
    return notices
        .answer(
            id(call), ownOf(caller), new Answer.Given(answer, notBefore, reason), caller.actor())
        .map(after -> Reply.ok(json(after, caller)));
  }

  private static long id(Call call) {
    String id = call.path("id");
    if (!id.matches("[0-9]{1,18}")) {
      throw Problem.notFound("notice.unknown", "there is no notice " + id);
    }
    return Long.parseLong(id);
  }

  private static @Nullable String ownOf(Caller caller) {
    return caller.role() == Role.CUSTOMER ? String.valueOf(caller.customer()) : null;
  }

  private Reply reply(Page<Notice> page, Caller caller) {
    return Reply.page(page.items().stream().map(each -> json(each, caller)).toList(), page.next());
  }

  /** Who of the staff took an answer down is not told customers. */
  private JsonObject json(Notice it, Caller caller) {
    Release release = notices.release(it);
    Long commitment = it.commitment();
    Answer answer = it.answer();
    var notes = new JsonObject();
    release.notes().forEach(notes::put);
    var json =
        new JsonObject()
            .put("id", Long.toString(it.id()))
            .put("rollout", Long.toString(it.rollout()))
            .put("model", release.model())
            .put("release", release.version())
            .put("kind", release.kind().name().toLowerCase(Locale.ROOT))
            .put("notes", notes)
            .put("customer", it.customer())
            .put("devices", it.devices())
            .put("madeAt", it.madeAt().toString())
            .put("commitment", commitment == null ? null : Long.toString(commitment))
            .put("sentAt", text(it.sentAt()))
            .put("readAt", text(it.readAt()))
            .put("answer", answer == null ? null : answer.code())
            .put("until", text(it.until()))
            .put("reason", it.reason())
            .put("answeredAt", text(it.answeredAt()));
    return caller.role() == Role.CUSTOMER ? json : json.put("answeredBy", it.answeredBy());
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
