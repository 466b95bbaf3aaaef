package dev.fieldcare.promises;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The closed form against a walk from minute to minute. */
class ClockReplayTest {
  private static final int CASES = 400;
  private static final long SEED = 20_260_214;
  private static final WorkCalendar CHINA = TestCalendars.china();

  @Test
  void business_hours_are_those_of_a_walk_from_minute_to_minute() {
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < CASES; i++) {
      Instant start = start(random);
      int hours = random.nextInt(1, 61);
      List<Pause> pauses = pauses(random, start);
      Clock clock = clock(Measure.BUSINESS_HOURS, hours, start, pauses);
      assertEquals(
          MinuteByMinute.businessHours(start, hours * 60, pauses),
          clock.deadline().orElseThrow().at(),
          () -> "seed " + SEED + ": " + clock);
    }
  }

  @Test
  void working_days_are_those_of_a_walk_from_minute_to_minute() {
    var random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < CASES; i++) {
      Instant start = start(random);
      int days = random.nextInt(1, 16);
      List<Pause> pauses = pauses(random, start);
      Clock clock = clock(Measure.WORKING_DAYS, days, start, pauses);
      assertEquals(
          MinuteByMinute.workingDays(start, days, pauses),
          clock.deadline().orElseThrow().at(),
          () -> "seed " + SEED + ": " + clock);
    }
  }

  private static Clock clock(Measure measure, int amount, Instant start, List<Pause> pauses) {
    return new Clock(Term.of(measure, amount), start, pauses, CHINA);
  }

  private static Instant start(SplittableRandom random) {
    return at("2025-12-01T00:00").plus(random.nextInt(330 * 1_440), ChronoUnit.MINUTES);
  }

  /** Up to four, which may overlap and may lie before the start or outside open hours. */
  private static List<Pause> pauses(SplittableRandom random, Instant start) {
    var pauses = new ArrayList<Pause>();
    for (int i = random.nextInt(5); i > 0; i--) {
      Instant from = start.plus(random.nextInt(-2_000, 15_000), ChronoUnit.MINUTES);
      int minutes = random.nextBoolean() ? random.nextInt(1, 60) : random.nextInt(60, 8_000);
      pauses.add(
          new Pause(from, from.plus(minutes, ChronoUnit.MINUTES), PauseReason.AWAITING_CUSTOMER));
    }
    return pauses;
  }
}
