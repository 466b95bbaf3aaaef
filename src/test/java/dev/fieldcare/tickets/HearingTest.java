package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.active;
import static dev.fieldcare.tickets.Desk.await;
import static dev.fieldcare.tickets.Desk.device;
import static dev.fieldcare.tickets.Desk.normal;
import static dev.fieldcare.tickets.Desk.quiet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.Because;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What alarms make of tickets. */
class HearingTest {
  private final Desk it = new Desk();

  @AfterEach
  void close() {
    it.close();
  }

  @Test
  void an_alarm_opens_a_ticket_that_says_why() {
    it.hear(active("d-17", "temperature.high", 0));

    Ticket ticket = it.only();
    assertEquals("F-2026-000001", ticket.number());
    assertEquals(State.NEW, ticket.state());
    assertEquals(Severity.MAJOR, ticket.severity());
    assertEquals("major since minute 0", ticket.because().text());
    assertEquals(Desk.NOW, ticket.openedAt());
    assertEquals(Instant.parse("2026-11-22T08:00:00Z"), ticket.firstSeenAt());
    assertEquals(Instant.parse("2026-11-22T08:01:00Z"), ticket.lastSeenAt());
    assertEquals(List.of("ticket.opened"), it.journal.types());
    assertEquals("ticket:F-2026-000001", it.journal.entries.getFirst().subject());
    assertEquals(TicketNews.Type.OPENED, it.news.remove().type());

    JsonObject json = new JsonObject(ticket.json().encode());
    assertEquals("fault", json.getString("kind"));
    assertEquals("2026-11-22T08:15:00Z", json.getString("openedAt"));
    assertEquals(71.3, json.getJsonObject("becauseArgs").getDouble("value"));
    assertEquals(1, json.getJsonArray("alarms").size());
    assertEquals("major", json.getString("severity"));
  }

  @Test
  void further_alarms_count_the_open_ticket_up() {
    it.hear(active("d-17", "temperature.high", 10));
    it.hear(active("d-17", "temperature.high", 20), active("d-17", "temperature.high", 5));

    Ticket ticket = it.only();
    assertEquals(3, ticket.occurrences());
    assertEquals(Instant.parse("2026-11-22T08:05:00Z"), ticket.firstSeenAt());
    assertEquals(Instant.parse("2026-11-22T08:21:00Z"), ticket.lastSeenAt());
    assertEquals(
        List.of("ticket.opened", "ticket.occurred", "ticket.occurred"), it.journal.types());
  }

  @Test
  void the_same_alarm_heard_again_changes_nothing_at_all() {
    Alarm alarm = active("d-17", "temperature.high", 0);
    it.hear(alarm, normal(alarm));
    Ticket before = it.only();

    it.hear(alarm, alarm, normal(alarm));
    it.reopened();
    it.hear(alarm, normal(alarm));

    assertEquals(before.json(), it.only().json());
    assertEquals(List.of("ticket.opened", "ticket.cleared"), it.journal.types());
  }

  @Test
  void an_alarm_of_an_ended_ticket_heard_again_neither_counts_nor_reopens() {
    Alarm alarm = active("d-17", "temperature.high", 0);
    it.hear(alarm, normal(alarm), quiet(alarm));
    Ticket closed = it.only();

    it.reopened();
    it.hear(alarm, normal(alarm), quiet(alarm));

    assertEquals(State.CLOSED, closed.state());
    assertEquals(closed.json(), it.only().json());
  }

  @Test
  void a_worse_alarm_raises_the_severity_and_says_why_and_a_milder_one_does_not_lower_it() {
    var device = device("d-17", null);
    it.hear(active(device, "temperature.high", 0, Severity.MINOR));
    it.hear(active(device, "temperature.high", 10, Severity.CRITICAL));
    it.hear(active(device, "temperature.high", 20, Severity.WARNING));

    assertEquals(Severity.CRITICAL, it.only().severity());
    assertEquals("critical since minute 10", it.only().because().text());
    assertEquals(
        List.of("ticket.opened", "ticket.occurred", "ticket.severity_raised", "ticket.occurred"),
        it.journal.types());
  }

