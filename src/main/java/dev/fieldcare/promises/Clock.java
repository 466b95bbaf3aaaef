package dev.fieldcare.promises;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a promise: everything that can be asked of it is a function of term, start, pauses
 * and calendar, and nothing is ever counted down.
 *
 * <p>A calendar lays a measure upon time. What was used up by {@code t} is the measure of {@code
 * (start, t]} without the pauses; the deadline is the first moment at which that reaches the
 * amount. Both come from sums up to a moment, so a clock costs a few searches for each of its
 * pauses, however long it runs.
 */
public record Clock(Term term, Instant start, List<Pause> pauses, WorkCalendar calendar) {
  public Clock {
    start = start.truncatedTo(ChronoUnit.MICROS);
    pauses = List.copyOf(pauses);
  }

  /** Time in which the clock runs; {@code to} is null if it does so for good. */
  private record Stretch(Instant from, @Nullable Instant to) {}

  private Mass mass() {
    return Mass.of(term.measure(), calendar);
  }

  private List<Stretch> stretches(Instant origin) {
    var found = new ArrayList<Stretch>();
    Instant from = origin;
    for (Pause pause : Pause.union(pauses)) {
      if (pause.from().isAfter(from)) {
        found.add(new Stretch(from, pause.from()));
      }
      Instant to = pause.to();
      if (to == null) {
        return found;
      }
      from = to.isAfter(from) ? to : from;
    }
    found.add(new Stretch(from, null));
    return found;
  }

  private long total() {
    return term.quanta(calendar.dateOf(start));
  }

  private long used(Instant moment) {
    Mass mass = mass();
    long sum = 0;
    for (Stretch stretch : stretches(mass.origin(start))) {
      Instant to = stretch.to == null || stretch.to.isAfter(moment) ? moment : stretch.to;
      if (to.isAfter(stretch.from)) {
        sum += mass.upTo(to) - mass.upTo(stretch.from);
      }
    }
    return sum;
  }

  /**
   * The first moment at which so much is used up; null when a pause that still lasts prevents it.
   */
  private @Nullable Instant reaching(long quanta) {
    if (quanta <= 0) {
      return start;
    }
    Mass mass = mass();
    long left = quanta;
    for (Stretch stretch : stretches(mass.origin(start))) {
      long before = mass.upTo(stretch.from);
      Instant to = stretch.to;
      if (to == null) {
        return mass.reaching(before + left);
      }
      long here = mass.upTo(to) - before;
      if (here >= left) {
        return mass.reaching(before + left);
      }
      left -= here;
    }
    return null;
  }

  /** What is promised, in {@link Measure#unit}; for months the days they have from this start. */
  public BigDecimal amount() {
    return amount(total());
  }

  /** What was used up by then. */
  public BigDecimal consumed(Instant moment) {
    return amount(used(moment));
  }

  /** What is left then; negative when more was used than promised. */
  public BigDecimal remaining(Instant moment) {
    return amount(total() - used(moment));
  }

  /** What was used up, as a share of the amount. */
  public double progress(Instant moment) {
    return used(moment) / (double) total();
  }

  private BigDecimal amount(long quanta) {
    BigDecimal found = BigDecimal.valueOf(quanta);
    return term.measure().isHours()
        ? found.divide(BigDecimal.valueOf(Measure.MICROS_PER_HOUR), 6, RoundingMode.HALF_UP)
        : found;
  }

  /** Empty while a pause lasts that began before it. */
  public Optional<Deadline> deadline() {
    Instant at = reaching(total());
    if (at == null) {
      return Optional.empty();
    }
    if (term.measure() == Measure.ELAPSED) {
      return Optional.of(new Deadline(at, false));
    }
    if (mass() instanceof Mass.Midnights) {
      // Civil Code 203: a last day that is not worked gives way to the next that is
      LocalDate last = calendar.nextWorked(calendar.dateOf(at).minusDays(1));
      at = calendar.startOf(last.plusDays(1));
    }
    boolean isKnown = !dayEnding(at).isAfter(calendar.knownThrough());
    return Optional.of(new Deadline(at, !isKnown));
  }

  /** The day of a moment, which if it is a midnight still belongs to the day it ends. */
  private LocalDate dayEnding(Instant moment) {
    return calendar.dateOf(moment.minus(1, ChronoUnit.MICROS));
  }

  /**
   * When this share of the amount is used up. Of a promise in days the share that falls within a
   * day is reached in its course: a warning at 0.9 of a single day comes before that day is over.
   *
   * @return empty while a pause lasts that began before it
   */
  public Optional<Instant> moment(double share) {
    if (share == 1) {
      return deadline().map(Deadline::at);
    }
    double wanted = total() * share;
    long whole = (long) Math.floor(wanted + 1e-9);
    double rest = wanted - whole;
    if (term.measure().isHours() || rest < 1e-9) {
      return Optional.ofNullable(reaching(term.measure().isHours() ? Math.round(wanted) : whole));
    }
    Instant end = reaching(whole + 1);
    if (end == null) {
      return Optional.empty();
    }
    LocalDate day = dayEnding(end);
    Instant begin = calendar.startOf(day);
    Mass within = mass() instanceof Mass.Closes ? new Mass.Open(calendar) : new Mass.Elapsed();
    long before = within.upTo(begin);
    long length = within.upTo(calendar.startOf(day.plusDays(1))) - before;
    Instant found = within.reaching(before + Math.max(1, Math.round(length * rest)));
    return Optional.of(found.isAfter(end) ? end : found);
  }

  /**
   * What was counted up to this moment and what was not, in order and without gaps; what is counted
   * adds up to {@link #consumed}.
   */
  public List<Interval> explain(Instant until) {
    return Explanation.of(this, until);
  }
}
