package dev.fieldcare.stability.reliability;

/** Tests whether failures came as a power law says (Crow 1975; MIL-HDBK-189, table VIII). */
final class CramerVonMises {

  /** Critical values at the 10 % level, by how many failures there were. */
  private static final double[][] CRITICAL = {
    {2, 0.162},
    {3, 0.154},
    {4, 0.155},
    {5, 0.160},
    {6, 0.162},
    {7, 0.165},
    {8, 0.165},
    {9, 0.167},
    {10, 0.167},
    {12, 0.169},
    {15, 0.169},
    {20, 0.172},
    {30, 0.172},
    {60, 0.173},
    {100, 0.173}
  };

  private CramerVonMises() {}

  /**
   * @param shares at which share of its time each failure came, ascending; at least two
   */
  static Growth.Fit test(double[] shares) {
    int n = shares.length;
    double sumOfLogs = 0;
    for (double share : shares) {
      sumOfLogs -= Math.log(share);
    }
    double beta = (n - 1) / sumOfLogs;
    double statistic = 1.0 / (12 * n);
    for (int i = 0; i < n; i++) {
      double off = Math.pow(shares[i], beta) - (2 * i + 1.0) / (2 * n);
      statistic += off * off;
    }
    return new Growth.Fit(statistic, critical(n));
  }

  static double critical(int n) {
    double[] before = CRITICAL[0];
    for (double[] next : CRITICAL) {
      if (n == next[0]) {
        return next[1];
      }
      if (n < next[0]) {
        double way = (n - before[0]) / (next[0] - before[0]);
        return before[1] + way * (next[1] - before[1]);
      }
      before = next;
    }
    return before[1];
  }
}
