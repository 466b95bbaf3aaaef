package dev.fieldcare.stability.peers;

import java.util.Arrays;

/** Centre and spread that a few wild values do not move. */
final class Robust {
  /** Makes the median absolute deviation of a normal distribution its standard deviation. */
  private static final double NORMAL = 1.4826;

  private Robust() {}

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
  }

  /** The median absolute deviation from the median, scaled to a standard deviation. */
  static double spread(double[] values) {
    double centre = median(values);
    double[] away = new double[values.length];
    Arrays.setAll(away, i -> Math.abs(values[i] - centre));
    return NORMAL * median(away);
  }
}
