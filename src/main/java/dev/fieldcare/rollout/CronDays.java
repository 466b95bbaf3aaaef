package dev.fieldcare.rollout;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The days of a {@link Cron}: of the month ({@code 15}, {@code L}, {@code L-3}, {@code 15W}, {@code
 * LW}) or of the week ({@code MON-FRI}, {@code 6L}: the last Friday, {@code 2#1}: the first
 * Monday).
 */
record CronDays(List<Predicate<LocalDate>> any) {
  private static final String WEEKDAYS = "SUN,MON,TUE,WED,THU,FRI,SAT";

  static CronDays parse(String ofMonth, String ofWeek) {
    boolean byMonth = !ofMonth.equals("?");
    boolean byWeek = !ofWeek.equals("?");
    if (byMonth == byWeek && !(byMonth && (ofMonth.equals("*") || ofWeek.equals("*")))) {
      throw Cron.bad(
          "expected ? as the day of month or as the day of week, found " + ofMonth + " " + ofWeek);
    }
    boolean isWeek = !byMonth || byWeek && ofMonth.equals("*");
    var any = new ArrayList<Predicate<LocalDate>>();
    for (String part : (isWeek ? ofWeek : ofMonth).split(",", -1)) {
      any.add(isWeek ? ofWeek(part) : ofMonth(part));
    }
    return new CronDays(List.copyOf(any));
  }

  boolean has(LocalDate day) {
    return any.stream().anyMatch(each -> each.test(day));
  }

  private static Predicate<LocalDate> ofMonth(String part) {
    if (part.equals("L")) {
      return day -> day.getDayOfMonth() == day.lengthOfMonth();
    }
    if (part.equals("LW")) {
      return day -> day.equals(workdayNear(day, day.lengthOfMonth()));
    }
    if (part.startsWith("L-")) {
      int before = single("day of month", part.substring(2), 0, 30, "");
      return day -> day.getDayOfMonth() == day.lengthOfMonth() - before;
    }
    if (part.endsWith("W")) {
      int wanted = single("day of month", part.substring(0, part.length() - 1), 1, 31, "");
      return day -> wanted <= day.lengthOfMonth() && day.equals(workdayNear(day, wanted));
    }
    var values = CronField.parse("day of month", part, 1, 31, "");
    return day -> values.get(day.getDayOfMonth());
  }

  /** The working day nearest to a day of the month, without leaving the month. */
  private static LocalDate workdayNear(LocalDate month, int dayOfMonth) {
    LocalDate day = month.withDayOfMonth(dayOfMonth);
    if (day.getDayOfWeek() == DayOfWeek.SATURDAY) {
      return dayOfMonth == 1 ? day.plusDays(2) : day.minusDays(1);
    }
    if (day.getDayOfWeek() == DayOfWeek.SUNDAY) {
      return dayOfMonth == day.lengthOfMonth() ? day.minusDays(2) : day.plusDays(1);
    }
    return day;
  }

  private static Predicate<LocalDate> ofWeek(String part) {
    if (part.equals("L")) {
      return day -> day.getDayOfWeek() == DayOfWeek.SATURDAY;
    }
    int hash = part.indexOf('#');
    if (hash >= 0) {
      int weekday = single("day of week", part.substring(0, hash), 1, 7, WEEKDAYS);
      int which = single("day of week", part.substring(hash + 1), 1, 5, "");
      return day -> number(day) == weekday && (day.getDayOfMonth() + 6) / 7 == which;
    }
    if (part.endsWith("L")) {
      int weekday = single("day of week", part.substring(0, part.length() - 1), 1, 7, WEEKDAYS);
      return day -> number(day) == weekday && day.getDayOfMonth() + 7 > day.lengthOfMonth();
    }
    var values = CronField.parse("day of week", part, 1, 7, WEEKDAYS);
    return day -> values.get(number(day));
  }

  private static int single(String name, String text, int least, int most, String words) {
    var values = CronField.parse(name, text, least, most, words);
    if (values.cardinality() != 1) {
      throw Cron.bad(name + ": expected one value, found " + text);
    }
    return values.nextSetBit(0);
  }

  /** 1 for Sunday. */
  private static int number(LocalDate day) {
    return day.getDayOfWeek().getValue() % 7 + 1;
  }
}
