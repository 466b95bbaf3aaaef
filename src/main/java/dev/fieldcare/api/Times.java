package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads moments and stretches of time as requests write them. Whatever cannot be read is a {@link
 * Problem} that names the parameter.
 */
final class Times {
  private static final Pattern EPOCH_MILLIS = Pattern.compile("-?[0-9]{1,14}");
  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  /** A plus sign that was not escaped in a query arrives as a space. */
  private static final Pattern LOST_PLUS = Pattern.compile(" (?=[0-9]{2}:[0-9]{2}$)");

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final Duration LONGEST = Duration.ofDays(3660);

  private Times() {}

  /** Epoch milliseconds or RFC 3339. */
  static Instant instant(String parameter, String text) {
    try {
      Instant found =
          EPOCH_MILLIS.matcher(text).matches()
              ? Instant.ofEpochMilli(Long.parseLong(text))
              : OffsetDateTime.parse(
                      LOST_PLUS.matcher(text).replaceFirst("+").toUpperCase(Locale.ROOT))
                  .toInstant();
      if (!found.isBefore(EARLIEST) && !found.isAfter(LATEST)) {
        return found;
      }
    } catch (DateTimeException e) {
      // not a moment: said below
    }
    throw Query.bad(
        parameter, "epoch milliseconds or RFC 3339, such as 2026-11-22T08:15:00Z", text);
  }

  /** ISO 8601 such as {@code PT1M}, or short such as {@code 60s}; positive. */
  static Duration duration(String parameter, String text) {
    try {
      Matcher matcher = SHORT.matcher(text);
      Duration found = matcher.matches() ? unit(matcher) : Duration.parse(text);
      if (found.toNanosPart() % 1_000_000 == 0
          && !found.isZero()
          && !found.isNegative()
          && found.compareTo(LONGEST) <= 0) {
        return found;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // not a stretch of time: said below
    }
    throw Query.bad(
        parameter, "a time between 1 ms and 3660 days, such as PT1M, 60s, 15m, 1h or 1d", text);
  }

  private static Duration unit(Matcher matcher) {
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
