package dev.fieldcare.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.TestCalendars;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceTest {

  /** Sunday, 22 November 2026. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 0 2 * * ?           | 2026-11-22T01:59:59 | 2026-11-22T02:00:00
          0 0 2 * * ?           | 2026-11-22T02:00:00 | 2026-11-23T02:00:00
          0 30 2,14 ? * *       | 2026-11-22T02:30:00 | 2026-11-22T14:30:00
          15/20 * * * * ?       | 2026-11-22T02:00:15 | 2026-11-22T02:00:35
          15/20 * * * * ?       | 2026-11-22T02:00:55 | 2026-11-22T02:01:15
          0 0/15 22-23 * * ?    | 2026-11-22T23:45:00 | 2026-11-23T22:00:00
          0 0 3 ? * MON-FRI     | 2026-11-22T00:00:00 | 2026-11-23T03:00:00
          0 0 3 ? * FRI-MON     | 2026-11-23T04:00:00 | 2026-11-27T03:00:00
          0 0 3 ? * 1           | 2026-11-22T03:00:00 | 2026-11-29T03:00:00
          0 0 3 ? * 6L          | 2026-11-22T00:00:00 | 2026-11-27T03:00:00
          0 0 3 ? * 2#1         | 2026-11-22T00:00:00 | 2026-12-07T03:00:00
          0 0 3 L * ?           | 2026-11-22T00:00:00 | 2026-11-30T03:00:00
          0 0 3 L-2 FEB ?       | 2026-11-22T00:00:00 | 2027-02-26T03:00:00
          0 0 3 15W AUG ?       | 2026-07-01T00:00:00 | 2026-08-14T03:00:00
          0 0 3 1W AUG ?        | 2026-07-01T00:00:00 | 2026-08-03T03:00:00
          0 0 3 LW * ?          | 2026-10-31T00:00:00 | 2026-11-30T03:00:00
          0 0 3 29 2 ?          | 2026-11-22T00:00:00 | 2028-02-29T03:00:00
          0 0 3 29 2 ?          | 2096-03-01T00:00:00 | 2104-02-29T03:00:00
          0 0 3 1 1 ? 2030      | 2026-11-22T00:00:00 | 2030-01-01T03:00:00
          0 0 3 1 1 ? 2026-2028 | 2028-01-01T03:00:00 | none
          0 0 3 31 2 ?          | 2026-11-22T00:00:00 | none
          """)
  void a_schedule_has_the_next_moment_that_quartz_means(
      String schedule, LocalDateTime after, String next) {
    Optional<LocalDateTime> found = Cron.parse(schedule).after(after);
    assertEquals(
        next.equals("none") ? Optional.empty() : Optional.of(LocalDateTime.parse(next)), found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0 0 2 * *",
        "0 0 2 * * ? 2026 x",
        "60 0 2 * * ?",
        "0 0 24 * * ?",
        "0 0 2 ? * ?",
        "0 0 2 1 * MON",
        "0 0 2 * * ? 1969",
        "0 0 2 ? * 8",
        "0 0 2 ? * 2#6",
        "0 0 2 ? * MON-TUE#1",
        "0 0 2 32 * ?",
        "0 0 2 L-31 * ?",
        "0 0 2 1-2W * ?",
        "0 /0 2 * * ?",
        "0 -1 2 * * ?",
        "0 1- 2 * * ?",
        "0 , 2 * * ?",
        "0 0 2 * JANUARY ?"
      })
  void a_schedule_that_means_nothing_is_refused(String schedule) {
    Problem problem = assertThrows(Problem.class, () -> Cron.parse(schedule));
    assertEquals("action.schedule", problem.code());
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }

  @Test
  void a_window_is_open_from_its_start_until_just_before_its_end() {
    var windows = Maintenance.of("0 0 2 ? * SUN", Duration.ofHours(2), "+08:00");
    assertFalse(windows.isOpen(at("2026-11-21T17:59:59.999Z")));
    assertTrue(windows.isOpen(at("2026-11-21T18:00:00Z")));
    assertTrue(windows.isOpen(at("2026-11-21T19:59:59.999Z")));
    assertFalse(windows.isOpen(at("2026-11-21T20:00:00Z")));
    assertTrue(windows.isOpen(at("2026-11-21T18:00:00Z")), "a clock may be put back");
  }

  @Test
  void windows_that_overlap_are_one() {
    var windows = Maintenance.of("0 0 * ? * *", Duration.ofMinutes(90), "Z");
    for (int minute = 0; minute < 200; minute += 10) {
      assertTrue(windows.isOpen(at("2026-11-22T08:00:00Z").plusSeconds(60L * minute)));
    }
  }

  @Test
  void a_zone_keeps_its_hour_when_summer_time_ends() {
    var windows = Maintenance.of("0 0 2 ? * *", Duration.ofHours(1), "Europe/Berlin");
    assertTrue(windows.isOpen(at("2026-06-22T00:30:00Z")));
    assertFalse(windows.isOpen(at("2026-06-22T01:30:00Z")));
    assertTrue(windows.isOpen(at("2026-11-22T01:30:00Z")));
    assertFalse(windows.isOpen(at("2026-11-22T00:30:00Z")));
  }

  @Test
  void a_zone_or_duration_that_does_not_exist_is_refused() {
    assertThrows(Problem.class, () -> Maintenance.of("0 0 2 ? * *", Duration.ofHours(1), "Mars"));
    assertThrows(Problem.class, () -> Maintenance.of("0 0 2 ? * *", Duration.ZERO, "Z"));
    assertThrows(Problem.class, () -> Maintenance.of("0 0 2 ? * *", Duration.ofDays(32), "Z"));
  }

  /** Every day at two, at home in China, by the notices for 2026. */
  @ParameterizedTest
  @CsvSource({
    // Spring Festival is from Sunday 15 to Monday 23 February; the Saturdays around it are worked
    "WORKDAYS, 2026-02-13T12:00:00, 2026-02-14T02:00:00",
    "WORKDAYS, 2026-02-14T12:00:00, 2026-02-24T02:00:00",
    "RESTDAYS, 2026-02-13T12:00:00, 2026-02-15T02:00:00",
    "RESTDAYS, 2026-02-23T12:00:00, 2026-03-01T02:00:00",
    // National Day is from Thursday 1 to Wednesday 7 October; two weekends' days make up for it
    "WORKDAYS, 2026-09-19T12:00:00, 2026-09-20T02:00:00",
    "WORKDAYS, 2026-09-30T12:00:00, 2026-10-08T02:00:00",
    "RESTDAYS, 2026-09-30T12:00:00, 2026-10-01T02:00:00",
    "RESTDAYS, 2026-10-07T12:00:00, 2026-10-11T02:00:00",
    "ANY, 2026-09-30T12:00:00, 2026-10-01T02:00:00",
  })
  void windows_go_by_the_calendar_of_the_site(Days days, LocalDateTime now, LocalDateTime start) {
    var china = TestCalendars.china();
    ZoneId zone = ZoneId.of("Asia/Shanghai");
    Maintenance windows =
        Maintenance.of("0 0 2 * * ?", Duration.ofHours(2), "Asia/Shanghai")
            .on(days, "cn", (calendar, day) -> china.isWorked(day));
    assertEquals(
        start.atZone(zone).toInstant(),
        windows.window(now.atZone(zone).toInstant()).orElseThrow().start());
  }

  @Test
  void a_window_that_began_on_a_workday_ends_as_planned_on_a_day_off() {
    Maintenance windows =
        Maintenance.of("0 0 22 * * ?", Duration.ofHours(4), "Z")
            .on(Days.WORKDAYS, "weekly", WorkDays.WEEKLY);
    assertTrue(windows.isOpen(at("2026-11-21T01:00:00Z")), "Saturday, since Friday night");
    assertFalse(windows.isOpen(at("2026-11-21T23:00:00Z")));
  }

  @Test
  void days_that_never_come_have_no_window() {
    Maintenance windows =
        Maintenance.of("0 0 2 ? * SUN", Duration.ofHours(2), "Z")
            .on(Days.WORKDAYS, "weekly", WorkDays.WEEKLY);
    assertTrue(windows.window(at("2026-11-21T01:00:00Z")).isEmpty());
  }

  @Test
  void a_device_that_is_to_begin_late_has_the_end_of_the_window_in_its_own_zone() {
    Maintenance own =
        Maintenance.of("0 0 2 * * ?", Duration.ofHours(2), "Z")
            .of(ZoneId.of("Asia/Shanghai"), Duration.ofMinutes(30));
    assertFalse(own.isOpen(Instant.parse("2026-11-22T18:10:00Z")));
    assertTrue(own.isOpen(Instant.parse("2026-11-22T18:30:00Z")));
    assertTrue(own.isOpen(Instant.parse("2026-11-22T19:59:00Z")));
    assertFalse(own.isOpen(Instant.parse("2026-11-22T20:00:00Z")));
  }
}
