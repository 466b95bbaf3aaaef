package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Faults in readings every ten seconds, with an hour and three quarters to learn from. */
class UnusualDetectorTest {
  private static final int BEFORE = 630;
  private static final int UNTIL = 1080;

  /** What a temperature sensor shows: a daily course, a wandering load, noise, a tenth's steps. */
  private static List<Finding> watch(long seed, int length, double noise, double drift) {
    var random = new Random(seed);
    var detector = new UnusualDetector(Fixture.TEMPERATURE);
    var findings = new ArrayList<Finding>();
    Sink sink =
        new Sink() {
          @Override
          public void raise(Finding finding) {
            findings.add(finding);
          }

          @Override
          public void clear(long at, long lastSeen) {}
        };
    double load = 0;
    double phase = random.nextDouble(6.28);
    for (int i = 0; i < length; i++) {
      load = 0.99 * load + 0.07 * random.nextGaussian();
      double value = 45 + 3 * Math.sin(phase + i * 6.2832 / 8640) + load;
      value += 0.1 * random.nextGaussian();
      if (i >= BEFORE) {
        value += noise * random.nextGaussian() + drift * Math.min(1, (i - BEFORE) / 240.0);
      }
      detector.observe(Fixture.T0 + i * 10_000L, Math.round(value * 10) / 10.0, sink);
    }
    return findings;
  }

  private static int caught(double noise, double drift) {
    int caught = 0;
    for (long seed = 1; seed <= 20; seed++) {
      long from = Fixture.T0 + BEFORE * 10_000L;
      caught +=
          watch(seed, UNTIL, noise, drift).stream().anyMatch(each -> each.at() >= from) ? 1 : 0;
    }
    return caught;
  }

  @Test
  void a_burst_of_noise_is_caught() {
    int caught = caught(4, 0);
    assertTrue(caught >= 19, "caught " + caught + " of 20");
  }

  @Test
  void a_slow_drift_is_caught() {
    int caught = caught(0, 15);
    assertTrue(caught >= 18, "caught " + caught + " of 20");
  }

  @Test
  void three_healthy_hours_of_two_hundred_series_are_all_but_silent() {
    int alarms = 0;
    for (long seed = 1; seed <= 200; seed++) {
      alarms += watch(seed, UNTIL, 0, 0).size();
    }
    assertTrue(alarms <= 4, alarms + " alarms in 200 series"); // 3.6 series-weeks
  }

  @Test
  void a_healthy_month_keeps_within_the_budget() {
    int alarms = 0;
    for (long seed = 1; seed <= 5; seed++) {
      alarms += watch(seed, 30 * 8640, 0, 0).size();
    }
    assertTrue(alarms <= 10, alarms + " alarms in 21 series-weeks");
  }

  @Test
  void a_constant_is_never_unusual() {
    var detector = new UnusualDetector(Fixture.TEMPERATURE);
    var findings = new ArrayList<Finding>();
    Sink sink =
        new Sink() {
          @Override
          public void raise(Finding finding) {
            findings.add(finding);
          }

          @Override
          public void clear(long at, long lastSeen) {}
        };
    for (int i = 0; i < 50_000; i++) {
      detector.observe(Fixture.T0 + i * 10_000L, 1, sink);
    }
    assertEquals(List.of(), findings);
  }

  @Test
  void the_reason_says_what_is_usual() {
    Finding finding = watch(3, UNTIL, 4, 0).getLast();
    assertEquals("temperature.unusual", finding.symptom());
    assertTrue(finding.because().text().contains("learnt from"), finding.because().text());
    assertTrue(finding.because().key().startsWith("unusual."), finding.because().key());
  }
}
