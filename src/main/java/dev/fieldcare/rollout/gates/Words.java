package dev.fieldcare.rollout.gates;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;

/** Numbers as people read them in a {@link Verdict}. */
final class Words {
  private Words() {}

  /** Three significant digits, without needless zeros. */
  static String number(double value) {
    return Double.isFinite(value) ? rounded(value).toPlainString() : String.valueOf(value);
  }

  /** The same as a number for JSON. */
  static double round(double value) {
    return Double.isFinite(value) ? rounded(value).doubleValue() : value;
  }

  private static BigDecimal rounded(double value) {
    return new BigDecimal(value, new MathContext(3)).stripTrailingZeros();
  }

  static String percent(double share) {
    return number(100 * share) + " %";
  }

  /** In minutes below two hours. */
  static String hours(Duration duration) {
    if (duration.toMinutes() < 120) {
      return duration.toMinutes() + " min";
    }
    return number(Math.floor(duration.toMinutes() / 6.0) / 10) + " h";
  }

  /** {@code 3 times}, or that it was seen on one side only. */
  static String times(double ratio) {
    return Double.isInfinite(ratio) ? "only there" : number(ratio) + " times as often";
  }
}
