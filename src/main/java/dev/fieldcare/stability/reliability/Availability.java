package dev.fieldcare.stability.reliability;

import dev.fieldcare.base.Problem;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * How much of the time it was up: MUT/(MUT+MDT) of IEC 60050-192, mean up time over mean up and
 * mean down time.
 *
 * @param share with bounds
 * @param meanUpHours infinite without an outage
 * @param meanDownHours 0 without an outage
 */
public record Availability(Estimate share, double meanUpHours, double meanDownHours, long outages) {

  /**
   * With outages the interval takes up and down times as exponential, so that MDT/MUT is the true
   * ratio times a variable F(2k, 2k) (Birolini, Reliability Engineering, A8.2.2.4). Without one the
   * lower bound is that of no bad hour among so many.
   */
  public static Availability of(double upHours, double downHours, long outages, double confidence) {
    if (!(upHours >= 0) || !(downHours >= 0) || outages < 0) {
      throw Problem.badInput(
          "reliability.availability", "up time, down time and outages: expected at least 0");
    }
    double alpha = 1 - Confidence.checked(confidence);
    if (outages == 0 || upHours == 0) {
      double value = upHours / (upHours + downHours);
      double lower = upHours > 0 ? Math.pow(alpha, 1 / upHours) : 0;
      return new Availability(
          new Estimate(value, Math.min(lower, orOne(value)), 1, confidence),
          outages == 0 ? Double.POSITIVE_INFINITY : 0,
          outages == 0 ? 0 : downHours / outages,
          outages);
    }
    double ratio = downHours / upHours;
    double spread =
        FDistribution.of(2.0 * outages, 2.0 * outages).inverseCumulativeProbability(1 - alpha / 2);
    return new Availability(
        new Estimate(
            1 / (1 + ratio), 1 / (1 + ratio * spread), 1 / (1 + ratio / spread), confidence),
        upHours / outages,
        downHours / outages,
        outages);
  }

  private static double orOne(double value) {
    return Double.isNaN(value) ? 1 : value;
  }
}
