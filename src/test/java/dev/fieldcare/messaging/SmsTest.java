package dev.fieldcare.messaging;

import static dev.fieldcare.messaging.Post.await;
import static dev.fieldcare.messaging.Post.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.messaging.MessagingSettings.Authorization;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Short messages against a real HTTP server. */
@Timeout(300)
class SmsTest {
  private static final JsonObject TEMPLATE =
      new JsonObject(
          "{\"account\":7,\"messages\":[{\"phone\":\"{to}\",\"body\":\"Fieldcare: {text}\"}]}");

  private final Post post = new Post();
  private final Receiver gateway = new Receiver(post.vertx);

  @AfterEach
  void close() {
    post.close();
  }

  private Sms sms(Authorization authorization) {
    var settings = new MessagingSettings.Sms(gateway.url(), TEMPLATE, authorization, "secret");
    var sms = new Sms(post.vertx, post.outbox, post.clock, settings, Duration.ofSeconds(5));
    sms.attach();
    post.outbox.start();
    return sms;
  }

  private void send(Sms sms, String to, String text) {
    await(
        post.database.transaction(
            sql -> sms.enqueue(sql, to, text, post.clock.instant().plusSeconds(900))));
    post.outbox.wake();
  }

  @Test
  void a_code_arrives_in_the_gateways_own_form_with_a_bearer_token() {
    send(sms(Authorization.BEARER), "+8613800000000", "code 123456 \"for you\"\n{to}");
    until(() -> gateway.received.size() == 1);
    var received = gateway.received.getFirst();
    assertEquals(
        new JsonObject(
            "{\"account\":7,\"messages\":[{\"phone\":\"+8613800000000\","
                + "\"body\":\"Fieldcare: code 123456 \\\"for you\\\"\\n{to}\"}]}"),
        received.json());
    assertEquals("Bearer secret", received.headers().get("Authorization"));
    until(() -> post.count(Delivery.State.DELIVERED) == 1);
  }

  @Test
  void a_message_is_signed_where_the_gateway_wants_that() {
    send(sms(Authorization.HMAC), "13800000000", "hello");
    until(() -> gateway.received.size() == 1);
    var received = gateway.received.getFirst();
    String timestamp = received.headers().get("Fieldcare-Timestamp");
    assertEquals(
        Signature.of("secret", timestamp, received.body()),
        received.headers().get("Fieldcare-Signature"));
    assertFalse(received.headers().contains("Authorization"));
  }

  @Test
  void a_busy_gateway_is_tried_again_and_one_that_refuses_is_not() {
    Sms sms = sms(Authorization.NONE);
    gateway.status = 503;
    send(sms, "13800000000", "busy");
    until(() -> post.all().getFirst().lastError() != null);
    assertEquals(1, post.count(Delivery.State.PENDING));
    gateway.status = 200;
    post.clock.move(Duration.ofMinutes(2));
    post.outbox.wake();
    until(() -> post.count(Delivery.State.DELIVERED) == 1);

    gateway.status = 400;
    send(sms, "13800000000", "refused");
    until(() -> post.count(Delivery.State.DEAD) == 1);
  }

  @Test
  void a_code_that_has_expired_is_not_sent_any_more() {
    Sms sms = sms(Authorization.NONE);
    gateway.status = 503;
    send(sms, "13800000000", "code 123456");
    until(() -> post.all().getFirst().lastError() != null);
    int tried = gateway.received.size();
    gateway.status = 200;
    post.clock.move(Duration.ofMinutes(16));
    post.outbox.wake();
    until(() -> post.count(Delivery.State.DEAD) == 1);
    assertEquals(tried, gateway.received.size());
  }

  @Test
  void what_is_no_number_is_refused_at_once() {
    Sms sms = sms(Authorization.NONE);
    var refused =
        assertThrows(
            java.util.concurrent.CompletionException.class, () -> send(sms, "+1\r\nX: y", "x"));
    assertTrue(refused.getCause() instanceof Problem);
    assertTrue(post.all().isEmpty());
  }
}
