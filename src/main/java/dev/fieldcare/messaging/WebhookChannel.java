package dev.fieldcare.messaging;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import java.time.Clock;
import java.time.Duration;

/**
 * Posts messages to webhooks, signed. Any 2xx is taken as delivered, whatever its body says;
 * redirects are not followed. Addresses inside the house are allowed: that is where they are.
 */
public final class WebhookChannel implements Channel {
  private final Webhooks webhooks;
  private final WebClient client;
  private final Clock clock;
  private final Duration timeout;

  public WebhookChannel(Vertx vertx, Webhooks webhooks, Clock clock, Duration timeout) {
    this.webhooks = webhooks;
    this.clock = clock;
    this.timeout = timeout;
    this.client = Outward.client(vertx, timeout);
  }

  /** Has the outbox deliver messages to webhooks through this. */
  public void attachTo(Outbox outbox) {
    outbox.through(Webhooks.CHANNEL, this);
  }

  @Override
  public Future<Void> deliver(Delivery delivery) {
    return webhooks
        .get(delivery.target())
        .compose(
            webhook -> {
              if (!webhook.active()) {
                throw Problem.notFound("webhook.inactive", webhook + " is switched off");
              }
              return post(webhook, delivery);
            });
  }

  private Future<Void> post(Webhook webhook, Delivery delivery) {
    String body = delivery.payload().encode();
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    return client
        .postAbs(webhook.url())
        .timeout(timeout.toMillis())
        .putHeader("Content-Type", "application/json")
        .putHeader("Fieldcare-Event", delivery.payload().getString("event"))
        .putHeader("Fieldcare-Delivery", delivery.delivery().toString())
        .putHeader("Fieldcare-Timestamp", timestamp)
        .putHeader("Fieldcare-Signature", Signature.of(webhook.secret(), timestamp, body))
        .as(BodyCodec.none())
        .sendBuffer(Buffer.buffer(body))
        .map(
            answer -> {
              if (answer.statusCode() / 100 != 2) {
                throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "webhook.refused",
                    webhook.url() + " answered " + answer.statusCode() + ", expected 2xx");
              }
              return null;
            });
  }
}
