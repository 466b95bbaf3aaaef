package dev.fieldcare.stability.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeibullTest {

  /** NIST/SEMATECH handbook 8.4.1.3: ten failed, ten taken off at 500 hours. */
  @Test
  void the_handbooks_example() {
    List<Life> lives = lives(54, 187, 216, 240, 244, 335, 361, 373, 375, 386);
    add(lives, 500, 10);
    WeibullLife life = Weibull.fit(lives, 1, 0.9);
    assertEquals(606.5280, life.scale().value(), 5e-4);
    assertEquals(1.7208, life.shape().value(), 5e-5);
    assertEquals(540.737, life.mean(), 5e-3);
    assertEquals(-75.135, life.logLikelihood(), 5e-4);
    assertFalse(life.isShapeAssumed());
  }

  /**
   * Bearing cages of 1703 engines, six failed: Abernethy and others 1983; Meeker and Escobar,
   * Statistical Methods for Reliability Data, 8.4: β 2.035, η 11,792 h, a tenth gone at 3,903 h
   * with a likelihood interval of 2,093 to 22,144 h (95 %).
   */
  @Test
  void the_bearing_cages() {
    WeibullLife life = Weibull.fit(bearingCages(), 1, 0.95);
    assertEquals(1703, life.parts());
    assertEquals(2.035, life.shape().value(), 5e-4);
    assertEquals(11_792, life.scale().value(), 0.5);
    assertEquals(3_903, life.b10().value(), 0.5);
    assertEquals(2_093, life.b10().lower(), 2);
    assertEquals(22_144, life.b10().upper(), 2);
    assertEquals(0.971, life.shape().lower(), 5e-4);
    assertEquals(3.580, life.shape().upper(), 5e-4);
  }

  private static List<Life> bearingCages() {
    List<Life> lives = lives(230, 334, 423, 990, 1009, 1510);
    int[] parts = {
      288, 148, 124, 111, 106, 99, 110, 114, 119, 127, 123, 93, 47, 41, 27, 11, 6, 0, 1, 0, 2
    };
    for (int i = 0; i < parts.length; i++) {
      add(lives, 50 + 100 * i, parts[i]);
    }
    return lives;
  }

  @Test
  void with_few_failures_the_shape_is_assumed() {
    List<Life> lives = lives(400, 700);
    add(lives, 1000, 8);
    WeibullLife life = Weibull.fit(lives, 2, 0.9);
    assertTrue(life.isShapeAssumed());
    // η = (Σ t^β / r)^(1/β)
    double sum = 400.0 * 400 + 700.0 * 700 + 8e6;
    assertEquals(Math.sqrt(sum / 2), life.scale().value(), 1e-9);
    // 2 Σ t^β / χ²(0.95; 6) with χ² = 12.592
    assertEquals(Math.sqrt(2 * sum / 12.592), life.scale().lower(), 0.05);
    assertEquals(life.scale().value() * Math.sqrt(-Math.log(0.9)), life.b10().value(), 1e-9);
  }

  @Test
  void without_a_failure_there_is_a_lower_bound_only() {
    List<Life> lives = new ArrayList<>();
    add(lives, 1000, 5);
    WeibullLife life = Weibull.fit(lives, 3, 0.9);
    assertEquals(1000 * Math.cbrt(5 / Math.log(10)), life.scale().lower(), 1e-9);
    assertEquals(Double.POSITIVE_INFINITY, life.scale().value());
    assertEquals(Double.POSITIVE_INFINITY, life.b10().upper());
    assertTrue(Double.isInfinite(life.mean()));
  }

  @Test
  void likelihood_bounds_hold_the_truth_about_as_often_as_they_say() {
    long seed = 11;
    var random = new SplittableRandom(seed);
    int rounds = 1_000;
    int shape = 0;
    int b10 = 0;
    double truth = 1000 * Math.pow(-Math.log(0.9), 1 / 1.5);
    for (int round = 0; round < rounds; round++) {
      List<Life> lives = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        double age = 1000 * Math.pow(-Math.log(1 - random.nextDouble()), 1 / 1.5);
        double seen = 100 + 1500 * random.nextDouble();
        lives.add(new Life(Math.min(age, seen), age < seen));
      }
      WeibullLife life = Weibull.fit(lives, 1, 0.9);
      shape += life.shape().lower() <= 1.5 && 1.5 <= life.shape().upper() ? 1 : 0;
      b10 += life.b10().lower() <= truth && truth <= life.b10().upper() ? 1 : 0;
    }
    assertEquals(0.9, (double) shape / rounds, 0.03, "seed " + seed);
    assertEquals(0.9, (double) b10 / rounds, 0.03, "seed " + seed);
  }

  @Test
  void ages_in_another_unit_give_the_same_life() {
    List<Life> hours = bearingCages();
    List<Life> years =
        hours.stream().map(life -> new Life(life.age() / 8766, life.failed())).toList();
    WeibullLife one = Weibull.fit(hours, 1, 0.9);
    WeibullLife other = Weibull.fit(years, 1, 0.9);
    assertEquals(one.shape().upper(), other.shape().upper(), 1e-6);
    assertEquals(one.b10().upper() / 8766, other.b10().upper(), 1e-6);
  }

  @Test
  void what_cannot_be_is_refused() {
    assertThrows(Problem.class, () -> Weibull.fit(List.of(), 1, 0.9));
    assertThrows(Problem.class, () -> Weibull.fit(lives(1, 0), 1, 0.9));
    assertThrows(Problem.class, () -> Weibull.fit(lives(1, Double.NaN), 1, 0.9));
    assertThrows(Problem.class, () -> Weibull.fit(lives(5, 5, 5, 5, 5), 1, 0.9));
    assertThrows(Problem.class, () -> Weibull.fit(lives(5), 0, 0.9));
  }

  private static List<Life> lives(double... failed) {
    List<Life> lives = new ArrayList<>();
    for (double age : failed) {
      lives.add(new Life(age, true));
    }
    return lives;
  }

  private static void add(List<Life> lives, double age, int parts) {
    for (int i = 0; i < parts; i++) {
      lives.add(new Life(age, false));
    }
  }
}
