package dev.fieldcare.messaging;

import static dev.fieldcare.messaging.Post.await;
import static dev.fieldcare.messaging.Post.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mail coming in through a real IMAP server. */
@Timeout(300)
class MailboxTest {
  private static final String OWN = "desk@example.com";

  private final Post post = new Post();
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final List<Letter> letters = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final GreenMailUser user = server.setUser(OWN, "desk", "secret");
  private LetterBox box = new LetterBox(post.database, post.clock, "example.com", this::take);
  private @Nullable Mailbox mailbox;

  @BeforeEach
  void open() {
    server.start();
    await(post.database.pool().query("CREATE TABLE effects (letter text)").execute());
    restart();
  }

  @AfterEach
  void close() {
    stopReading();
    server.stop();
    post.close();
  }

  private void stopReading() {
    if (mailbox != null) {
      mailbox.close();
    }
  }

  private void restart() {
    stopReading();
    box = new LetterBox(post.database, post.clock, "example.com", this::take);
    var next =
        new Mailbox(
            new MessagingSettings.Imap(
                "127.0.0.1",
                server.getImap().getPort(),
                MessagingSettings.Security.NONE,
                "desk",
                "secret",
                "INBOX",
                Duration.ofMillis(200),
                1 << 20),
            box,
            OWN);
    next.open();
    mailbox = next;
  }

