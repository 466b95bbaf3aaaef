package dev.fieldcare.promises;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Await;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told, and when, as a promise runs out. */
class EscalationsTest {
  private static final String TICKET = "ticket:F-2026-000001";

  private final Promises promises = new Promises();

  @AfterEach
  void close() {
    promises.close();
  }

  private List<Integer> round(String local) {
    promises.clock.set(at(local));
    return Await.get(promises.escalations.round()).stream().map(Escalation::step).toList();
  }

  @Test
  void steps_come_at_their_share_of_the_same_measure_and_once() {
    promises.start(TICKET, "capa.due", Term.of(Measure.BUSINESS_HOURS, 8));
    assertEquals(List.of(), round("2026-03-02T13:59"));
    assertEquals(List.of(0), round("2026-03-02T14:00"));
    assertEquals(List.of(), round("2026-03-02T14:01"));
    assertEquals(List.of(1), round("2026-03-02T16:00"));
    assertEquals(List.of(2), round("2026-03-02T17:30"));
    assertEquals(List.of(), round("2026-03-02T20:00"), "nobody is there any more");
    assertEquals(List.of(3), round("2026-03-03T09:00"));
    assertEquals(List.of(), round("2026-03-04T09:00"));
    assertEquals(4, promises.told.size());
  }

  @Test
  void a_promise_of_every_hour_warns_at_night() {
    promises.clock.set(at("2026-03-01T02:00"));
    promises.start(TICKET, "response.general", Term.of(Measure.ELAPSED, 2));
    assertEquals(List.of(0), round("2026-03-01T03:00"));
  }

  @Test
  void nobody_is_told_at_midnight_or_in_a_holiday_of_what_runs_in_working_days() {
    promises.clock.set(at("2026-02-13T10:00"));
    promises.start(TICKET, "onsite.arrival", Term.of(Measure.WORKING_DAYS, 2));
    assertEquals(List.of(), round("2026-02-15T00:00"), "half is used at the close of Saturday");
    assertEquals(List.of(), round("2026-02-20T10:00"));
    assertEquals(List.of(0), round("2026-02-24T09:00"));
  }

  @Test
  void a_new_ticket_escalates_nothing() {
    promises.clock.set(at("2026-02-16T03:00"));
    promises.start(TICKET, "onsite.arrival", Term.of(Measure.WORKING_DAYS, 2));
    assertEquals(List.of(), round("2026-02-16T03:00"));
  }

  @Test
  void of_steps_missed_together_only_the_last_is_told() {
    promises.start(TICKET, "response.general", Term.of(Measure.ELAPSED, 4));
    assertEquals(List.of(2), round("2026-03-02T13:50"));
  }

  @Test
  void what_is_paused_warns_nobody() {
    promises.start(TICKET, "onsite.arrival", Term.of(Measure.WORKING_DAYS, 2));
    promises.pause(TICKET, "site_inaccessible");
    assertEquals(List.of(), round("2026-03-16T10:00"));
  }

  @Test
  void a_deadline_that_passed_is_a_breach() {
    Commitment it = promises.start(TICKET, "response.general", Term.of(Measure.ELAPSED, 2));
    round("2026-03-02T12:00");
    assertEquals(Outcome.OPEN, promises.now(it).outcome());
    round("2026-03-02T12:01");
    assertEquals(Outcome.BREACHED, promises.now(it).outcome());
  }

  @Test
  void two_servers_at_once_tell_each_step_once() {
    for (int i = 0; i < 40; i++) {
      promises.start("ticket:F-" + i, "response.general", Term.of(Measure.ELAPSED, 2));
    }
    promises.clock.move(Duration.ofMinutes(70));
    Await.get(
        Future.join(
            promises.escalations.round(),
            promises.escalations.round(),
            promises.escalations.round()));
    Await.get(promises.escalations.round());
    assertEquals(40, promises.told.stream().map(Escalation::key).distinct().count());
    assertEquals(40, promises.told.size());
  }
}
