package dev.fieldcare.promises;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The nine cases every clock of a Chinese service desk has to get right. */
class ClockVectorsTest {
  private static final WorkCalendar CHINA = TestCalendars.china();

  private static Deadline deadline(Measure measure, long amount, String start, Pause... pauses) {
    return new Clock(Term.of(measure, amount), at(start), List.of(pauses), CHINA)
        .deadline()
        .orElseThrow();
  }

  private static Pause pause(String from, String to) {
    return new Pause(at(from), at(to), PauseReason.AWAITING_CUSTOMER);
  }

  private static void assertDue(String expected, Deadline found) {
    assertEquals(at(expected), found.at());
    assertFalse(found.provisional());
  }

  @Test
  void v1_spring_festival_with_a_make_up_saturday() {
    assertDue("2026-02-24T18:00", deadline(Measure.WORKING_DAYS, 2, "2026-02-13T17:30"));
  }

  @Test
  void v2_national_day_with_a_make_up_saturday() {
    assertDue("2026-10-10T18:00", deadline(Measure.WORKING_DAYS, 3, "2026-09-30T20:00"));
  }

  @Test
  void v3_every_hour_counts_in_a_holiday() {
    assertDue("2026-02-16T05:00", deadline(Measure.ELAPSED, 2, "2026-02-16T03:00"));
  }

  @Test
  void v4_business_hours_over_a_make_up_saturday() {
    assertDue("2026-02-14T12:30", deadline(Measure.BUSINESS_HOURS, 4, "2026-02-13T17:30"));
  }

  @Test
  void v5_labour_day_with_a_make_up_saturday() {
    assertDue("2026-05-11T18:00", deadline(Measure.WORKING_DAYS, 5, "2026-04-30T10:00"));
  }

  @Test
  void v6_a_pause_over_two_closes_of_business() {
    assertDue(
        "2026-03-09T18:00",
        deadline(
            Measure.WORKING_DAYS,
            3,
            "2026-03-02T10:00",
            pause("2026-03-03T11:00", "2026-03-05T09:00")));
  }

  @Test
  void v6b_a_pause_of_five_minutes_at_midday() {
    assertDue(
        "2026-03-05T18:00",
        deadline(
            Measure.WORKING_DAYS,
            3,
            "2026-03-02T10:00",
            pause("2026-03-03T12:00", "2026-03-03T12:05")));
  }

  @Test
  void v7_a_pause_overnight_changes_nothing() {
    assertDue(
        "2026-03-03T11:00",
        deadline(
            Measure.BUSINESS_HOURS,
            8,
            "2026-03-02T12:00",
            pause("2026-03-02T18:00", "2026-03-03T09:00")));
  }

  @Test
  void v8_months_end_with_the_month_and_time_in_repair_is_added() {
    Instant start = at("2025-08-31T10:00");
    Term months = Term.of(Measure.CALENDAR_MONTHS, 6);
    var repair =
        new Pause(at("2025-11-03T09:00"), at("2025-11-20T09:00"), PauseReason.UNDER_REPAIR);
    Deadline plain = new Clock(months, start, List.of(), CHINA).deadline().orElseThrow();
    Deadline longer = new Clock(months, start, List.of(repair), CHINA).deadline().orElseThrow();
    assertEquals(LocalDate.parse("2026-02-28"), plain.lastDay(CHINA.zone()));
    assertEquals(at("2026-03-01T00:00"), plain.at());
    assertEquals(LocalDate.parse("2026-03-17"), longer.lastDay(CHINA.zone()));
  }
}
