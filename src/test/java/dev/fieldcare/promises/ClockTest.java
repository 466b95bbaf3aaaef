package dev.fieldcare.promises;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tyme.holiday.LegalHoliday;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What follows from a deadline being the quantile of a measure. */
class ClockTest {
  private static final WorkCalendar CHINA = TestCalendars.china();
  private static final long SEED = 5_150;

  private static Clock clock(Measure measure, long amount, String start, Pause... pauses) {
    return new Clock(Term.of(measure, amount), at(start), List.of(pauses), CHINA);
  }

  private static Pause pause(String from, String to) {
    return new Pause(at(from), at(to), PauseReason.SITE_INACCESSIBLE);
  }

  private static Instant due(Clock clock) {
    return clock.deadline().orElseThrow().at();
  }

  /** Any clock with up to three pauses, all over. */
  private static Clock random(SplittableRandom random) {
    Measure measure = Measure.values()[random.nextInt(Measure.values().length)];
    Instant start = at("2025-12-20T00:00").plusSeconds(random.nextInt(300 * 86_400));
    var pauses = new ArrayList<Pause>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Instant from = start.plusSeconds(random.nextInt(-86_400, 20 * 86_400));
      pauses.add(
          new Pause(
              from, from.plusSeconds(random.nextInt(1, 6 * 86_400)), PauseReason.FORCE_MAJEURE));
    }
    int most = measure == Measure.CALENDAR_MONTHS ? 4 : 30;
    return new Clock(Term.of(measure, random.nextInt(1, most)), start, pauses, CHINA);
  }

  @Test
  void a_pause_outside_open_time_changes_nothing() {
    Clock without = clock(Measure.BUSINESS_HOURS, 12, "2026-02-13T15:00");
    Clock paused =
        clock(
            Measure.BUSINESS_HOURS,
            12,
            "2026-02-13T15:00",
            pause("2026-02-13T18:00", "2026-02-14T09:00"),
            pause("2026-02-14T18:00", "2026-02-24T09:00"));
    assertEquals(due(without), due(paused));
  }

  @Test
  void a_short_pause_shifts_a_working_day_only_when_it_spans_a_close_of_business() {
    Clock without = clock(Measure.WORKING_DAYS, 3, "2026-03-02T10:00");
    Clock midday =
        clock(
            Measure.WORKING_DAYS,
            3,
            "2026-03-02T10:00",
            pause("2026-03-03T12:00", "2026-03-03T12:05"));
    Clock closing =
        clock(
            Measure.WORKING_DAYS,
            3,
            "2026-03-02T10:00",
            pause("2026-03-03T17:58", "2026-03-03T18:03"));
    assertEquals(due(without), due(midday));
    assertEquals(at("2026-03-06T18:00"), due(closing));
  }

  @Test
  void pauses_told_in_another_order_twice_or_in_pieces_give_the_same_deadline() {
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < 500; i++) {
      Clock clock = random(random);
      var told = new ArrayList<Pause>(clock.pauses());
      clock
          .pauses()
          .forEach(
              pause -> {
                Instant middle =
                    pause.from().plus(Duration.between(pause.from(), pause.to()).dividedBy(2));
                told.add(new Pause(pause.from(), middle, pause.reason()));
                told.add(new Pause(middle, pause.to(), pause.reason()));
              });
      Collections.reverse(told);
      assertEquals(
          clock.deadline(),
          new Clock(clock.term(), clock.start(), told, CHINA).deadline(),
          () -> "seed " + SEED + ": " + clock);
    }
  }

  @Test
  void a_deadline_never_comes_earlier_for_a_greater_amount_or_another_pause() {
    var random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < 1_000; i++) {
      Clock clock = random(random);
      var more = new Term(clock.term().measure(), clock.term().amount().add(BigDecimal.ONE));
      var paused = new ArrayList<Pause>(clock.pauses());
      Instant from = clock.start().plusSeconds(random.nextInt(10 * 86_400));
      paused.add(
          new Pause(from, from.plusSeconds(random.nextInt(200_000)), PauseReason.FORCE_MAJEURE));
      Clock larger = new Clock(more, clock.start(), clock.pauses(), CHINA);
      Clock later = new Clock(clock.term(), clock.start(), paused, CHINA);
      assertFalse(due(larger).isBefore(due(clock)), () -> "seed " + SEED + ": " + clock);
      assertFalse(due(later).isBefore(due(clock)), () -> "seed " + SEED + ": " + later);
    }
  }

  @Test
  void the_amount_is_used_up_at_the_deadline_and_not_before() {
    var random = new SplittableRandom(SEED + 2);
    for (int i = 0; i < 1_000; i++) {
      Clock clock = random(random);
      Instant due = due(clock);
      assertTrue(clock.progress(due) >= 1, () -> "seed " + SEED + ": " + clock);
      assertEquals(
          clock.amount().subtract(clock.consumed(due)), clock.remaining(due), clock::toString);
      if (clock.term().measure().isHours() || clock.term().measure() == Measure.WORKING_DAYS) {
        assertTrue(
            clock.progress(due.minus(1, ChronoUnit.MICROS)) < 1,
            () -> "seed " + SEED + ": " + clock);
      }
    }
  }

  @Test
  void beyond_the_last_announced_year_a_deadline_is_provisional() {
    assertFalse(
        clock(Measure.WORKING_DAYS, 3, "2026-12-25T10:00").deadline().orElseThrow().provisional());
    assertTrue(
        clock(Measure.WORKING_DAYS, 5, "2026-12-28T10:00").deadline().orElseThrow().provisional());
    assertTrue(
        clock(Measure.BUSINESS_HOURS, 30, "2026-12-30T10:00")
            .deadline()
            .orElseThrow()
            .provisional());
    assertFalse(
        clock(Measure.ELAPSED, 200, "2026-12-30T10:00").deadline().orElseThrow().provisional());
  }

  @Test
  void the_last_day_of_a_calendar_term_gives_way_to_the_next_that_is_worked() {
    Clock clock = clock(Measure.CALENDAR_DAYS, 7, "2026-09-27T10:00");
    assertEquals(
        LocalDate.parse("2026-10-08"), clock.deadline().orElseThrow().lastDay(CHINA.zone()));
  }

  @Test
  void while_a_pause_lasts_there_is_no_deadline_unless_it_came_before() {
    var open = new Pause(at("2026-03-03T11:00"), null, PauseReason.CUSTOMER_CHOSE_DATE);
    assertTrue(clock(Measure.WORKING_DAYS, 3, "2026-03-02T10:00", open).deadline().isEmpty());
    assertEquals(at("2026-03-02T12:00"), due(clock(Measure.ELAPSED, 2, "2026-03-02T10:00", open)));
  }

  @Test
  void a_break_at_noon_is_not_counted() {
    WorkCalendar calendar = TestCalendars.open("09:00-12:00", "13:00-18:00");
    var clock =
        new Clock(Term.of(Measure.BUSINESS_HOURS, 4), at("2026-03-02T11:00"), List.of(), calendar);
    assertEquals(at("2026-03-02T16:00"), due(clock));
  }

  @Test
  void after_a_pause_a_deadline_lies_within_open_hours() {
    var random = new SplittableRandom(SEED + 3);
    for (int i = 0; i < 1_000; i++) {
      Clock clock = random(random);
      if (clock.term().measure() == Measure.BUSINESS_HOURS) {
        Instant before = due(clock).minus(1, ChronoUnit.MICROS);
        assertEquals(before, CHINA.nextOpen(before), () -> "seed " + SEED + ": " + clock);
      }
    }
  }

  @Test
  void an_explanation_has_no_gaps_and_adds_up() {
    var random = new SplittableRandom(SEED + 4);
    for (int i = 0; i < 500; i++) {
      Clock clock = random(random);
      Instant until = due(clock);
      List<Interval> intervals = clock.explain(until);
      Instant at = clock.start();
      BigDecimal sum = BigDecimal.ZERO;
      for (Interval each : intervals) {
        assertEquals(at, each.from(), () -> "seed " + SEED + ": " + clock);
        at = each.to();
        sum = sum.add(each.counted());
      }
      assertEquals(until, at, () -> "seed " + SEED + ": " + clock);
      BigDecimal off = sum.subtract(clock.consumed(until)).abs();
      assertTrue(off.compareTo(new BigDecimal("0.0001")) < 0, off + " missing of " + clock);
    }
  }

  @Test
  void the_explanation_of_spring_festival_names_holiday_and_make_up_day() {
    Clock clock = clock(Measure.WORKING_DAYS, 2, "2026-02-13T17:30");
    assertEquals(
        List.of(
            "day_of_start 0 the day of the start is not counted (Civil Code 201)",
            "make_up_day 1 worked instead: 春节",
            "holiday 0 春节",
            "worked 1 a working day"),
        clock.explain(due(clock)).stream()
            .map(each -> each.why().code() + " " + each.counted() + " " + each.because())
            .toList());
  }

  @Test
  void a_warning_comes_at_its_share_in_the_same_measure() {
    Clock hours = clock(Measure.BUSINESS_HOURS, 8, "2026-02-13T17:00");
    assertEquals(at("2026-02-14T12:00"), hours.moment(0.5).orElseThrow());
    Clock day = clock(Measure.WORKING_DAYS, 1, "2026-02-14T10:00");
    assertEquals(at("2026-02-24T13:30"), day.moment(0.5).orElseThrow());
    assertEquals(at("2026-02-24T18:00"), day.moment(1).orElseThrow());
  }

  @Test
  void monday_to_friday_gives_a_wrong_deadline_on_54_of_353_days() {
    int early = 0;
    int late = 0;
    for (int i = 0; i < 353; i++) {
      LocalDate day = LocalDate.parse("2026-01-01").plusDays(i);
      LocalDate naive = day;
      for (int left = 3; left > 0; ) {
        naive = naive.plusDays(1);
        left -= naive.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0 ? 1 : 0;
      }
      LocalDate right =
          clock(Measure.WORKING_DAYS, 3, day + "T10:00")
              .deadline()
              .orElseThrow()
              .lastDay(CHINA.zone());
      early += naive.isBefore(right) ? 1 : 0;
      late += naive.isAfter(right) ? 1 : 0;
    }
    assertEquals(List.of(38, 16), List.of(early, late));
  }

  @Test
  void another_source_agrees_on_every_day_of_2024_to_2026() {
    for (LocalDate day = LocalDate.parse("2024-01-01");
        day.isBefore(LocalDate.parse("2027-01-01"));
        day = day.plusDays(1)) {
      var holiday = LegalHoliday.fromYmd(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
      boolean expected =
          holiday == null ? day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0 : holiday.isWork();
      assertEquals(expected, CHINA.isWorked(day), day.toString());
    }
  }
}
