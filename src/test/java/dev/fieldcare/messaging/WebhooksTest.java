package dev.fieldcare.messaging;

import static dev.fieldcare.messaging.Post.await;
import static dev.fieldcare.messaging.Post.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks against a real receiver. */
class WebhooksTest {
  private static final String SECRET = "a secret of some length";

  private final Post post = new Post();
  private final Receiver receiver = new Receiver(post.vertx);

  @AfterEach
  void close() {
    post.close();
  }

  private Webhook webhook(String... events) {
    return await(
        post.webhooks.create(
            new JsonObject()
                .put("url", receiver.url())
                .put("secret", SECRET)
                .put("events", new JsonArray(List.of(events))),
            "user:ann"));
  }

  @Test
  void those_who_want_an_event_are_told_and_others_not() {
    webhook("ticket.*");
    webhook("rollout.halted");
    post.outbox.start();
    post.tell("ticket.opened", new JsonObject().put("ticket", "F-2026-000001"));

    until(() -> post.count(Delivery.State.DELIVERED) == 1);
    assertEquals(1, receiver.received.size());
    assertEquals("ticket.opened", receiver.received.getFirst().headers().get("Fieldcare-Event"));
    assertEquals("ticket.opened", receiver.received.getFirst().json().getString("event"));
    assertEquals("F-2026-000001", receiver.received.getFirst().json().getString("ticket"));
  }

