package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.messaging.Delivery;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.Webhook;
import dev.fieldcare.messaging.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;

/** Webhooks, and the messages on their way to them. */
final class WebhookRoutes {
  private static final List<String> STATES =
      Arrays.stream(Delivery.State.values()).map(Delivery.State::code).toList();

  private final Webhooks webhooks;
  private final Outbox outbox;

  WebhookRoutes(Webhooks webhooks, Outbox outbox) {
    this.webhooks = webhooks;
    this.outbox = outbox;
  }

  Future<Reply> list(Call call) {
    return webhooks
        .list()
        .map(found -> Reply.page(found.stream().map(Webhook::json).toList(), null));
  }

  Future<Reply> get(Call call) {
    return webhooks.get(call.path("id")).map(found -> Reply.ok(found.json()));
  }

  /** Answers the secret, which is not shown again. */
  Future<Reply> create(Call call) {
    JsonObject body = call.body("url", "events", "secret", "active").json();
    return webhooks
        .create(body, call.caller().actor())
        .map(
            made ->
                Reply.created(
                    "/api/v1/webhooks/" + made.id(), made.json().put("secret", made.secret())));
  }

  Future<Reply> update(Call call) {
    JsonObject body = call.body("url", "events", "secret", "active").json();
    return webhooks
        .update(call.path("id"), body, call.caller().actor())
        .map(changed -> Reply.ok(changed.json()));
  }

  Future<Reply> delete(Call call) {
    return webhooks.delete(call.path("id"), call.caller().actor()).map(done -> Reply.nothing());
  }

  /** Sends a ping; what became of it is among the deliveries. */
  Future<Reply> test(Call call) {
    return webhooks
        .ping(call.path("id"))
        .map(done -> Reply.ok(new JsonObject().put("event", "ping")).status(202));
  }

  Future<Reply> deliveries(Call call) {
    Query query = call.query();
    Delivery.State state =
        query.code(
            "state",
            code ->
                Arrays.stream(Delivery.State.values())
                    .filter(each -> each.code().equals(code))
                    .findFirst(),
            STATES);
    return outbox
        .list(state, query.limit(), query.text("after"))
        .map(page -> Reply.page(page.items().stream().map(Delivery::json).toList(), page.next()));
  }

  Future<Reply> retry(Call call) {
    String id = call.path("id");
    try {
      return outbox.retry(Long.parseLong(id)).map(found -> Reply.ok(found.json()).status(202));
    } catch (NumberFormatException e) {
      throw Problem.notFound("delivery.unknown", "there is no delivery " + id);
    }
  }
}
