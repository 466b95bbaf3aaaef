package dev.fieldcare.stability.reliability;

import dev.fieldcare.base.Problem;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** Mean operating time between failures, from a total operating time cut off at some moment. */
public final class Mtbf {
  private Mtbf() {}

  /**
   * T/r with the chi-square interval for time-terminated data (IEC 60605-4; NIST/SEMATECH handbook
   * 8.4.5.1): 2T/χ²(1−α/2; 2r+2) to 2T/χ²(α/2; 2r). Without a failure it is the one-sided lower
   * bound T/−ln α. It presumes a constant failure rate.
   *
   * @param hours total operating time T, in whatever unit the answer is to have
   */
  public static Estimate of(double hours, long failures, double confidence) {
    if (!(hours >= 0) || failures < 0) {
      throw Problem.badInput(
          "reliability.mtbf",
          "expected an operating time and failures of at least 0, found "
              + hours
              + " and "
              + failures);
    }
    double alpha = 1 - Confidence.checked(confidence);
    if (failures == 0) {
      return new Estimate(
          Double.POSITIVE_INFINITY, hours / -Math.log(alpha), Double.POSITIVE_INFINITY, confidence);
    }
    return new Estimate(
        hours / failures,
        2 * hours / chiSquare(1 - alpha / 2, 2 * failures + 2),
        2 * hours / chiSquare(alpha / 2, 2 * failures),
        confidence);
  }

  static double chiSquare(double probability, long degrees) {
    return ChiSquaredDistribution.of((double) degrees).inverseCumulativeProbability(probability);
  }
}
