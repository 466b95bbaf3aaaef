package dev.fieldcare.simulator.replay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;

/** Reads the ways recorded series write time. */
final class Timestamps {
  /** Up to eleven digits are seconds (until the year 5138), from twelve on milliseconds. */
  private static final int MOST_SECONDS_DIGITS = 11;

  private Timestamps() {}

  /**
   * Epoch milliseconds of {@code 2014-07-06 20:10:00[.ffffff]} (UTC), ISO 8601 with or without an
   * offset, or epoch seconds or milliseconds; empty if it is none of these.
   */
  static OptionalLong parse(String text) {
    try {
      if (text.matches("-?\\d+(\\.\\d+)?")) {
        return OptionalLong.of(epoch(text));
      }
      return OptionalLong.of(moment(text.replace(' ', 'T')).toEpochMilli());
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static long epoch(String text) {
    int point = text.indexOf('.');
    int digits = (point < 0 ? text.length() : point) - (text.startsWith("-") ? 1 : 0);
    return digits > MOST_SECONDS_DIGITS
        ? Long.parseLong(point < 0 ? text : text.substring(0, point))
        : Math.round(Double.parseDouble(text) * 1000);
  }

  private static Instant moment(String iso) {
    boolean hasOffset = iso.endsWith("Z") || iso.matches(".*T.*[+-]\\d\\d:?\\d\\d");
    return hasOffset
        ? OffsetDateTime.parse(iso, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant()
        : LocalDateTime.parse(iso, DateTimeFormatter.ISO_LOCAL_DATE_TIME).toInstant(ZoneOffset.UTC);
  }
}
