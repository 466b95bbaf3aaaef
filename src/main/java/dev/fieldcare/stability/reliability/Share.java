package dev.fieldcare.stability.reliability;

import dev.fieldcare.base.Problem;
import org.apache.commons.statistics.distribution.BetaDistribution;

/** So many of so many, such as hours without a crash. */
public final class Share {
  private Share() {}

  /**
   * The share with its exact binomial interval (Clopper and Pearson 1934). None of none is
   * undefined (NaN) and lies anywhere from 0 to 1.
   */
  public static Estimate of(long some, long all, double confidence) {
    if (some < 0 || some > all) {
      throw Problem.badInput(
          "reliability.share", "expected 0 to " + all + " of " + all + ", found " + some);
    }
    double half = (1 - Confidence.checked(confidence)) / 2;
    return new Estimate(
        (double) some / all, lower(some, all, half), upper(some, all, half), confidence);
  }

  static double lower(long some, long all, double tail) {
    return some == 0
        ? 0
        : BetaDistribution.of((double) some, all - some + 1.0).inverseCumulativeProbability(tail);
  }

  static double upper(long some, long all, double tail) {
    return some == all
        ? 1
        : BetaDistribution.of(some + 1.0, (double) all - some).inverseSurvivalProbability(tail);
  }
}
