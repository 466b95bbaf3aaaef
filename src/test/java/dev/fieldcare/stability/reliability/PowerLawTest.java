package dev.fieldcare.stability.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.stability.reliability.PowerLaw.History;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PowerLawTest {

  /** Three systems watched for 200 hours each: Crow 1975, AMSAA TR-138, table 1. */
  private static final List<History> CROW =
      List.of(
          History.of(200, 4.3, 4.4, 10.2, 23.5, 23.8, 26.4, 74.0, 77.1, 92.1, 197.2),
          History.of(
              200, 0.1, 5.6, 18.6, 19.5, 24.2, 26.7, 45.1, 45.8, 75.7, 79.7, 98.6, 120.1, 161.8,
              180.6, 190.8),
          History.of(200, 8.4, 32.5, 44.7, 48.4, 50.6, 73.6, 98.7, 112.2, 129.8, 136.0, 195.8));

  /** ReliaWiki, Crow-AMSAA (NHPP), parameter estimation example: 22 failures up to 620 hours. */
  private static final History WIKI =
      History.of(
          620, 2.7, 10.3, 12.5, 30.6, 57.0, 61.3, 80.0, 109.5, 125.0, 128.6, 143.8, 167.9, 229.2,
          296.7, 320.6, 328.2, 366.2, 396.7, 421.1, 438.2, 501.2, 620.0);

  /** NIST/SEMATECH handbook, 8.2.3.2 case study 1: ten repairs in 1500 hours. */
  private static final History NIST =
      History.of(1500, 5, 40, 43, 175, 389, 712, 747, 795, 1299, 1478);

  @Test
  void crows_three_systems() {
    Growth growth = PowerLaw.fit(CROW, 0.9);
    assertEquals(36, growth.failures());
    assertEquals(0.615, growth.beta().value(), 5e-4);
    assertEquals(0.461, growth.lambda(), 5e-4);
    assertTrue(growth.beta().upper() < 1, "an improvement that shows");
    assertTrue(growth.fit() != null && growth.fit().isGood());
  }

  @Test
  void the_wikis_single_system() {
    Growth growth = PowerLaw.fit(List.of(WIKI), 0.9);
    assertEquals(0.6142104, growth.beta().value(), 1e-7);
    assertEquals(0.4239422, growth.lambda(), 1e-7);
    assertEquals(1 / 0.0217906, growth.mtbf().value(), 0.05);
    assertEquals(1 - 0.6142, growth.growthRate(), 1e-4);
  }

  @Test
  void the_handbooks_improvement_test() {
    Growth growth = PowerLaw.fit(List.of(NIST), 0.8);
    assertEquals(0.4835, growth.unbiasedBeta(), 5e-5);
    assertEquals(37.23, growth.militaryHandbook().statistic(), 0.005);
    assertTrue(growth.militaryHandbook().improvingChance() < 0.02);
    assertEquals(-1.327, growth.laplace().statistic(), 0.001);
  }

  @Test
  void laplaces_test_of_one_system_is_the_textbooks_formula() {
    // (mean − T/2) / (T √(1/12n)) for the first of Crow's systems: (53.3 − 100) / 18.257
    Growth growth = PowerLaw.fit(CROW.subList(0, 1), 0.9);
    assertEquals(-46.7 / (200 * Math.sqrt(1 / 120.0)), growth.laplace().statistic(), 1e-9);
    assertTrue(growth.laplace().improvingChance() < 0.01);
    assertTrue(growth.laplace().worseningChance() > 0.99);
  }

  @Test
  void systems_watched_for_different_times_satisfy_both_likelihood_equations() {
    List<History> systems =
        List.of(
            History.of(100, 3, 20, 55),
            History.of(350, 9, 80, 200, 349),
            History.of(40),
            History.of(210, 1.5, 100));
    Growth growth = PowerLaw.fit(systems, 0.9);
    double beta = growth.beta().value();
    double exposure = systems.stream().mapToDouble(s -> Math.pow(s.hours(), beta)).sum();
    double weighted =
        systems.stream().mapToDouble(s -> Math.pow(s.hours(), beta) * Math.log(s.hours())).sum();
    double logs =
        systems.stream().flatMapToDouble(s -> s.failures().stream().mapToDouble(Math::log)).sum();
    assertEquals(9, growth.lambda() * exposure, 1e-9);
    assertEquals(beta, 9 / (growth.lambda() * weighted - logs), 1e-9);
    assertTrue(growth.mtbf().lower() < growth.mtbf().value());
    assertTrue(growth.mtbf().upper() > growth.mtbf().value());
  }

  @Test
  void bounds_hold_the_truth_as_often_as_they_say() {
    long seed = 4;
    var random = new SplittableRandom(seed);
    int rounds = 3_000;
    int beta = 0;
    int mtbf = 0;
    int unequal = 0;
    double truth = 1 / (0.4 * 0.7 * Math.pow(300, 0.7 - 1));
    for (int round = 0; round < rounds; round++) {
      Growth two = PowerLaw.fit(List.of(drawn(random, 300), drawn(random, 300)), 0.9);
      beta += two.beta().lower() <= 0.7 && 0.7 <= two.beta().upper() ? 1 : 0;
      mtbf += two.mtbf().lower() <= truth && truth <= two.mtbf().upper() ? 1 : 0;
      Growth some = PowerLaw.fit(List.of(drawn(random, 300), drawn(random, 120)), 0.9);
      unequal += some.mtbf().lower() <= truth && truth <= some.mtbf().upper() ? 1 : 0;
    }
    String found = "seed " + seed + ": " + beta + ", " + mtbf + ", " + unequal + " of " + rounds;
    assertEquals(0.9, (double) beta / rounds, 0.02, found);
    assertEquals(0.91, (double) mtbf / rounds, 0.02, found);
    assertEquals(0.9, (double) unequal / rounds, 0.03, found);
  }

  /** N(t) = 0.4 t^0.7, by the times at which a unit Poisson process passes it. */
  private static History drawn(SplittableRandom random, double hours) {
    List<Double> failures = new ArrayList<>();
    for (double sum = next(random); ; sum += next(random)) {
      double at = Math.pow(sum / 0.4, 1 / 0.7);
      if (at > hours) {
        return History.of(hours, failures.stream().mapToDouble(x -> x).toArray());
      }
      failures.add(at);
    }
  }

  private static double next(SplittableRandom random) {
    return -Math.log(1 - random.nextDouble());
  }

  @Test
  void one_failure_bounds_the_mtbf_on_one_side_and_has_no_fit() {
    Growth growth = PowerLaw.fit(List.of(History.of(100, 20)), 0.9);
    assertNull(growth.fit());
    assertTrue(growth.mtbf().lower() > 0);
    assertEquals(Double.POSITIVE_INFINITY, growth.mtbf().upper());
  }

  @Test
  void many_failures_give_tight_bounds_in_no_time() {
    double[] failures = new double[20_000];
    for (int i = 0; i < failures.length; i++) {
      failures[i] = i + 0.5;
    }
    Growth growth = PowerLaw.fit(List.of(History.of(20_000, failures)), 0.9);
    assertEquals(1, growth.beta().value(), 1e-3);
    assertEquals(1, growth.mtbf().lower(), 0.02);
    assertEquals(1, growth.mtbf().upper(), 0.02);
    assertEquals(0, growth.laplace().statistic(), 1e-9);
  }

  @Test
  void a_steady_rate_that_breaks_down_late_does_not_fit() {
    double[] failures = new double[40];
    for (int i = 0; i < 40; i++) {
      failures[i] = i < 20 ? 1 + i * 0.1 : 99 + i * 0.01;
    }
    Growth.Fit fit = PowerLaw.fit(List.of(History.of(100, failures)), 0.9).fit();
    assertTrue(fit != null && !fit.isGood());
  }

  @Test
  void what_cannot_be_is_refused() {
    assertThrows(Problem.class, () -> PowerLaw.fit(List.of(History.of(100)), 0.9));
    assertThrows(Problem.class, () -> PowerLaw.fit(List.of(), 0.9));
    assertThrows(Problem.class, () -> PowerLaw.fit(List.of(History.of(100, 101)), 0.9));
    assertThrows(Problem.class, () -> PowerLaw.fit(List.of(History.of(100, 0)), 0.9));
    assertThrows(Problem.class, () -> PowerLaw.fit(List.of(History.of(0)), 0.9));
  }
}
