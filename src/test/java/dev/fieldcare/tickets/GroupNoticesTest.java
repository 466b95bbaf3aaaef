package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.PgJournal;
import dev.fieldcare.messaging.Delivery;
import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.MessagingSettings;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.Webhooks;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For tickets with a parent the parent speaks. */
class GroupNoticesTest {
  private final GroupingDesk d = new GroupingDesk().fleet();
  private final Outbox outbox =
      new Outbox(d.it.vertx, d.it.database, d.clock, MessagingSettings.DEFAULT, new Random(1));

  @BeforeEach
  void subscribe() {
    var webhooks = new Webhooks(d.it.database, new PgJournal(d.clock), outbox, d.clock);
    await(webhooks.create(new JsonObject().put("url", "http://127.0.0.1:9/"), "user:ann"));
    var mail =
        new MessagingSettings.Mail(
            "127.0.0.1",
            25,
            MessagingSettings.Security.NONE,
            null,
            null,
            "fieldcare@example.com",
            List.of("a@example.com"),
            MessagingSettings.Language.EN,
            1000,
            Duration.ofMinutes(10));
    var mailer = new Mailer(d.it.vertx, d.it.database, outbox, d.clock, mail);
    d.it.notices = new TicketNotices(webhooks, mailer, "https://fieldcare.example/");
    d.reopened();
  }

  @AfterEach
  void close() {
    d.close();
  }

  private List<Delivery> sent(String channel) {
    return await(outbox.list(null, 1000, null)).items().reversed().stream()
        .filter(each -> each.channel().equals(channel))
        .toList();
  }

  private List<String> mails() {
    return sent("mail").stream().map(each -> each.payload().getString("subject")).toList();
  }

  private List<String> events() {
    return sent("webhook").stream()
        .map(each -> each.payload().getString("event"))
        .filter(each -> each.startsWith("ticket."))
        .toList();
  }

  @Test
  void an_outage_seen_at_once_is_one_mail() {
    IntStream.range(0, 9).forEach(i -> d.begins("d-" + i, "silence"));
    d.look();
    assertEquals(List.of("[F-2026-000010] opened: silence at site s-0 (major)"), mails());
    String body = sent("mail").getFirst().payload().getString("body");
    assertEquals(true, body.contains("Tickets     9: F-2026-000001 d-0, F-2026-000002 d-1"), body);
    int before = events().size();
    IntStream.range(0, 9).forEach(i -> d.ends("d-" + i, "silence", true));
    d.look();
    assertEquals(1, mails().stream().filter(each -> each.contains("closed")).count(), "" + mails());
    assertEquals(
        1 + 9,
        events().subList(before, events().size()).stream().filter("ticket.closed"::equals).count());
    assertEquals(
        0,
        events().subList(before, events().size()).stream()
            .filter("ticket.cleared"::equals)
            .count());
  }

  @Test
  void what_opens_in_a_flood_is_gathered() {
    for (int i = 0; i < 11; i++) {
      d.begins("d-" + (100 + i * 4), "metric" + i + ".unusual");
    }
    d.pass(Duration.ofSeconds(10)); // the first mails have settled
    d.look();
    int events = events().size();
    for (int i = 0; i < 30; i++) {
      d.begins("d-" + (100 + i * 3), "other" + i + ".unusual");
    }
    d.look();
    assertEquals("[F-2026-000012] opened: flood in all (major)", mails().getLast());
    assertEquals(1, mails().size(), "the first are taken back too where they still wait");
    assertEquals(1, sent("mail-digest").size());
    assertEquals(
        List.of("ticket.occurred"), events().subList(events, events().size()), "the flood's own");
  }
}