  /** Writes an effect into the transaction, and then may still fail as a database does. */
  private Future<Correspondence.Outcome> take(
      SqlConnection transaction, Letter letter, Optional<String> ticket) {
    return transaction
        .preparedQuery("INSERT INTO effects VALUES ($1)")
        .execute(io.vertx.sqlclient.Tuple.of(letter.identity()))
        .compose(
            done -> {
              if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return Future.failedFuture(new IllegalStateException("the database went"));
              }
              letters.add(letter);
              taken.add(letter.subject() + " -> " + ticket.orElse("none"));
              return Future.succeededFuture(
                  new Correspondence.Outcome.OnTicket(ticket.orElse("F-2026-999999")));
            });
  }

  private long effects() {
    return await(post.database.pool().query("SELECT count(*) FROM effects").execute())
        .iterator()
        .next()
        .getLong(0);
  }

  private List<JsonObject> all() {
    return await(box.list(null, null, 1000, null)).items();
  }

  private JsonObject only(String disposition) {
    List<JsonObject> found = await(box.list(disposition, null, 10, null)).items();
    assertEquals(1, found.size(), found.toString());
    return found.getFirst();
  }

  private void deliverRaw(String raw) throws Exception {
    byte[] bytes = raw.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    user.deliver(
        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes)));
  }

  private void deliver(String subject, String... headers) throws Exception {
    deliverRaw(
        "From: Ann Li <Ann@Acme.example>\nTo: desk@example.com\nSubject: "
            + subject
            + "\nMessage-ID: <"
            + subject.hashCode()
            + "@acme.example>\n"
            + String.join("\n", headers)
            + (headers.length == 0 ? "" : "\n")
            + "Content-Type: text/plain; charset=utf-8\n\nit is hot 温度\n");
  }

  @Test
  void an_answer_goes_to_the_ticket_it_answers_whichever_trace_its_program_kept() throws Exception {
    var draft =
        new Delivery.Draft(
            "mail-test",
            "x",
            new JsonObject().put("thread", "F-2026-000003"),
            post.clock.instant());
    await(post.database.transaction(sql -> post.outbox.enqueue(sql, List.of(draft))));
    String delivery = post.all().getFirst().delivery().toString();

    deliver("one", "References: <F-2026-000001@example.com> <x@example.com>");
    deliver("Re: [F-2026-000002] hot");
    deliver("three", "In-Reply-To: <" + delivery + "@example.com>");
    deliver("four", "References: <F-2026-000004@evil.example>");
    deliver("five");
    until(() -> taken.size() == 5);
    assertEquals(
        List.of(
            "one -> F-2026-000001",
            "Re: [F-2026-000002] hot -> F-2026-000002",
            "three -> F-2026-000003",
            "four -> none",
            "five -> none"),
        taken);
    assertEquals("ann@acme.example", letters.getFirst().sender());
    assertEquals("it is hot 温度", letters.getFirst().text());
    until(() -> all().size() == 5);
    assertEquals("F-2026-000001", all().getLast().getString("ticket"));
  }

  @Test
  void every_letter_takes_effect_once_over_restarts_and_failures() throws Exception {
    failures.set(2);
    deliver("a");
    deliver("b");
    until(() -> taken.size() == 2);
    restart();
    deliver("c");
    until(() -> taken.size() == 3);
    restart();
    deliver("d");
    until(() -> all().size() == 4);
    assertEquals(4, effects());
    assertEquals(4, taken.size(), taken.toString());
  }

  @Test
  void a_mailbox_that_is_numbered_anew_brings_no_letter_twice() throws Exception {
    deliver("a");
    deliver("b");
    until(() -> all().size() == 2);
    stopReading();
    await(post.database.pool().query("UPDATE mailboxes SET uid_validity = 1").execute());
    restart();
    until(() -> box.counts().getOrDefault("repeated", 0L) == 2);
    assertEquals(2, effects());
  }

  @Test
  void what_programs_write_leads_to_nothing() throws Exception {
    deliver("away", "Auto-Submitted: auto-replied");
    deliver("list", "Precedence: bulk");
    deliver("outlook", "X-Auto-Response-Suppress: All");
    deliver("bounce", "Return-Path: <>", "In-Reply-To: <F-2026-000001@example.com>");
    deliverRaw("From: desk@example.com\nMessage-ID: <l@example.com>\nSubject: loop\n\nme again\n");
    deliver("a person", "Auto-Submitted: no");
    until(() -> all().size() == 6);
    assertEquals(List.of("a person -> none"), taken);
    assertEquals(5, await(box.list("automatic", null, 10, null)).items().size());
    assertEquals(1, effects());
  }

  @Test
  void one_who_writes_without_end_is_kept_aside() throws Exception {
    for (int i = 0; i < 33; i++) {
      deliver("n" + i);
    }
    until(() -> all().size() == 33);
    assertEquals(30, taken.size());
    assertEquals(30, effects());
    assertTrue(all().getFirst().getString("reason").contains("an hour"));
  }

  @Test
  void hostile_mail_is_kept_aside_and_the_next_letter_is_read() throws Exception {
    var nested = new StringBuilder("From: a@acme.example\nSubject: deep\n");
    for (int i = 0; i < 200; i++) {
      nested.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\n\n--b");
      nested.append(i).append("\n");
    }
    var wide =
        new StringBuilder("From: a@acme.example\nContent-Type: multipart/mixed; boundary=b\n\n");
    wide.append("--b\nContent-Type: image/png\n\nx\n".repeat(500)).append("--b--\n");
    var mails = new ArrayList<String>();
    mails.add(nested.toString());
    mails.add(wide.toString());
    mails.add("Subject: from nobody\n\nx\n");
    mails.add("From: a@acme.example, b@acme.example\n\nfrom two\n");
    mails.add("From: a@acme.example\nSubject: huge\n\n" + "x".repeat(2 << 20) + "\n");
    mails.add("From: a@acme.example\n" + "X-A: b\n".repeat(5_000) + "\nlong head\n");
    for (String each : mails) {
      deliverRaw(each);
    }
    deliver("good");
    until(() -> all().size() == mails.size() + 1);
    assertEquals(List.of("good -> none"), taken);
    List<JsonObject> aside = await(box.list("aside", null, 100, null)).items();
    assertEquals(mails.size(), aside.size());
    aside.forEach(each -> assertFalse(each.getString("reason").isEmpty(), each.encode()));
    assertEquals(Long.valueOf(mails.size()), box.counts().get("aside"));
  }

  @Test
  void a_subject_or_a_name_cannot_smuggle_a_header_or_a_path() throws Exception {
    String bomb = "UEsDBAoAAAAAAA==";
    deliverRaw(
        """
        From: a@acme.example
        Message-ID: <s@acme.example>
        Subject: =?utf-8?q?hot=0D=0ABcc:_all@example.com?=
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/html; charset=nonsense

        <p>it &lt;is&gt;</p><script>alert(1)</script><style>p{}</style><div>hot</div>
        --b
        Content-Type: application/zip; name="../../etc/passwd.zip"
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="../../etc/passwd.zip"

        %s
        --b--
        """
            .formatted(bomb));
    until(() -> taken.size() == 1);
    Letter letter = letters.getFirst();
    assertEquals("hot Bcc: all@example.com", letter.subject());
    assertEquals("it <is>\nhot", letter.text());
    assertEquals("passwd.zip", letter.attachments().getFirst().name());
    assertArrayEquals(
        java.util.Base64.getDecoder().decode(bomb), letter.attachments().getFirst().content());
    until(() -> all().size() == 1);
    assertEquals(1, only("handed").getInteger("attachments"));
  }
}
