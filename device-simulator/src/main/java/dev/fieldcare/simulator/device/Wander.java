package dev.fieldcare.simulator.device;

import java.util.random.RandomGenerator;

/**
 * A value that wanders around zero: a first-order autoregressive (Ornstein-Uhlenbeck) process,
 * stepped exactly, so its spread does not depend on the length of the steps.
 */
final class Wander {
  private final double spread;
  private final double memorySeconds;
  private final RandomGenerator random;
  private double value;

  Wander(double spread, double memorySeconds, RandomGenerator random) {
    this.spread = spread;
    this.memorySeconds = memorySeconds;
    this.random = random;
    this.value = spread * random.nextGaussian();
  }

  double after(double seconds) {
    double kept = Math.exp(-seconds / memorySeconds);
    value = kept * value + spread * Math.sqrt(1 - kept * kept) * random.nextGaussian();
    return value;
  }
}
