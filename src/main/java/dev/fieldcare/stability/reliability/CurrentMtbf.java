package dev.fieldcare.stability.reliability;

import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Exact bounds of the instantaneous MTBF of a power law at the time T it was observed to (Crow
 * 1977, Confidence interval procedures for reliability growth analysis, AMSAA TR-197).
 *
 * <p>With s = Σ ln(T/x), given s the number of failures has P(n) ∝ y^n / (n! (n−1)!), where y = s ·
 * T / MTBF and nothing else that is unknown. Each bound is the y under which so many, or so few,
 * are just as rare as the tail allows.
 */
final class CurrentMtbf {
  private static final double NEGLIGIBLE = -60;

  private CurrentMtbf() {}

  static Estimate of(int n, double s, double time, double confidence) {
    double tail = (1 - confidence) / 2;
    double upper = Math.exp(solve(n, logY -> atMost(n, logY) - tail));
    double lower = Math.exp(solve(n, logY -> 1 - atMost(n - 1, logY) - tail));
    double value = s * time / ((double) n * n);
    // one failure may be the least there can be: then nothing bounds y from below
    double highest = n == 1 ? Double.POSITIVE_INFINITY : s * time / lower;
    return new Estimate(value, s * time / upper, highest, confidence);
  }

  private static double solve(int n, java.util.function.DoubleUnaryOperator excess) {
    double middle = 2 * Math.log(n);
    double low = middle - 1;
    double high = middle + 1;
    if (n == 1 && excess.applyAsDouble(-200) > 0) {
      return -200;
    }
    while (excess.applyAsDouble(low) * excess.applyAsDouble(high) > 0) {
      low -= 1;
      high += 1;
    }
    return new BrentSolver(1e-12, 1e-12, 1e-15).findRoot(excess, low, high);
  }

  /** P(N ≤ n) for the logarithm of y; N is at least 1. */
  private static double atMost(int n, double logY) {
    double peak = Math.max(1, Math.exp(logY / 2));
    double top = term((long) peak, logY);
    double below = 0;
    double all = 0;
    for (long k = (long) peak; k >= 1; k--) {
      double term = term(k, logY) - top;
      if (term < NEGLIGIBLE) {
        break;
      }
      all += Math.exp(term);
      below += k <= n ? Math.exp(term) : 0;
    }
    for (long k = (long) peak + 1; ; k++) {
      double term = term(k, logY) - top;
      if (term < NEGLIGIBLE) {
        return below / all;
      }
      all += Math.exp(term);
      below += k <= n ? Math.exp(term) : 0;
    }
  }

  private static double term(long k, double logY) {
    return k * logY - LogGamma.value(k + 1.0) - LogGamma.value((double) k);
  }
}
