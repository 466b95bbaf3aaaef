package dev.fieldcare.stability.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AvailabilityTest {

  @Test
  void it_is_up_time_over_up_and_down_time() {
    Availability it = Availability.of(950, 50, 5, 0.9);
    assertEquals(0.95, it.share().value(), 1e-12);
    assertEquals(190, it.meanUpHours());
    assertEquals(10, it.meanDownHours());
    // F(0.95; 10, 10) = 2.978 in the usual tables
    assertEquals(1 / (1 + 2.978 / 19), it.share().lower(), 1e-4);
    assertEquals(1 / (1 + 1 / 2.978 / 19), it.share().upper(), 1e-4);
  }

  @Test
  void without_an_outage_the_lower_bound_comes_from_how_long_it_was_watched() {
    Availability it = Availability.of(720, 0, 0, 0.9);
    assertEquals(1, it.share().value());
    assertEquals(Math.pow(0.1, 1 / 720.0), it.share().lower(), 1e-12);
    assertEquals(1, it.share().upper());
  }

  @Test
  void never_seen_up_is_no_division_by_zero() {
    assertEquals(0, Availability.of(0, 10, 1, 0.9).share().value());
    assertTrue(Double.isNaN(Availability.of(0, 0, 0, 0.9).share().value()));
  }

  @Test
  void the_interval_holds_the_truth_as_often_as_it_says() {
    long seed = 7;
    var random = new SplittableRandom(seed);
    int rounds = 4_000;
    int held = 0;
    for (int round = 0; round < rounds; round++) {
      double up = 0;
      double down = 0;
      for (int i = 0; i < 6; i++) {
        up += -90 * Math.log(1 - random.nextDouble());
        down += -10 * Math.log(1 - random.nextDouble());
      }
      Estimate share = Availability.of(up, down, 6, 0.9).share();
      held += share.lower() <= 0.9 && 0.9 <= share.upper() ? 1 : 0;
    }
    assertEquals(0.9, (double) held / rounds, 0.015, "seed " + seed);
  }
}
