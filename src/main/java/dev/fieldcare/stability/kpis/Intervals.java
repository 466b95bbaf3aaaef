package dev.fieldcare.stability.kpis;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * Cuts a time into days, hours and stretches of ten minutes as clocks in a zone show them, and
 * counts what falls into each. Those cut off at the ends count as whole ones.
 */
final class Intervals {
  private static final long TEN_MINUTES = 600_000;

  private final long[] starts;
  private final int[] dayOf;
  private final int[] hourOf;
  private final int days;
  private final int hours;

  Intervals(Instant from, Instant to, ZoneId zone) {
    LocalDate first = LocalDate.ofInstant(from, zone);
    LocalDate last = LocalDate.ofInstant(to.minusMillis(1), zone);
    long[] begun = new long[(int) ((last.toEpochDay() - first.toEpochDay() + 1) * 25 * 6)];
    dayOf = new int[begun.length];
    hourOf = new int[begun.length];
    int count = 0;
    int day = 0;
    int hour = -1;
    for (LocalDate date = first; !date.isAfter(last); date = date.plusDays(1), day++) {
      long midnight = date.atStartOfDay(zone).toInstant().toEpochMilli();
      long next = date.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
      long lastHour = -1;
      for (long start = midnight; start < next; start += TEN_MINUTES) {
        long end = Math.min(next, start + TEN_MINUTES);
        if (end > from.toEpochMilli() && start < to.toEpochMilli()) {
          long hourOfDay = (start - midnight) / (6 * TEN_MINUTES);
          hour += hourOfDay == lastHour ? 0 : 1;
          lastHour = hourOfDay;
          dayOf[count] = day;
          hourOf[count] = hour;
          begun[count++] = start;
        }
      }
    }
    starts = Arrays.copyOf(begun, count);
    days = day;
    hours = hour + 1;
  }

  int days() {
    return days;
  }

  /** The place of the ten minutes in which the moment lies. */
  int placeOf(long millis) {
    int at = Arrays.binarySearch(starts, millis);
    return Math.max(0, at >= 0 ? at : -at - 2);
  }

  int dayOf(long millis) {
    return dayOf[placeOf(millis)];
  }

  int[] byTenMinutes(long[] moments) {
    int[] counts = new int[starts.length];
    for (long moment : moments) {
      counts[placeOf(moment)]++;
    }
    return counts;
  }

  int[] byHour(int[] byTenMinutes) {
    return summed(byTenMinutes, hourOf, hours);
  }

  int[] byDay(int[] byTenMinutes) {
    return summed(byTenMinutes, dayOf, days);
  }

  private static int[] summed(int[] counts, int[] to, int size) {
    int[] sums = new int[size];
    for (int i = 0; i < counts.length; i++) {
      sums[to[i]] += counts[i];
    }
    return sums;
  }
}
