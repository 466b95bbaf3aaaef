package dev.fieldcare.tickets;

/** How likely it is that things came together by chance. */
final class Chance {
  private Chance() {}

  /**
   * The probability that of {@code drawn} taken at random out of {@code all}, {@code hits} or more
   * are among the {@code marked}: the upper tail of the hypergeometric distribution (Fisher's exact
   * test, one-sided).
   */
  static double ofAtLeast(int hits, int drawn, int marked, int all) {
    double whole = choices(all, drawn);
    double sum = 0;
    for (int k = Math.max(hits, drawn - (all - marked)); k <= Math.min(drawn, marked); k++) {
      sum += Math.exp(choices(marked, k) + choices(all - marked, drawn - k) - whole);
    }
    return Math.min(1, sum);
  }

  /** Logarithm of the number of ways to choose k of n. */
  private static double choices(int n, int k) {
    return factorial(n) - factorial(k) - factorial(n - k);
  }

  /** Logarithm of n!, by Stirling's series; its error at n = 16 is below 1e-12. */
  private static double factorial(int n) {
    if (n < 16) {
      double product = 1;
      for (int i = 2; i <= n; i++) {
        product *= i;
      }
      return Math.log(product);
    }
    double x = n + 1.0;
    double square = x * x;
    double series =
        (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - 1 / (1680 * square)) / square) / square) / x;
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
  }
}
