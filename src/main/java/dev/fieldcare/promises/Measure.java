package dev.fieldcare.promises;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the time of a promise is counted in. */
public enum Measure {
  /** Every hour of the year. */
  ELAPSED,
  /** The hours in which the calendar is open. */
  BUSINESS_HOURS,
  /** A day at the close of each working day after the day of the start. */
  WORKING_DAYS,
  /** A day at the midnight that ends each day after the day of the start. */
  CALENDAR_DAYS,
  /** The days up to the corresponding day of a later month, or that month's last. */
  CALENDAR_MONTHS;

  static final long MICROS_PER_HOUR = 3_600_000_000L;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Measure> find(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }

  public static List<String> codes() {
    return Arrays.stream(values()).map(Measure::code).toList();
  }

  /** Whether it is counted in hours; else in days. */
  public boolean isHours() {
    return this == ELAPSED || this == BUSINESS_HOURS;
  }

  /** What {@link Clock#consumed} is told in; months are counted in days, too. */
  public String unit() {
    return isHours() ? "hours" : "days";
  }
}
