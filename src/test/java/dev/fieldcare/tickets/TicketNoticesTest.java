package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.active;
import static dev.fieldcare.tickets.Desk.await;
import static dev.fieldcare.tickets.Desk.device;
import static dev.fieldcare.tickets.Desk.normal;
import static dev.fieldcare.tickets.Desk.quiet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.PgJournal;
import dev.fieldcare.messaging.Delivery;
import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.MessagingSettings;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.Webhooks;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Alarm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ticket news become on their way out. */
class TicketNoticesTest {
  private final Desk it = new Desk();
  private final Outbox outbox =
      new Outbox(it.vertx, it.database, Desk.CLOCK, MessagingSettings.DEFAULT, new Random(1));

  @BeforeEach
  void subscribe() {
    var webhooks = new Webhooks(it.database, new PgJournal(Desk.CLOCK), outbox, Desk.CLOCK);
    await(
        webhooks.create(
            new JsonObject()
                .put("url", "http://127.0.0.1:9/")
                .put("events", new JsonArray().add("ticket.opened").add("ticket.closed")),
            "user:ann"));
    var mailer =
        new Mailer(
            it.vertx,
            it.database,
            outbox,
            Desk.CLOCK,
            new MessagingSettings.Mail(
                "127.0.0.1",
                25,
                MessagingSettings.Security.NONE,
                null,
                null,
                "fieldcare@example.com",
                List.of("a@example.com"),
                MessagingSettings.Language.ZH,
                20,
                Duration.ofMinutes(10)));
    it.notices = new TicketNotices(webhooks, mailer, "https://fieldcare.example/");
    it.reopened();
  }

  @AfterEach
  void close() {
    it.close();
  }

  private List<Delivery> sent(String channel) {
    return await(outbox.list(null, 1000, null)).items().reversed().stream()
        .filter(each -> each.channel().equals(channel))
        .toList();
  }

  @Test
  void mail_goes_out_at_the_opening_at_a_raise_and_at_the_end_but_not_for_each_occurrence() {
    var d = device("d-17", null);
    Alarm first = active(d, "temperature.high", 0, Severity.MINOR);
    it.hear(first, normal(first));
    Alarm second = active(d, "temperature.high", 10, Severity.MINOR);
    it.hear(second, normal(second));
    Alarm worse = active(d, "temperature.high", 20, Severity.CRITICAL);
    it.hear(worse, normal(worse));
    it.hear(quiet(worse));

    assertEquals(
        List.of(
            "[F-2026-000001] 新工单：temperature.high，设备 d-17（次要）",
            "[F-2026-000001] 级别升为紧急：temperature.high，设备 d-17（紧急）",
            "[F-2026-000001] 已关闭：temperature.high，设备 d-17（紧急）"),
        sent("mail").stream().map(each -> each.payload().getString("subject")).toList());
    String body = sent("mail").getFirst().payload().getString("body");
    assertEquals(true, body.startsWith("minor since minute 0"), body);
    assertEquals(true, body.contains("https://fieldcare.example/#/tickets/F-2026-000001"), body);
  }

  @Test
  void webhooks_get_the_events_they_want_with_the_ticket_as_it_was() {
    Alarm alarm = active("d-17", "temperature.high", 0);
    it.hear(alarm);
    it.hear(normal(alarm), quiet(alarm));

    List<Delivery> sent = sent("webhook");
    assertEquals(
        List.of("ticket.opened", "ticket.closed"),
        sent.stream().map(each -> each.payload().getString("event")).toList());
    assertEquals("NEW", sent.getFirst().payload().getJsonObject("ticket").getString("state"));
    assertEquals("CLOSED", sent.getLast().payload().getJsonObject("ticket").getString("state"));
  }

  @Test
  void hearing_an_alarm_again_sends_nothing() {
    Alarm alarm = active("d-17", "temperature.high", 0);
    it.hear(alarm);
    it.reopened();
    it.hear(alarm);
    assertEquals(1, sent("webhook").size());
    assertEquals(1, sent("mail").size());
  }
}
