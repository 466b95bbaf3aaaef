package dev.fieldcare.promises;

import dev.fieldcare.promises.Interval.Why;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells, day by day or pause by pause, what a clock counted. */
final class Explanation {
  private final Clock clock;
  private final WorkCalendar calendar;
  private final Instant until;
  private final List<Interval> found = new ArrayList<>();

  private Explanation(Clock clock, Instant until) {
    this.clock = clock;
    this.calendar = clock.calendar();
    this.until = until;
  }

  static List<Interval> of(Clock clock, Instant until) {
    var explanation = new Explanation(clock, until);
    if (clock.start().isBefore(until)) {
      if (clock.term().measure() == Measure.ELAPSED) {
        explanation.elapsed();
      } else {
        explanation.days();
      }
    }
    return explanation.found;
  }

  private void elapsed() {
    runs(clock.start(), until, Why.RUNS, "every hour counts");
  }

  /** Counts but where a pause lies. */
  private void runs(Instant begin, Instant end, Why why, String because) {
    Instant from = begin;
    for (Pause pause : Pause.union(clock.pauses())) {
      if (pause.overlaps(from, end)) {
        add(from, pause.from(), why, because);
        Instant paused = pause.from().isAfter(from) ? pause.from() : from;
        Instant to = pause.to();
        from = to == null || to.isAfter(end) ? end : to;
        add(paused, from, Why.PAUSED, words(pause));
      }
    }
    add(from, end, why, because);
  }

  private void days() {
    LocalDate first = calendar.dateOf(clock.start());
    for (LocalDate day = first; ; day = day.plusDays(1)) {
      Instant begin = calendar.startOf(day);
      if (!begin.isBefore(until)) {
        return;
      }
      Instant end = calendar.startOf(day.plusDays(1));
      Instant from = begin.isBefore(clock.start()) ? clock.start() : begin;
      day(day, from, end.isAfter(until) ? until : end, day.equals(first));
    }
  }

  private void day(LocalDate day, Instant from, Instant to, boolean isFirst) {
    Measure measure = clock.term().measure();
    Optional<SpecialDay> special = calendar.findSpecial(day);
    if (isFirst && !measure.isHours()) {
      add(from, to, Why.DAY_OF_START, "the day of the start is not counted (Civil Code 201)");
    } else if (measure == Measure.CALENDAR_DAYS || measure == Measure.CALENDAR_MONTHS) {
      worked(day, from, to, Why.RUNS, "every day counts");
    } else if (!calendar.isWorked(day)) {
      String name = special.map(SpecialDay::name).orElse("not worked");
      add(from, to, special.isPresent() ? Why.HOLIDAY : Why.WEEKEND, name);
    } else if (special.isPresent()) {
      worked(day, from, to, Why.MAKE_UP_DAY, "worked instead: " + special.get().name());
    } else {
      worked(day, from, to, Why.WORKED, "a working day");
    }
  }

  private void worked(LocalDate day, Instant from, Instant to, Why why, String because) {
    if (clock.term().measure().isHours()) {
      runs(from, to, why, because);
      return;
    }
    Optional<Pause> pause =
        clock.pauses().stream().filter(each -> each.covers(closeOf(day))).findFirst();
    if (pause.isPresent()) {
      add(from, to, Why.PAUSED, words(pause.get()));
    } else {
      add(from, to, why, because);
    }
  }

  private Instant closeOf(LocalDate day) {
    return clock.term().measure() == Measure.WORKING_DAYS
        ? calendar.closeOf(day)
        : calendar.startOf(day.plusDays(1));
  }

  private static String words(Pause pause) {
    return "paused from " + pause.from() + ": " + pause.reason().code().replace('_', ' ');
  }

  private void add(Instant from, Instant to, Why why, String because) {
    if (!from.isBefore(to)) {
      return;
    }
    BigDecimal counted = clock.consumed(to).subtract(clock.consumed(from));
    var next = new Interval(from, to, counted, why, because);
    boolean isOneMore =
        !found.isEmpty()
            && next.continues(found.getLast())
            && (why == Why.RUNS || counted.signum() == 0);
    if (isOneMore) {
      found.set(found.size() - 1, found.getLast().with(next));
    } else {
      found.add(next);
    }
  }
}
