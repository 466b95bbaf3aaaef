package dev.fieldcare.messaging;

import static dev.fieldcare.messaging.Post.await;
import static dev.fieldcare.messaging.Post.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Future;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mail against a real SMTP server. */
class MailerTest {
  private final Post post = new Post();
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @AfterEach
  void close() {
    server.stop();
    post.close();
  }

  private volatile List<String> onCall = List.of();

  private Mailer mailer(MessagingSettings.Language language, int port) {
    var mailer =
        new Mailer(
            post.vertx,
            post.database,
            post.outbox,
            post.clock,
            new MessagingSettings.Mail(
                "127.0.0.1",
                port,
                MessagingSettings.Security.NONE,
                "desk",
                "secret",
                "Fieldcare <fieldcare@example.com>",
                List.of("a@example.com"),
                language,
                20,
                Duration.ofMinutes(10)),
            () -> Future.succeededFuture(onCall));
    mailer.attach();
    post.outbox.start();
    return mailer;
  }

  private int start() {
    server.start();
    server.setUser("fieldcare@example.com", "desk", "secret");
    return server.getSmtp().getPort();
  }

  private void send(Mailer mailer, int from, int count) {
    var mails = new ArrayList<Mailer.Mail>();
    for (int i = from; i < from + count; i++) {
      mails.add(new Mailer.Mail("notice " + i, "text " + i + " 温度", "F-2026-" + i));
    }
    await(post.database.transaction(transaction -> mailer.enqueue(transaction, mails)));
    post.outbox.wake();
  }

  @Test
  void a_mail_arrives_with_headers_that_keep_robots_from_answering() throws Exception {
    send(mailer(MessagingSettings.Language.EN, start()), 1, 1);

    assertTrue(server.waitForIncomingEmail(20_000, 1));
    MimeMessage mail = server.getReceivedMessages()[0];
    assertEquals("notice 1", mail.getSubject());
    assertTrue(String.valueOf(mail.getContent()).contains("text 1 温度"));
    assertEquals("auto-generated", mail.getHeader("Auto-Submitted")[0]);
    assertEquals("<F-2026-1@example.com>", mail.getHeader("References")[0]);
    assertEquals(
        "<" + post.all().getFirst().delivery() + "@example.com>", mail.getHeader("Message-ID")[0]);
  }

  @Test
  void a_code_is_erased_once_it_is_delivered() throws Exception {
    Mailer mailer = mailer(MessagingSettings.Language.EN, start());
    code(mailer);
    assertTrue(server.waitForIncomingEmail(20_000, 1));
    assertEquals("[quote] 123456", server.getReceivedMessages()[0].getSubject());
    until(() -> post.count(Delivery.State.DELIVERED) == 1);
    assertEquals("{}", post.all().getFirst().payload().encode());
  }

  @Test
  void a_code_that_could_not_be_delivered_is_erased_when_it_is_of_no_use_any_more() {
    Mailer mailer = mailer(MessagingSettings.Language.EN, 1);
    code(mailer);
    until(() -> post.all().getFirst().lastError() != null);
    assertEquals(Delivery.State.PENDING, post.all().getFirst().state());
    post.clock.move(Duration.ofMinutes(15));
    until(() -> post.count(Delivery.State.DEAD) == 1);
    Delivery given = post.all().getFirst();
    assertEquals("{}", given.payload().encode());
    assertTrue(String.valueOf(given.lastError()).endsWith("of no use any more"));
    assertThrows(RuntimeException.class, () -> await(post.outbox.retry(given.id())));
  }

  private void code(Mailer mailer) {
    var mail = new Mailer.Mail("[quote] 123456", "Your code is 123456.", "signoff");
    await(
        post.database.transaction(
            sql -> mailer.post(sql, "li@example.com", mail, Duration.ofMinutes(15))));
    post.outbox.wake();
  }

  @Test
  void whoever_is_on_call_when_it_goes_out_gets_it_too() throws Exception {
    onCall = List.of("wei@example.com", "a@example.com");
    send(mailer(MessagingSettings.Language.EN, start()), 1, 1);
    until(() -> post.count(Delivery.State.DELIVERED) == 1);
    assertEquals(
        "a@example.com,wei@example.com", server.getReceivedMessages()[0].getHeader("To", ","));
  }

  @Test
  void a_storm_becomes_twenty_mails_and_one_that_lists_the_rest() throws Exception {
    Mailer mailer = mailer(MessagingSettings.Language.ZH, start());
    send(mailer, 1, 15);
    send(mailer, 16, 42);
    assertTrue(server.waitForIncomingEmail(20_000, 20));
    assertEquals(20, server.getReceivedMessages().length);
    // Only the digest is left: a mail not yet marked as sent would be sent again after the jump.
    until(() -> post.count(Delivery.State.PENDING) == 1);

    post.clock.move(Duration.ofMinutes(11));
    post.outbox.wake();
    assertTrue(server.waitForIncomingEmail(20_000, 21));
    MimeMessage digest = digest();
    assertEquals("[Fieldcare] 另有 37 条通知", digest.getSubject());
    String body = String.valueOf(digest.getContent());
    assertTrue(body.startsWith("notice 21"), body);
    assertTrue(body.contains("以及另外 17 条"), body);

    send(mailer, 100, 1);
    assertTrue(server.waitForIncomingEmail(20_000, 22));
    until(() -> post.count(Delivery.State.PENDING) == 0);
  }

  private MimeMessage digest() throws Exception {
    for (MimeMessage each : server.getReceivedMessages()) {
      if (each.getSubject().startsWith("[Fieldcare]")) {
        return each;
      }
    }
    throw new AssertionError("no digest came");
  }

  @Test
  void a_server_that_goes_while_it_takes_a_mail_is_tried_again_later() throws Exception {
    try (var going = new GoingServer()) {
      send(mailer(MessagingSettings.Language.EN, going.port()), 1, 15);
      until(() -> post.all().stream().allMatch(each -> each.lastError() != null));

      going.stay();
      post.clock.move(Duration.ofMinutes(3));
      post.outbox.wake();
      until(() -> post.count(Delivery.State.PENDING) == 0);
    }
  }

  @Test
  void a_mail_waits_for_a_server_that_is_down() throws Exception {
    int port = start();
    server.stop();
    send(mailer(MessagingSettings.Language.EN, port), 1, 1);
    until(() -> post.all().getFirst().lastError() != null);

    var back = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    back.start();
    back.setUser("fieldcare@example.com", "desk", "secret");
    try {
      post.clock.move(Duration.ofMinutes(2));
      post.outbox.wake();
      assertTrue(back.waitForIncomingEmail(20_000, 1));
    } finally {
      back.stop();
    }
  }
}
