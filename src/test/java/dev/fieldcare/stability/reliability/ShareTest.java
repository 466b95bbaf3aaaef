package dev.fieldcare.stability.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Against the exact binomial interval that the NIST handbook, 7.2.4.1, works out. */
class ShareTest {

  @Test
  void the_handbooks_example_of_four_defectives_in_twenty() {
    Estimate share = Share.of(4, 20, 0.9);
    assertEquals(0.2, share.value());
    assertEquals(0.071354, share.lower(), 1e-6);
    assertEquals(0.401029, share.upper(), 1e-6);
  }

  @Test
  void none_and_all_have_one_open_side() {
    assertEquals(0, Share.of(0, 100, 0.9).lower());
    assertEquals(1 - Math.pow(0.05, 0.01), Share.of(0, 100, 0.9).upper(), 1e-12);
    assertEquals(1, Share.of(100, 100, 0.9).upper());
    assertEquals(Math.pow(0.05, 0.01), Share.of(100, 100, 0.9).lower(), 1e-12);
  }

  @Test
  void nothing_seen_may_be_anything() {
    Estimate share = Share.of(0, 0, 0.9);
    assertTrue(Double.isNaN(share.value()));
    assertEquals(0, share.lower());
    assertEquals(1, share.upper());
  }
}
