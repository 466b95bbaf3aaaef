package dev.fieldcare.stability.reliability;

import java.util.function.DoubleUnaryOperator;

/**
 * A figure with its confidence interval. What the data cannot bound is infinite: without a failure
 * an MTBF has a lower bound only.
 *
 * @param confidence of the interval; shared between both sides unless one side is open
 */
public record Estimate(double value, double lower, double upper, double confidence) {

  /** The same figure on another scale; the function is to be increasing. */
  Estimate map(DoubleUnaryOperator scale) {
    return new Estimate(
        scale.applyAsDouble(value),
        scale.applyAsDouble(lower),
        scale.applyAsDouble(upper),
        confidence);
  }

  /** The reciprocal: a rate of a mean time, or the other way round. */
  public Estimate inverse() {
    return new Estimate(1 / value, 1 / upper, 1 / lower, confidence);
  }
}
