package dev.fieldcare.stability.reliability;

import dev.fieldcare.base.Problem;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Levels of confidence: what is one, and what it means for a normal variable. */
final class Confidence {
  private Confidence() {}

  static double checked(double confidence) {
    if (confidence >= 0.5 && confidence <= 0.999) {
      return confidence;
    }
    throw Problem.badInput(
        "reliability.confidence", "confidence: expected 0.5 to 0.999, found " + confidence);
  }

  /** Half the width of the two-sided interval, in standard deviations. */
  static double deviations(double confidence) {
    return NormalDistribution.of(0, 1).inverseCumulativeProbability(0.5 + confidence / 2);
  }
}
