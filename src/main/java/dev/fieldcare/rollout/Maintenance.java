package dev.fieldcare.rollout;

import dev.fieldcare.base.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a device may install: windows that recur by a {@link Cron}, each as long as the other. The
 * window that was asked for last is remembered, because polls ask for the same one again and again.
 */
public final class Maintenance {
  private static final Duration LONGEST = Duration.ofDays(31);
  private static final LocalTime LAST = LocalTime.of(23, 59, 59);

  /** Days that may be passed over before a schedule counts as one that never comes. */
  private static final int MOST_DAYS = 1_000;

  private final String schedule;
  private final Duration duration;
  private final ZoneId zone;
  private final Duration late;
  private final Days days;
  private final String calendar;
  private final WorkDays workDays;
  private final Cron cron;
  private volatile @Nullable Known known;

  /** From when on, and until when, this is the window to speak of; null when there is none. */
  private record Known(Instant from, Instant until, @Nullable Window window) {}

  /** One window: from its start until just before its end. */
  public record Window(Instant start, Instant end) {
    boolean isOpen(Instant now) {
      return !now.isBefore(start);
    }
  }

  private Maintenance(
      String schedule,
      Duration duration,
      ZoneId zone,
      Duration late,
      Days days,
      String calendar,
      WorkDays workDays) {
    this.schedule = schedule;
    this.duration = duration;
    this.zone = zone;
    this.late = late;
    this.days = days;
    this.calendar = calendar;
    this.workDays = workDays;
    this.cron = Cron.parse(schedule);
  }

  /**
   * @param schedule six or seven fields, as Quartz has them
   * @param zone an offset as {@code +08:00} or a zone as {@code Asia/Shanghai}
   * @throws Problem {@code action.schedule} saying what was expected
   */
  public static Maintenance of(String schedule, Duration duration, String zone) {
    if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
      throw Cron.bad("duration: expected 00:00:01 to " + LONGEST.toDays() + " days");
    }
    try {
      return new Maintenance(
          schedule, duration, ZoneId.of(zone), Duration.ZERO, Days.ANY, "", WorkDays.WEEKLY);
    } catch (DateTimeException e) {
      throw Cron.bad("timezone: expected an offset as +08:00 or a zone's name, found " + zone);
    }
  }

  /**
   * The same windows in another zone, for a device that is to begin so much later than each starts,
   * so that not all begin at once. They end when the others do.
   */
  public Maintenance of(ZoneId there, Duration later) {
    if (later.isNegative() || later.compareTo(duration) >= 0) {
      throw Cron.bad("late: expected less than the duration of a window, found " + later);
    }
    return new Maintenance(schedule, duration, there, later, days, calendar, workDays);
  }

  /**
   * The same windows, but only those that start on such days.
   *
   * @param calendar the id of the calendar that says which days are worked
   */
  public Maintenance on(Days which, String calendar, WorkDays known) {
    return new Maintenance(schedule, duration, zone, late, which, calendar, known);
  }

  public Days days() {
    return days;
  }

  /** The id of the calendar it goes by; empty where days do not matter. */
  public String calendar() {
    return calendar;
  }

  public String schedule() {
    return schedule;
  }

  public Duration duration() {
    return duration;
  }

  /** How long after a window's start this device may begin. */
  public Duration late() {
    return late;
  }

  public String zone() {
    return zone.getId();
  }

  /** The window that is open at this moment, or else the next; empty when none will come. */
  public Optional<Window> window(Instant now) {
    Known last = known;
    if (last == null || now.isBefore(last.from()) || !now.isBefore(last.until())) {
      Window window = find(now);
      last = new Known(now, window == null ? Instant.MAX : window.end(), window);
      known = last;
    }
    return Optional.ofNullable(last.window());
  }

  private @Nullable Window find(Instant now) {
    ZonedDateTime oldest = now.minus(duration).atZone(zone);
    return start(oldest.toLocalDateTime())
        .map(start -> start.atZone(zone).toInstant())
        .map(start -> new Window(start.plus(late), start.plus(duration)))
        .orElse(null);
  }

  private Optional<LocalDateTime> start(LocalDateTime after) {
    Optional<LocalDateTime> start = cron.after(after);
    for (int i = 0; i < MOST_DAYS && start.isPresent(); i++) {
      LocalDate day = start.get().toLocalDate();
      if (days == Days.ANY || days.has(workDays.isWorked(calendar, day))) {
        return start;
      }
      start = cron.after(day.atTime(LAST));
    }
    return Optional.empty();
  }

  public boolean isOpen(Instant now) {
    return window(now).filter(window -> window.isOpen(now)).isPresent();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Maintenance that
        && schedule.equals(that.schedule)
        && duration.equals(that.duration)
        && late.equals(that.late)
        && zone.equals(that.zone)
        && days == that.days
        && calendar.equals(that.calendar);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(schedule, duration, zone, late, days, calendar);
  }
}
