package dev.fieldcare.promises;

import dev.fieldcare.base.Problem;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which days are worked and which hours are open: the one place that knows holidays and the weekend
 * days worked instead.
 *
 * <p>Days and hours are counted from sums kept for a week and for the special days, so the cost of
 * a count grows with the logarithm of their number and not with the time between. Hours are those
 * of the zone's wall clock; a calendar that is open while its zone changes between winter and
 * summer time is refused.
 */
public final class WorkCalendar {
  /** A Monday, from which weeks are counted. */
  private static final long MONDAY = 4;

  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** Days since 1970 between which answers are looked for. */
  private static final long EARLIEST = -200_000;

  private static final long LATEST = 400_000;

  private final String id;
  private final int version;
  private final ZoneId zone;
  private final Map<DayOfWeek, List<Opening>> weekly;
  private final List<Opening> makeUp;
  private final int closeMinute;
  private final NavigableMap<LocalDate, SpecialDay> special;
  private final LocalDate knownThrough;
  private final List<String> sources;
  private final Sums days;
  private final Sums micros;

  /**
   * @param weekly open hours by day of the week; a day without any is not worked
   * @param makeUp the hours of a day that is worked though its day of the week is not
   * @param closeMinute close of business, in minutes since midnight
   * @param knownThrough the last day for which special days have been announced
   * @param sources where they were announced
   */
  WorkCalendar(
      String id,
      int version,
      ZoneId zone,
      Map<DayOfWeek, List<Opening>> weekly,
      List<Opening> makeUp,
      int closeMinute,
      Map<LocalDate, SpecialDay> special,
      LocalDate knownThrough,
      List<String> sources) {
    this.id = id;
    this.version = version;
    this.zone = zone;
    this.weekly = new EnumMap<>(DayOfWeek.class);
    for (DayOfWeek day : DayOfWeek.values()) {
      this.weekly.put(day, List.copyOf(weekly.getOrDefault(day, List.of())));
    }
    this.makeUp = List.copyOf(makeUp);
    this.closeMinute = closeMinute;
    this.special = Collections.unmodifiableNavigableMap(new TreeMap<>(special));
    this.knownThrough = knownThrough;
    this.sources = List.copyOf(sources);
    check();
    days = new Sums(date -> isWorked(date) ? 1 : 0, day -> weekdayHours(day).isEmpty() ? 0 : 1);
    micros = new Sums(date -> length(openings(date)), day -> length(weekdayHours(day)));
  }

