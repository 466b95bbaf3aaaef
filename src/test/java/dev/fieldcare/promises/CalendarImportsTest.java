package dev.fieldcare.promises;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a notice of next year's working days does to promises. */
class CalendarImportsTest {
  private static final String TICKET = "ticket:F-2026-000001";
  private static final Term THREE_DAYS = Term.of(Measure.WORKING_DAYS, 3);

  private final Promises promises = new Promises();

  @BeforeEach
  void shortly_before_the_year_ends() {
    promises.clock.set(at("2026-12-30T10:00"));
  }

  @AfterEach
  void close() {
    promises.close();
  }

  private CalendarChange notice(boolean isDryRun) {
    return Await.get(
        promises.imports.notice("cn", 2027, Promises.notice2027(), isDryRun, "user:ann"));
  }

  @Test
  void open_deadlines_move_and_are_journalled_with_old_and_new() {
    Commitment it = promises.start(TICKET, "onsite.arrival", THREE_DAYS);
    assertEquals(new Deadline(at("2027-01-04T18:00"), true), it.deadline());
    CalendarChange change = notice(false);
    assertEquals(1, change.moved().size());
    Commitment after = promises.now(it);
    assertEquals(new Deadline(at("2027-01-07T18:00"), false), after.deadline());
    assertEquals(2, after.calendarVersion());
    var line = promises.journal(TICKET).getLast();
    assertEquals("promise.reckoned", line.type());
    assertEquals(
        at("2027-01-04T18:00").toString(), line.data().getJsonObject("before").getString("at"));
    assertEquals(at("2027-01-07T18:00").toString(), line.data().getString("deadline"));
    assertTrue(Await.get(promises.journal.verify(promises.database.pool())).isSound());
  }

  @Test
  void a_dry_run_tells_what_would_move_and_moves_nothing() {
    Commitment it = promises.start(TICKET, "onsite.arrival", THREE_DAYS);
    CalendarChange change = notice(true);
    assertEquals(
        List.of(it.id()), change.moved().stream().map(each -> each.before().id()).toList());
    assertEquals(it, promises.now(it));
    assertEquals(1, promises.calendars.get("cn").version());
  }

  @Test
  void what_has_ended_keeps_its_deadline_and_version() {
    promises.start(TICKET, "onsite.arrival", THREE_DAYS);
    Commitment kept = promises.stop(TICKET, "onsite.arrival");
    notice(false);
    assertEquals(kept, promises.now(kept));
    assertEquals(1, promises.calendars.get("cn", kept.calendarVersion()).version());
  }

  @Test
  void what_is_paused_is_reckoned_by_the_new_version_when_it_resumes() {
    promises.start(TICKET, "onsite.arrival", THREE_DAYS);
    promises.pause(TICKET, "site_inaccessible");
    notice(false);
    promises.clock.set(at("2026-12-30T12:00"));
    assertEquals(
        new Deadline(at("2027-01-07T18:00"), false), promises.resume(TICKET).getFirst().deadline());
  }

  @Test
  void a_restart_finds_the_versions_and_imports_no_file_twice() {
    notice(false);
    var again = new Calendars(promises.database);
    Await.get(
        new CalendarImports(promises.database, promises.journal, promises.clock, again)
            .load(TestCalendars.DIRECTORY));
    assertEquals(2, again.get("cn").version());
    assertTrue(again.get("cn").sources().contains("https://example.org/2027"));
    assertFalse(again.get("cn", 1).isWorked(java.time.LocalDate.parse("2027-01-09")));
  }

  @Test
  void what_was_started_by_another_server_by_the_old_version_is_reckoned_in_the_next_round() {
    var elsewhere = new Calendars(promises.database);
    Await.get(elsewhere.read());
    var other =
        new Commitments(
            promises.database, promises.journal, promises.clock, elsewhere, PauseRules.DEFAULT);
    notice(false);
    Commitment it =
        promises.in(
            sql ->
                other.start(
                    sql,
                    Undertaking.of(
                        TICKET, "onsite.arrival", THREE_DAYS, promises.clock.instant(), "cn"),
                    "user:ann"));
    assertEquals(1, it.calendarVersion());
    Await.get(promises.imports.round());
    var deadline = Objects.requireNonNull(promises.now(it).deadline());
    assertEquals(at("2027-01-07T18:00"), deadline.at());
  }

  @Test
  void a_day_both_off_and_worked_is_refused_by_name() {
    var notice = Promises.notice2027().put("work", new JsonObject().put("2027-01-04", "元旦"));
    var problem = Await.problem(promises.imports.notice("cn", 2027, notice, false, "user:ann"));
    assertEquals("calendar.invalid", problem.code());
    assertTrue(problem.message().contains("2027-01-04"), problem.message());
  }
}