  @Test
  void a_receiver_that_fails_first_gets_the_same_delivery_again_later() {
    webhook("*");
    receiver.status = 503;
    post.outbox.start();
    post.tell("ticket.opened", new JsonObject());
    until(() -> post.all().getFirst().lastError() != null);
    assertTrue(String.valueOf(post.all().getFirst().lastError()).contains("answered 503"));

    receiver.status = 204;
    post.clock.move(Duration.ofSeconds(20));
    post.outbox.wake();
    assertEquals(1, receiver.received.size());
    post.clock.move(Duration.ofSeconds(40));
    post.outbox.wake();
    until(() -> post.count(Delivery.State.DELIVERED) == 1);

    assertEquals(2, receiver.received.size());
    assertEquals(
        1,
        new HashSet<>(receiver.received.stream().map(Receiver.Received::delivery).toList()).size());
    assertEquals(2, post.all().getFirst().attempts());
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 404, 500})
  void an_answer_that_is_not_2xx_is_no_delivery_and_redirects_are_not_followed(int status) {
    webhook("*");
    receiver.status = status;
    post.outbox.start();
    post.tell("ticket.opened", new JsonObject());

    until(() -> !post.all().isEmpty() && post.all().getFirst().lastError() != null);
    assertEquals(Delivery.State.PENDING, post.all().getFirst().state());
    assertEquals(1, receiver.received.size());
  }

  @Test
  void a_receiver_that_never_answers_is_left_after_the_timeout() {
    webhook("*");
    receiver.status = 0;
    post.outbox.start();
    post.tell("ticket.opened", new JsonObject());

    until(() -> post.all().getFirst().lastError() != null);
    assertTrue(String.valueOf(post.all().getFirst().lastError()).contains("timeout"));
  }

  @Test
  void a_message_tried_in_vain_is_dead_and_visible_and_can_be_retried() {
    webhook("*");
    receiver.status = 500;
    post.outbox.start();
    post.tell("ticket.opened", new JsonObject());
    for (int attempt = 1; attempt <= post.settings.attempts(); attempt++) {
      int tried = attempt;
      until(() -> receiver.received.size() == tried && post.all().getFirst().lastError() != null);
      post.clock.move(Duration.ofHours(1));
      post.outbox.wake();
    }
    until(() -> post.count(Delivery.State.DEAD) == 1);

    receiver.status = 200;
    Delivery dead = await(post.outbox.list(Delivery.State.DEAD, 10, null)).items().getFirst();
    await(post.outbox.retry(dead.id()));
    until(() -> post.count(Delivery.State.DELIVERED) == 1);
  }

  @Test
  void what_was_in_hand_when_the_server_died_is_delivered_by_the_next() {
    webhook("*");
    // claimed by a server that then dies: it never settles
    post.tell("ticket.opened", new JsonObject());
    await(
        PgOutbox.claim(
            post.database.pool(),
            post.clock.instant(),
            post.clock.instant().plus(Duration.ofMinutes(2)),
            20,
            List.of("webhook")));
    post.another().start();
    post.outbox.wake();
    assertEquals(0, receiver.received.size());

    post.clock.move(Duration.ofMinutes(3));
    post.outbox.wake();
    until(() -> post.count(Delivery.State.DELIVERED) == 1);
    assertEquals(1, receiver.received.size());
  }

  @Test
  void two_servers_deliver_each_message_once() {
    webhook("*");
    for (int i = 0; i < 100; i++) {
      post.tell("ticket.opened", new JsonObject().put("i", i));
    }
    Outbox first = post.outbox;
    first.start();
    post.another().start();

    until(() -> post.count(Delivery.State.DELIVERED) == 100);
    assertEquals(100, receiver.received.size());
    Set<Object> told = new HashSet<>();
    receiver.received.forEach(each -> told.add(each.json().getValue("i")));
    assertEquals(100, told.size());
    await(first.close());
  }

  @Test
  void messages_to_a_deleted_webhook_are_given_up_at_once() {
    Webhook webhook = webhook("*");
    post.tell("ticket.opened", new JsonObject());
    await(post.webhooks.delete(webhook.id(), "user:ann"));
    post.outbox.start();

    until(() -> post.count(Delivery.State.DEAD) == 1);
    assertEquals(0, receiver.received.size());
  }

  @Test
  void the_waits_add_up_to_about_a_day() {
    var settings = MessagingSettings.DEFAULT;
    var outbox =
        new Outbox(post.vertx, post.database, post.clock, settings, new java.util.Random(7));
    Duration sum = Duration.ZERO;
    for (int attempt = 1; attempt < settings.attempts(); attempt++) {
      sum = sum.plus(outbox.delay(attempt));
    }
    assertTrue(sum.toHours() >= 16 && sum.toHours() <= 30, sum.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"url\":\"ftp://x/\"}",
        "{\"url\":\"nonsense\"}",
        "{\"url\":\"http://u:p@x/\"}",
        "{}",
        "{\"url\":5}",
        "{\"url\":\"http://x/\",\"secret\":\"short\"}",
        "{\"url\":\"http://x/\",\"events\":[]}",
        "{\"url\":\"http://x/\",\"events\":[\"Ticket opened\"]}",
        "{\"url\":\"http://x/\",\"active\":\"yes\"}",
        "{\"url\":\"http://x/\",\"colour\":\"red\"}"
      })
  void a_malformed_webhook_is_refused(String body) {
    var thrown =
        assertThrows(
            CompletionException.class,
            () -> await(post.webhooks.create(new JsonObject(body), "user:ann")));
    assertEquals("webhook.malformed", assertInstanceOf(Problem.class, thrown.getCause()).code());
  }

  @Test
  void the_secret_is_not_shown_again() {
    assertFalse(webhook("*").json().encode().contains(SECRET));
  }

  @Test
  void the_example_in_the_docs_verifies_what_we_send_and_refuses_what_was_changed()
      throws Exception {
    Assumptions.assumeTrue(
        new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0,
        "the example in docs/webhooks.md is Python: apt-get install python3");
    webhook("*");
    post.outbox.start();
    post.tell("ticket.opened", new JsonObject().put("ticket", "温度"));
    until(() -> receiver.received.size() == 1);
    Receiver.Received got = receiver.received.getFirst();

    assertEquals("True", verify(got, got.body()));
    assertEquals("False", verify(got, got.body() + " "));
  }

  private String verify(Receiver.Received got, String body) throws Exception {
    Path docs = Path.of(System.getProperty("fieldcare.home", "..")).resolve("docs/webhooks.md");
    String example = Files.readString(docs).split("```python\n", 2)[1].split("```", 2)[0];
    String call =
        """
        import sys
        print(is_from_fieldcare(%s, %s, sys.stdin.buffer.read(), %s, now=%d))
        """
            .formatted(
                quoted(got.headers().get("Fieldcare-Timestamp")),
                quoted(got.headers().get("Fieldcare-Signature")),
                quoted(SECRET),
                post.clock.instant().getEpochSecond());
    Process python =
        new ProcessBuilder("python3", "-c", example + call).redirectErrorStream(true).start();
    try (var stdin = python.getOutputStream()) {
      stdin.write(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    assertTrue(python.waitFor(20, TimeUnit.SECONDS));
    return new String(
            python.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
        .strip();
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  @Test
  void a_ping_goes_to_one_webhook_whatever_it_wants() {
    Webhook webhook = webhook("ticket.opened");
    post.outbox.start();
    Future<Void> pinged = post.webhooks.ping(webhook.id());
    await(pinged);
    until(() -> receiver.received.size() == 1);
    assertEquals("ping", receiver.received.getFirst().json().getString("event"));
  }
}