  private void check() {
    if (weekly.values().stream().allMatch(List::isEmpty) || makeUp.isEmpty()) {
      throw invalid("expected some open hours in the week and for make-up days, found none");
    }
    var all = new java.util.ArrayList<List<Opening>>(weekly.values());
    all.add(makeUp);
    for (List<Opening> day : all) {
      for (int i = 1; i < day.size(); i++) {
        if (day.get(i).fromMinute() < day.get(i - 1).toMinute()) {
          throw invalid("expected hours in order and apart, found " + day);
        }
      }
    }
    ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.EPOCH);
    for (int i = 0; i < 300 && change != null; i++) {
      ZoneOffsetTransition now = change;
      if (all.stream().flatMap(List::stream).anyMatch(opening -> isWithin(opening, now))) {
        throw invalid("expected to be closed when " + zone + " changes its clocks: " + now);
      }
      change = zone.getRules().nextTransition(change.getInstant());
    }
  }

  private static boolean isWithin(Opening opening, ZoneOffsetTransition change) {
    int before = change.getDateTimeBefore().toLocalTime().toSecondOfDay();
    int after = change.getDateTimeAfter().toLocalTime().toSecondOfDay();
    int first = Math.min(before, after);
    int last = Math.max(before, after);
    return first < opening.toMinute() * 60 && last > opening.fromMinute() * 60;
  }

  private Problem invalid(String message) {
    return Problem.badInput("calendar.invalid", "calendar " + id + ": " + message);
  }

  public String id() {
    return id;
  }

  public int version() {
    return version;
  }

  public ZoneId zone() {
    return zone;
  }

  public Map<DayOfWeek, List<Opening>> weekly() {
    return Collections.unmodifiableMap(weekly);
  }

  public List<Opening> makeUp() {
    return makeUp;
  }

  int closeMinute() {
    return closeMinute;
  }

  public NavigableMap<LocalDate, SpecialDay> special() {
    return special;
  }

  public LocalDate knownThrough() {
    return knownThrough;
  }

  public List<String> sources() {
    return sources;
  }

  public Optional<SpecialDay> findSpecial(LocalDate date) {
    return Optional.ofNullable(special.get(date));
  }

  public boolean isWorked(LocalDate date) {
    SpecialDay day = special.get(date);
    return day == null ? !weekdayHours(date.getDayOfWeek()).isEmpty() : day.isWorked();
  }

  public List<Opening> openings(LocalDate date) {
    List<Opening> usual = weekdayHours(date.getDayOfWeek());
    SpecialDay day = special.get(date);
    if (day == null) {
      return usual;
    }
    return !day.isWorked() ? List.of() : usual.isEmpty() ? makeUp : usual;
  }

  private List<Opening> weekdayHours(DayOfWeek day) {
    return weekly.getOrDefault(day, List.of());
  }

  private static long length(List<Opening> openings) {
    return openings.stream().mapToLong(Opening::micros).sum();
  }

  public LocalDate dateOf(Instant moment) {
    return moment.atZone(zone).toLocalDate();
  }

  Instant startOf(LocalDate date) {
    return date.atStartOfDay(zone).toInstant();
  }

  public Instant closeOf(LocalDate date) {
    return moment(date, closeMinute * 60_000_000L);
  }

  private Instant moment(LocalDate date, long microOfDay) {
    if (microOfDay == MICROS_PER_DAY) {
      return startOf(date.plusDays(1));
    }
    return LocalDateTime.of(date, LocalTime.ofNanoOfDay(microOfDay * 1_000))
        .atZone(zone)
        .toInstant();
  }

  /** The given day if it is worked, else the next that is. */
  public LocalDate nextWorked(LocalDate date) {
    return isWorked(date)
        ? date
        : LocalDate.ofEpochDay(days.reaching(days.before(date.toEpochDay()) + 1, this));
  }

  /** The given moment if the calendar is open then, else when it next opens. */
  public Instant nextOpen(Instant moment) {
    LocalDate date = dateOf(moment);
    long micro = moment.atZone(zone).toLocalTime().toNanoOfDay() / 1_000;
    for (Opening opening : openings(date)) {
      if (micro < opening.after(opening.micros())) {
        return micro >= opening.after(0) ? moment : moment(date, opening.after(0));
      }
    }
    LocalDate next = nextWorked(date.plusDays(1));
    return moment(next, openings(next).getFirst().after(0));
  }

  /** Working days closed up to and including this moment, counted from some day long ago. */
  long closedDays(Instant moment) {
    LocalDate date = dateOf(moment);
    boolean isClosed = isWorked(date) && !moment.isBefore(closeOf(date));
    return days.before(date.toEpochDay()) + (isClosed ? 1 : 0);
  }

  /** When that many working days have closed. */
  Instant closing(long count) {
    return closeOf(LocalDate.ofEpochDay(days.reaching(count, this)));
  }

  /** Open microseconds up to this moment, counted from some day long ago. */
  long openMicros(Instant moment) {
    LocalDate date = dateOf(moment);
    long micro = moment.atZone(zone).toLocalTime().toNanoOfDay() / 1_000;
    long today = openings(date).stream().mapToLong(opening -> opening.passed(micro)).sum();
    return micros.before(date.toEpochDay()) + today;
  }

  /** The first moment at which that many microseconds have been open. */
  Instant opened(long count) {
    LocalDate date = LocalDate.ofEpochDay(micros.reaching(count, this));
    long left = count - micros.before(date.toEpochDay());
    for (Opening opening : openings(date)) {
      if (left <= opening.micros()) {
        return moment(date, opening.after(left));
      }
      left -= opening.micros();
    }
    throw new IllegalStateException("the day's hours are fewer than were counted: " + date);
  }

  private interface OfDate {
    long count(LocalDate date);
  }

  private interface OfWeekday {
    long count(DayOfWeek day);
  }

  /** What days add up to. */
  private final class Sums {
    private final long[] beforeInWeek = new long[8];
    private final long[] specialDays;
    private final long[] beforeSpecial;

    Sums(OfDate ofDate, OfWeekday usual) {
      for (DayOfWeek day : DayOfWeek.values()) {
        beforeInWeek[day.getValue()] = beforeInWeek[day.getValue() - 1] + usual.count(day);
      }
      specialDays = special.keySet().stream().mapToLong(LocalDate::toEpochDay).toArray();
      beforeSpecial = new long[specialDays.length + 1];
      int i = 0;
      for (LocalDate date : special.keySet()) {
        beforeSpecial[i + 1] =
            beforeSpecial[i] + ofDate.count(date) - usual.count(date.getDayOfWeek());
        i++;
      }
    }

    /** The sum over all days before this one. */
    long before(long day) {
      long weeks = Math.floorDiv(day - MONDAY, 7);
      int rest = Math.floorMod(day - MONDAY, 7);
      int at = java.util.Arrays.binarySearch(specialDays, day);
      return weeks * beforeInWeek[7] + beforeInWeek[rest] + beforeSpecial[at < 0 ? -at - 1 : at];
    }

    /** The day with whose end the sum reaches this. */
    long reaching(long sum, WorkCalendar calendar) {
      long low = EARLIEST;
      long high = LATEST;
      while (low < high) {
        long middle = Math.floorDiv(low + high, 2);
        if (before(middle + 1) >= sum) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      if (low == LATEST) {
        throw calendar.invalid("expected a moment before the year 3000, found a later one");
      }
      return low;
    }
  }

  @Override
  public String toString() {
    return id + " version " + version;
  }
}
