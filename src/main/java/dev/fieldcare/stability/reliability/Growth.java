package dev.fieldcare.stability.reliability;

import org.jspecify.annotations.Nullable;

/**
 * Whether failures become rarer: the power law (Crow-AMSAA, IEC 61164) fitted to some systems, with
 * the tests that say whether there is a trend at all and whether the law fits.
 *
 * @param beta below 1 failures become rarer, above 1 more frequent; with bounds
 * @param unbiasedBeta (n−1)/n of it
 * @param lambda of N(t) = λ t^β, for one system
 * @param mtbf instantaneous, at the greatest time observed, with bounds
 * @param fit absent with fewer than two failures
 */
public record Growth(
    int systems,
    int failures,
    double hours,
    Estimate beta,
    double unbiasedBeta,
    double lambda,
    Estimate mtbf,
    Trend laplace,
    Trend militaryHandbook,
    @Nullable Fit fit) {

  /** The share by which the failure rate falls for each e-fold of time, 1 − β. */
  public double growthRate() {
    return 1 - beta.value();
  }

  /**
   * A test for trend against a constant rate.
   *
   * @param statistic Laplace's U, or χ² on {@code 2 · failures} degrees
   * @param improvingChance how likely so much improvement is without a trend
   * @param worseningChance the same for deterioration
   */
  public record Trend(double statistic, double improvingChance, double worseningChance) {}

  /**
   * Cramér and von Mises's test of the power law.
   *
   * @param critical what the statistic exceeds in one case of ten though the law holds
   */
  public record Fit(double statistic, double critical) {
    public boolean isGood() {
      return statistic <= critical;
    }
  }
}
