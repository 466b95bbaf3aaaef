package dev.fieldcare.rollout;

import dev.fieldcare.base.Problem;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;

/**
 * A recurring moment in the seven fields that Quartz gives it, as hawkBit's operators write it:
 * second, minute, hour, day of month, month, day of week and, if wished, year. Days of week are 1
 * (Sunday) to 7 or SUN to SAT; one of the two days is {@code ?}.
 */
final class Cron {
  private static final String MONTHS = "JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC";
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2199;

  /** A day that recurs every four years at least is found within this many. */
  private static final int DAYS_AHEAD = 366 * 9;

  private final BitSet seconds;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet months;
  private final BitSet years;
  private final CronDays days;

  private Cron(String[] fields) {
    seconds = CronField.parse("second", fields[0], 0, 59, "");
    minutes = CronField.parse("minute", fields[1], 0, 59, "");
    hours = CronField.parse("hour", fields[2], 0, 23, "");
    months = CronField.parse("month", fields[4], 1, 12, MONTHS);
    years = CronField.parse("year", fields.length > 6 ? fields[6] : "*", FIRST_YEAR, LAST_YEAR, "");
    days = CronDays.parse(fields[3], fields[5]);
  }

  /**
   * @throws Problem {@code action.schedule} saying which field is wrong
   */
  static Cron parse(String text) {
    String[] fields = text.strip().toUpperCase(Locale.ROOT).split("\\s+", 9);
    if (fields.length < 6 || fields.length > 7) {
      throw bad(
          "expected six or seven fields (second minute hour day month weekday [year]), found "
              + text);
    }
    return new Cron(fields);
  }

  static Problem bad(String message) {
    return Problem.badInput("action.schedule", "schedule: " + message);
  }

  /** The next moment after this one; empty when there is none. */
  Optional<LocalDateTime> after(LocalDateTime moment) {
    LocalDateTime from = moment.withNano(0).plusSeconds(1);
    LocalDate day = from.toLocalDate();
    LocalTime least = from.toLocalTime();
    for (int i = 0; i < DAYS_AHEAD && day.getYear() <= LAST_YEAR; i++) {
      int year = day.getYear();
      if (!years.get(year)) {
        int next = years.nextSetBit(year + 1);
        if (next < 0) {
          return Optional.empty();
        }
        day = LocalDate.of(next, 1, 1);
        least = LocalTime.MIN;
        i = 0;
        continue;
      }
      if (months.get(day.getMonthValue()) && days.has(day)) {
        LocalTime time = timeFrom(least);
        if (time != null) {
          return Optional.of(day.atTime(time));
        }
      }
      day = day.plusDays(1);
      least = LocalTime.MIN;
    }
    return Optional.empty();
  }

  /** The first time of a day that is not before this one, null when there is none. */
  private @org.jspecify.annotations.Nullable LocalTime timeFrom(LocalTime least) {
    int hour = hours.nextSetBit(least.getHour());
    boolean isSameHour = hour == least.getHour();
    if (isSameHour) {
      int minute = minutes.nextSetBit(least.getMinute());
      if (minute == least.getMinute()) {
        int second = seconds.nextSetBit(least.getSecond());
        if (second >= 0) {
          return LocalTime.of(hour, minute, second);
        }
        minute = minutes.nextSetBit(minute + 1);
      }
      if (minute >= 0) {
        return LocalTime.of(hour, minute, seconds.nextSetBit(0));
      }
      hour = hours.nextSetBit(hour + 1);
    }
    return hour < 0 ? null : LocalTime.of(hour, minutes.nextSetBit(0), seconds.nextSetBit(0));
  }
}
