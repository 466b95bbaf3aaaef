package dev.fieldcare.stability.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against the NIST/SEMATECH e-Handbook of Statistical Methods, section 8.4.5.1. */
class MtbfTest {

  @Test
  void the_handbooks_example_of_two_failures_in_800_hours() {
    Estimate mtbf = Mtbf.of(800, 2, 0.9);
    assertEquals(400, mtbf.value());
    assertEquals(400 * 0.3177, mtbf.lower(), 0.05);
    assertEquals(400 * 5.6281, mtbf.upper(), 0.05);
  }

  @Test
  void the_handbooks_factors_for_ten_failures() {
    Estimate mtbf = Mtbf.of(10, 10, 0.9);
    assertEquals(0.5895, mtbf.lower(), 5e-5);
    assertEquals(1.8432, mtbf.upper(), 5e-5);
  }

  @Test
  void without_a_failure_there_is_a_lower_bound_only() {
    Estimate mtbf = Mtbf.of(1000, 0, 0.9);
    assertEquals(1000 / Math.log(10), mtbf.lower(), 1e-9);
    assertEquals(Double.POSITIVE_INFINITY, mtbf.value());
    assertEquals(Double.POSITIVE_INFINITY, mtbf.upper());
  }

  @Test
  void nothing_observed_bounds_nothing() {
    assertEquals(0, Mtbf.of(0, 0, 0.9).lower());
  }

  @Test
  void a_hundred_thousand_failures_are_known_to_half_a_percent() {
    Estimate mtbf = Mtbf.of(1e8, 100_000, 0.9);
    assertEquals(1000 / (1 + 1.645 / Math.sqrt(1e5)), mtbf.lower(), 0.05);
    assertEquals(1000 / (1 - 1.645 / Math.sqrt(1e5)), mtbf.upper(), 0.05);
  }

  @Test
  void the_interval_holds_the_truth_at_least_as_often_as_it_says() {
    long seed = 20_261_122;
    var random = new SplittableRandom(seed);
    int held = 0;
    int rounds = 4_000;
    for (int round = 0; round < rounds; round++) {
      long failures = 0;
      for (double at = draw(random); at < 500; at += draw(random)) {
        failures++;
      }
      Estimate mtbf = Mtbf.of(500, failures, 0.9);
      held += mtbf.lower() <= 100 && 100 <= mtbf.upper() ? 1 : 0;
    }
    assertTrue(held > 0.885 * rounds, "seed " + seed + ": held " + held + " of " + rounds);
  }

  private static double draw(SplittableRandom random) {
    return -100 * Math.log(1 - random.nextDouble());
  }

  @Test
  void what_makes_no_sense_is_refused() {
    assertThrows(Problem.class, () -> Mtbf.of(-1, 0, 0.9));
    assertThrows(Problem.class, () -> Mtbf.of(Double.NaN, 0, 0.9));
    assertThrows(Problem.class, () -> Mtbf.of(1, -1, 0.9));
    assertThrows(Problem.class, () -> Mtbf.of(1, 1, 1));
  }
}
