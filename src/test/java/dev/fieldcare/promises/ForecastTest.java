package dev.fieldcare.promises;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.promises.Survival.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What past cases say of those that are open. */
class ForecastTest {
  private static final WorkCalendar CHINA = TestCalendars.china();
  private static final long SEED = 42;

  @Test
  void survival_is_that_of_the_textbook() {
    // Kaplan and Meier by hand: over at 6 6 6 7 10, going on at 6+ 9+
    Survival survival =
        Survival.of(
            List.of(
                new Observation(6, true),
                new Observation(6, true),
                new Observation(6, true),
                new Observation(6, false),
                new Observation(7, true),
                new Observation(9, false),
                new Observation(10, true)));
    assertEquals(1, survival.longerThan(5.9));
    assertEquals(4 / 7.0, survival.longerThan(6), 1e-12);
    assertEquals(4 / 7.0 * 2 / 3, survival.longerThan(7), 1e-12);
    assertEquals(0, survival.longerThan(10), 1e-12);
    assertEquals(2 / 3.0, survival.longerThan(8, 6.5), 1e-12);
    assertEquals(6, survival.within(0.4).orElseThrow());
  }

  @Test
  void so_many_that_were_never_seen_to_end_are_not_promised() {
    Survival survival = Survival.of(List.of(new Observation(3, true), new Observation(5, false)));
    assertTrue(survival.within(0.9).isEmpty());
  }

  @Test
  void a_holiday_between_is_no_delay() {
    var stage = new ArrayList<Observation>();
    for (int hours = 1; hours <= 10; hours++) {
      stage.add(new Observation(hours, true));
    }
    var clock =
        new Clock(Term.of(Measure.WORKING_DAYS, 2), at("2026-02-13T17:30"), List.of(), CHINA);
    Forecast forecast = Forecast.of(clock).orElseThrow();
    // nine open hours before the close of 24 February, the day after the holiday
    assertEquals(
        at("2026-02-14T18:00"), forecast.latestStart(Survival.of(stage), 0.9).orElseThrow());
    assertEquals(
        at("2026-02-24T13:00"), forecast.latestStart(Survival.of(stage), 0.5).orElseThrow());
  }

  @Test
  void probabilities_are_calibrated_and_beat_the_base_rate() {
    var random = new SplittableRandom(SEED);
    var past = new ArrayList<Observation>();
    for (int i = 0; i < 3_000; i++) {
      double hours = took(random);
      double watched = random.nextDouble(2, 60);
      past.add(new Observation(Math.min(hours, watched), hours <= watched));
    }
    Survival survival = Survival.of(past);
    int cases = 6_000;
    var predicted = new double[cases];
    var broken = new boolean[cases];
    int count = 0;
    double brokenCount = 0;
    while (count < cases) {
      Instant start = at("2026-01-05T00:00").plusSeconds(random.nextInt(300 * 86_400));
      var clock =
          new Clock(
              Term.of(Measure.BUSINESS_HOURS, random.nextInt(8, 40)), start, List.of(), CHINA);
      double took = took(random);
      double sofar = random.nextDouble(0, clock.amount().doubleValue());
      if (took <= sofar) {
        continue; // over before anybody asked
      }
      Instant now = clock.moment(sofar / clock.amount().doubleValue()).orElseThrow();
      predicted[count] = Forecast.of(clock).orElseThrow().breach(survival, now);
      broken[count] = took > clock.amount().doubleValue();
      brokenCount += broken[count] ? 1 : 0;
      count++;
    }
    double base = brokenCount / cases;
    double brier = 0;
    var sums = new double[5][3];
    for (int i = 0; i < cases; i++) {
      double truth = broken[i] ? 1 : 0;
      brier += Math.pow(predicted[i] - truth, 2) / cases;
      double[] bin = sums[Math.min(4, (int) (predicted[i] * 5))];
      bin[0]++;
      bin[1] += predicted[i];
      bin[2] += truth;
    }
    double baseBrier = base * (1 - base);
    assertTrue(brier < 0.9 * baseBrier, "seed " + SEED + ": " + brier + " of " + baseBrier);
    for (double[] bin : sums) {
      if (bin[0] >= 200) {
        assertEquals(bin[2] / bin[0], bin[1] / bin[0], 0.06, "seed " + SEED);
      }
    }
  }

  /** Half of them quick, half slow. */
  private static double took(SplittableRandom random) {
    double mean = random.nextBoolean() ? 5 : 30;
    return -mean * Math.log(1 - random.nextDouble());
  }
}
