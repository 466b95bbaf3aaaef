package dev.fieldcare.promises;

import dev.fieldcare.base.Problem;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of a day in which a calendar is open, in minutes since its midnight: {@code 09:00-18:00},
 * at most to {@code 24:00}.
 */
public record Opening(int fromMinute, int toMinute) {
  static final int DAY = 1_440;
  private static final long MICROS_PER_MINUTE = 60_000_000L;
  private static final Pattern TEXT = Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");
  private static final Pattern TIME = Pattern.compile("(\\d\\d):(\\d\\d)");

  public Opening {
    if (fromMinute < 0 || toMinute > DAY || fromMinute >= toMinute) {
      throw Problem.badInput(
          "calendar.invalid",
          "expected hours of one day, found " + time(fromMinute) + "-" + time(toMinute));
    }
  }

  static Opening parse(String text, String where) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw Problem.badInput(
          "calendar.invalid", where + ": expected hours such as 09:00-18:00, found " + text);
    }
    return new Opening(minute(matcher.group(1), where), minute(matcher.group(2), where));
  }

  static int minute(String text, String where) {
    Matcher matcher = TIME.matcher(text);
    if (matcher.matches()) {
      int minutes = Integer.parseInt(matcher.group(2));
      int found = Integer.parseInt(matcher.group(1)) * 60 + minutes;
      if (minutes < 60 && found <= DAY) {
        return found;
      }
    }
    throw Problem.badInput(
        "calendar.invalid", where + ": expected a time from 00:00 to 24:00, found " + text);
  }

  static String time(int minute) {
    return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
  }

  long micros() {
    return (toMinute - fromMinute) * MICROS_PER_MINUTE;
  }

  /** How much of it has passed, so many microseconds after midnight. */
  long passed(long microOfDay) {
    return Math.clamp(microOfDay - fromMinute * MICROS_PER_MINUTE, 0, micros());
  }

  /** The microsecond of the day at which so much of it has passed. */
  long after(long micros) {
    return fromMinute * MICROS_PER_MINUTE + micros;
  }

  @Override
  public String toString() {
    return time(fromMinute) + "-" + time(toMinute);
  }
}
