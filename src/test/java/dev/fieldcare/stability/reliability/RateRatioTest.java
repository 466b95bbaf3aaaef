package dev.fieldcare.stability.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.stability.reliability.RateRatio.Verdict;
import org.junit.jupiter.api.Test;

/**
 * Against the example of R's {@code poisson.test} (data set eba1977): 11 cases in 800 against 21 in
 * 3011 person-years, rate ratio 1.971488, 95 % interval 0.8584264 to 4.2772659.
 */
class RateRatioTest {

  @Test
  void the_published_ratio_and_interval() {
    RateRatio compared = RateRatio.of(21, 3011, 11, 800, 0.95);
    assertEquals(1.971488, compared.ratio().value(), 1e-6);
    assertEquals(0.8584264, compared.ratio().lower(), 1e-6);
    assertEquals(4.2772659, compared.ratio().upper(), 1e-6);
    assertEquals(Verdict.UNDECIDED, compared.verdict());
  }

  @Test
  void the_other_way_round_it_is_the_reciprocal() {
    Estimate there = RateRatio.of(21, 3011, 11, 800, 0.95).ratio();
    Estimate back = RateRatio.of(11, 800, 21, 3011, 0.95).ratio().inverse();
    assertEquals(there.value(), back.value(), 1e-12);
    assertEquals(there.lower(), back.lower(), 1e-9);
    assertEquals(there.upper(), back.upper(), 1e-9);
  }

  @Test
  void the_chance_is_that_of_the_binomial() {
    // two in eight at one half: (1 + 8 + 28) / 256
    RateRatio compared = RateRatio.of(6, 1000, 2, 1000, 0.9);
    assertEquals(37 / 256.0, compared.lessChance(), 1e-12);
    assertEquals(74 / 256.0, compared.chance(), 1e-12);
    assertEquals(247 / 256.0, compared.moreChance(), 1e-12);
  }

  @Test
  void the_interval_excludes_one_exactly_when_the_chance_is_below_its_level() {
    for (int first = 0; first < 40; first++) {
      for (int second = 0; second < 40; second++) {
        RateRatio compared = RateRatio.of(first, 700, second, 400, 0.9);
        boolean differs = compared.verdict() != Verdict.UNDECIDED;
        assertEquals(compared.chance() < 0.1, differs, first + " and " + second);
      }
    }
  }

  @Test
  void no_failure_at_all_decides_nothing() {
    RateRatio compared = RateRatio.of(0, 1000, 0, 1000, 0.9);
    assertEquals(0, compared.ratio().lower());
    assertEquals(Double.POSITIVE_INFINITY, compared.ratio().upper());
    assertEquals(1, compared.chance());
    assertEquals(Verdict.UNDECIDED, compared.verdict());
  }

  @Test
  void none_after_many_is_better() {
    RateRatio compared = RateRatio.of(20, 1000, 0, 1000, 0.9);
    assertEquals(Verdict.BETTER, compared.verdict());
    assertEquals(0, compared.ratio().value());
    assertTrue(compared.ratio().upper() < 0.2);
  }

  @Test
  void a_side_that_never_ran_cannot_be_compared() {
    assertThrows(Problem.class, () -> RateRatio.of(1, 0, 1, 100, 0.9));
  }
}
