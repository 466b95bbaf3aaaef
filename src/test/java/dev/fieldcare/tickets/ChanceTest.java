package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ChanceTest {
  @Test
  void a_lady_tasting_tea() {
    // Fisher, The Design of Experiments (1935), chapter 2: 1 and 1 + 16 of 70
    assertEquals(1 / 70.0, Chance.ofAtLeast(4, 4, 4, 8), 1e-12);
    assertEquals(17 / 70.0, Chance.ofAtLeast(3, 4, 4, 8), 1e-12);
    assertEquals(1, Chance.ofAtLeast(0, 4, 4, 8), 1e-12);
  }

  @Test
  void six_of_forty_nine() {
    assertEquals(1 / 13_983_816.0, Chance.ofAtLeast(6, 6, 6, 49), 1e-18);
  }

  @Test
  void fleets_of_a_million() {
    // the tail of a binomial distribution as good as: 1 - 0.9^3 of drawing 3 from a tenth
    assertEquals(0.271, Chance.ofAtLeast(1, 3, 100_000, 1_000_000), 1e-5);
    assertEquals(1, Chance.ofAtLeast(1, 3, 1_000_000, 1_000_000), 1e-6);
  }
}
