package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A reading every five minutes with a daily course, for a month and more. */
class NoveltyDetectorTest {
  private static final int MONTH = 30 * 288;

  private final List<Finding> findings = new ArrayList<>();
  private final Sink sink =
      new Sink() {
        @Override
        public void raise(Finding finding) {
          findings.add(finding);
        }

        @Override
        public void clear(long at, long lastSeen) {}
      };

  private double watch(int length, int from, double shift) {
    var random = new Random(5);
    var detector = new NoveltyDetector(Fixture.TEMPERATURE);
    double most = 0;
    for (int i = 0; i < length; i++) {
      double value = 45 + 5 * Math.sin(i * 6.2832 / 288) + random.nextGaussian();
      detector.observe(Fixture.T0 + i * 300_000L, i >= from ? value + shift : value, sink);
      most = i >= from ? Math.max(most, detector.strangeness()) : most;
    }
    return most;
  }

  @Test
  void a_range_never_seen_is_said_in_words() {
    watch(MONTH + 20, MONTH, 40);
    Finding last = findings.getLast();
    assertEquals("temperature.novel", last.symptom());
    assertEquals("novel.high", last.because().key());
    assertTrue(last.because().text().contains("higher above its usual"), last.because().text());
  }

  @Test
  void a_shift_stands_out_and_calm_does_not() {
    assertTrue(watch(MONTH + 20, MONTH, 40) > 2 * Thresholds.QUARTER_A_WEEK);
    double later = watch(MONTH + 150, MONTH + 20, 0);
    assertTrue(later < Thresholds.QUARTER_A_WEEK, "found " + later);
  }

  @Test
  void a_healthy_month_is_all_but_silent() {
    watch(MONTH, MONTH, 0);
    assertTrue(findings.size() <= 2, findings.toString());
  }
}
