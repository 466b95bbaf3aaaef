package dev.fieldcare.tickets.siblings;

/**
 * How likely counts of at least so many are, exactly.
 *
 * <p>With failures as rare events of constant rate, the failures among those with a trait, given
 * all failures of a stratum, are binomial with the share of the exposure that those with the trait
 * have (the conditional test of two Poisson rates; Przyborowski and Wilenski, 1940). Over strata
 * they add up.
 */
final class Binomials {
  /** What is smaller than the sum by this factor adds nothing to it. */
  private static final double NEGLIGIBLE = 1e-17;

  private Binomials() {}

  /** The probability that {@code n} trials that each succeed with this chance have {@code k}. */
  static double atLeast(int k, int n, double share) {
    if (k <= 0) {
      return 1;
    }
    if (k > n || share <= 0) {
      return 0;
    }
    if (share >= 1) {
      return 1;
    }
    double term = chance(k, n, share);
    double odds = share / (1 - share);
    double sum = 0;
    for (int i = k; i <= n; i++) {
      sum += term;
      double factor = (n - i) * odds / (i + 1);
      if (factor < 1 && term * factor < sum * NEGLIGIBLE) {
        break;
      }
      term *= factor;
    }
    return Math.min(1, sum);
  }

  /** The same of two strata together. */
  static double atLeast(int k, int n, double share, int otherN, double otherShare) {
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double chance = chance(i, n, share);
      if (chance > 0) {
        sum += chance * atLeast(k - i, otherN, otherShare);
      }
    }
    return Math.min(1, sum);
  }

  private static double chance(int k, int n, double share) {
    if (share <= 0 || share >= 1) {
      return k == (share <= 0 ? 0 : n) ? 1 : 0;
    }
    return Math.exp(
        logFactorial(n)
            - logFactorial(k)
            - logFactorial(n - k)
            + k * Math.log(share)
            + (n - k) * Math.log1p(-share));
  }

  private static final double[] LOG_FACTORIALS = logFactorials(1 << 14);

  private static double[] logFactorials(int count) {
    var table = new double[count];
    for (int i = 2; i < count; i++) {
      table[i] = table[i - 1] + Math.log(i);
    }
    return table;
  }

  /** Beyond the table by Stirling's series, whose error there is less than a rounding. */
  private static double logFactorial(int n) {
    if (n < LOG_FACTORIALS.length) {
      return LOG_FACTORIALS[n];
    }
    double x = n + 1.0;
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x);
  }
}
