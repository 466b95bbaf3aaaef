package dev.fieldcare.tickets.siblings;

import java.util.Arrays;

/**
 * The sum of independent binomial counts, built up one after the other, exactly.
 *
 * <p>With failures as rare events of constant rate, the failures among those with a trait, given
 * all failures of a stratum, are binomial with the share of the exposure that those with the trait
 * have (the conditional test of two Poisson rates; Przyborowski and Wilenski, 1940). Over strata
 * they add up.
 */
final class Binomials {
  private double[] chances = {1};

  /** Adds a count of {@code n} trials that each succeed with probability {@code share}. */
  void add(int n, double share) {
    if (n == 0) {
      return;
    }
    double[] one = binomial(n, share);
    var sum = new double[chances.length + n];
    for (int i = 0; i < chances.length; i++) {
      for (int k = 0; k <= n; k++) {
        sum[i + k] += chances[i] * one[k];
      }
    }
    chances = sum;
  }

  /** The probability that all counts together come to {@code k} or more. */
  double atLeast(int k) {
    if (k <= 0) {
      return 1;
    }
    return k >= chances.length ? 0 : Math.min(1, Arrays.stream(chances, k, chances.length).sum());
  }

  private static double[] binomial(int n, double share) {
    var chances = new double[n + 1];
    if (share <= 0 || share >= 1) {
      chances[share <= 0 ? 0 : n] = 1;
      return chances;
    }
    double logChoices = 0;
    for (int k = 0; k <= n; k++) {
      chances[k] = Math.exp(logChoices + k * Math.log(share) + (n - k) * Math.log1p(-share));
      logChoices += Math.log(n - k) - Math.log(k + 1);
    }
    return chances;
  }
}