  @Test
  void a_ticket_nobody_works_on_closes_itself_when_all_its_alarms_are_quiet() {
    Alarm first = active("d-17", "temperature.high", 0);
    Alarm second = active("d-17", "temperature.high", 30);
    it.hear(first, normal(first), second);
    it.hear(quiet(first));
    assertEquals(State.NEW, it.only().state());

    it.hear(normal(second), quiet(second));

    Ticket ticket = it.only();
    assertEquals(State.CLOSED, ticket.state());
    assertEquals("self_cleared", ticket.resolution());
    assertEquals(Desk.NOW, ticket.endedAt());
    assertNotNull(ticket.alarms().getFirst().quietAt());
    assertEquals("ticket.closed", it.journal.types().getLast());
    assertEquals("system", it.journal.entries.getLast().actor());
  }

  @Test
  void a_ticket_somebody_works_on_stays_open_when_its_alarms_are_quiet() {
    Alarm alarm = active("d-17", "temperature.high", 0);
    it.hear(alarm);
    it.move("F-2026-000001", State.TRIAGED, "{}", Desk.SUPPORT);
    it.move("F-2026-000001", State.GUIDING, "{}", Desk.SUPPORT);
    it.hear(normal(alarm), quiet(alarm));

    assertEquals(State.GUIDING, it.only().state());
    assertEquals(0, it.only().activeAlarms());
  }

  @Test
  void a_fault_that_comes_back_opens_a_new_ticket_that_names_the_last() {
    Alarm first = active("d-17", "temperature.high", 0);
    it.hear(first, normal(first), quiet(first), active("d-17", "temperature.high", 30));

    List<Ticket> tickets = it.tickets();
    assertEquals(2, tickets.size());
    assertEquals("F-2026-000002", tickets.getFirst().number());
    assertEquals("F-2026-000001", tickets.getFirst().repeatOf());
    assertEquals(State.NEW, tickets.getFirst().state());
    assertNull(tickets.getLast().repeatOf());
  }

  @Test
  void alarms_of_a_merged_ticket_count_its_parent_up() {
    it.hear(active("d-17", "temperature.high", 0), active("d-17", "fan.stuck", 1));
    it.move("F-2026-000001", State.MERGED, "{\"parent\":\"F-2026-000002\"}", Desk.SUPPORT);
    assertEquals(2, await(it.desk.get("F-2026-000002")).occurrences());

    it.hear(active("d-17", "temperature.high", 10));

    assertEquals(2, it.tickets().size());
    Ticket parent = await(it.desk.get("F-2026-000002"));
    assertEquals(3, parent.occurrences());
    assertEquals(3, parent.activeAlarms());
    assertEquals(Instant.parse("2026-11-22T08:00:00Z"), parent.firstSeenAt());
  }

  @Test
  void siblings_are_open_tickets_with_the_symptom_on_devices_of_the_lot() {
    it.hear(
        active(device("d-1", "L7"), "temperature.high", 0, Severity.MAJOR),
        active(device("d-2", "L7"), "temperature.high", 0, Severity.MAJOR),
        active(device("d-3", "L8"), "temperature.high", 0, Severity.MAJOR),
        active(device("d-4", "L7"), "voltage.low", 0, Severity.MAJOR),
        active(device("d-5", null), "temperature.high", 0, Severity.MAJOR));

    assertEquals(List.of("F-2026-000002"), await(it.desk.get("F-2026-000001")).siblings());
    assertEquals(List.of(), await(it.desk.get("F-2026-000005")).siblings());
  }

  @Test
  void an_alarm_the_database_cannot_hold_is_given_up_and_disturbs_nobody() {
    Alarm bad = active("d-17", "temperature.high", 0);
    var unholdable =
        new Alarm(
            bad.key(),
            bad.device(),
            bad.symptom(),
            bad.severity(),
            bad.phase(),
            bad.activeSince(),
            bad.at(),
            bad.lastSeen(),
            bad.metric(),
            new Because("a \0 in it", "limit.high", Map.of()));
    var before = it.desk.hear(active("d-1", "temperature.high", 0));
    var refused = it.desk.hear(unholdable);
    var behind = it.desk.hear(active("d-2", "temperature.high", 0));
    await(it.desk.drained());

    assertTrue(before.succeeded());
    assertTrue(refused.failed());
    assertTrue(behind.succeeded());
    assertEquals(2, it.tickets().size());
    assertEquals(1, it.desk.givenUp());
  }

  @Test
  void numbers_follow_one_another_without_gaps() {
    for (int i = 0; i < 5; i++) {
      it.hear(active("d-" + i, "temperature.high", 0));
    }
    assertEquals("F-2026-000005", it.tickets().getFirst().number());
  }
}
