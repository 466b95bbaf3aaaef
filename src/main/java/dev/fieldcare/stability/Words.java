package dev.fieldcare.stability;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Numbers and times as people read them in a {@link Because}. */
final class Words {
  private Words() {}

  /** Four significant digits, without needless zeros. */
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(value, new MathContext(4)).stripTrailingZeros();
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= 1e-4 && size < 1e9);
    return plain ? rounded.toPlainString() : rounded.toString();
  }

  static String quantity(double value, @Nullable String unit) {
    return unit == null || unit.isEmpty() ? number(value) : number(value) + " " + unit;
  }

  static String duration(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    double seconds = millis / 1000.0;
    if (seconds < 120) {
      return number(Math.round(seconds * 10) / 10.0) + " s";
    }
    if (seconds < 7200) {
      return Math.round(seconds / 60) + " min";
    }
    if (seconds < 172_800) {
      return number(Math.round(seconds / 360) / 10.0) + " h";
    }
    return number(Math.round(seconds / 8640) / 10.0) + " days";
  }

  static String instant(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
