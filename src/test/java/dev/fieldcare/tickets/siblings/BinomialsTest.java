package dev.fieldcare.tickets.siblings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BinomialsTest {
  private static final MathContext EXACTLY = new MathContext(60);

  @Test
  void the_tail_is_that_of_sixty_digits() {
    var random = new Random(11);
    for (int round = 0; round < 200; round++) {
      int n = 1 + random.nextInt(120);
      int k = random.nextInt(n + 1);
      double share = random.nextInt(1, 64) / 64.0;

      double exact = tail(k, n, share);

      assertEquals(exact, Binomials.atLeast(k, n, share), exact * 1e-9, k + " of " + n);
    }
  }

  @Test
  void two_strata_of_the_same_share_are_one() {
    assertEquals(Binomials.atLeast(7, 30, 0.25), Binomials.atLeast(7, 12, 0.25, 18, 0.25), 1e-12);
  }

  @Test
  void a_share_of_nothing_or_all_leaves_nothing_to_chance() {
    assertEquals(0, Binomials.atLeast(1, 10, 0));
    assertEquals(1, Binomials.atLeast(10, 10, 1));
    assertEquals(1, Binomials.atLeast(0, 10, 0.5));
    assertEquals(0, Binomials.atLeast(11, 10, 0.5));
    assertEquals(1, Binomials.atLeast(4, 4, 1, 9, 0));
  }

  private static double tail(int k, int n, double share) {
    BigDecimal p = new BigDecimal(share);
    BigDecimal rest = BigDecimal.ONE.subtract(p);
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = k; i <= n; i++) {
      sum =
          sum.add(
              new BigDecimal(choose(n, i)).multiply(p.pow(i)).multiply(rest.pow(n - i)), EXACTLY);
    }
    return sum.doubleValue();
  }

  private static BigInteger choose(int n, int k) {
    BigInteger product = BigInteger.ONE;
    for (int i = 1; i <= k; i++) {
      product = product.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
    }
    return product;
  }
}
