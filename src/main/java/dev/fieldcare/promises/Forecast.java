package dev.fieldcare.promises;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How likely a promise is to be broken, from how long the like took before. All times are measured
 * in the hours that count for the promise, so that a holiday is no delay: for one of 7×24 all
 * hours, else the open ones.
 */
public final class Forecast {
  private final Clock hours;
  private final Deadline deadline;
  private final Mass mass;

  private Forecast(Clock hours, Deadline deadline, Mass mass) {
    this.hours = hours;
    this.deadline = deadline;
    this.mass = mass;
  }

  /** Empty while the clock is paused. */
  public static Optional<Forecast> of(Clock clock) {
    return clock
        .deadline()
        .map(due -> new Forecast(inHours(clock), due, Mass.of(hourly(clock), clock.calendar())));
  }

  private static Measure hourly(Clock clock) {
    return clock.term().measure() == Measure.ELAPSED ? Measure.ELAPSED : Measure.BUSINESS_HOURS;
  }

  private static Clock inHours(Clock clock) {
    return new Clock(Term.of(hourly(clock), 1), clock.start(), clock.pauses(), clock.calendar());
  }

  /** What one case is to those that come after it. */
  public static Survival.Observation observed(Clock clock, Instant end, boolean isOver) {
    return new Survival.Observation(inHours(clock).consumed(end).doubleValue(), isOver);
  }

  /** One stage of a case: what its clock counted from then to its end. */
  static Survival.Observation observed(Clock clock, Instant from, Instant end, boolean isOver) {
    Clock hours = inHours(clock);
    double before = hours.consumed(from).doubleValue();
    return new Survival.Observation(
        Math.max(0, hours.consumed(end).doubleValue() - before), isOver);
  }

  /** In which hours it measures. */
  Measure measure() {
    return hours.term().measure();
  }

  /** The probability that it is kept if its last stage begins then. */
  public double kept(Survival stage, Instant begin) {
    return begin.isAfter(deadline.at()) ? 0 : 1 - stage.longerThan(left(begin));
  }

  /** The same for a stage that began and is not over now. */
  public double kept(Survival stage, Instant begun, Instant now) {
    if (now.isAfter(deadline.at())) {
      return 0;
    }
    double sofar = left(begun) - left(now);
    return 1 - stage.longerThan(left(begun), sofar);
  }

  /** The hours that count from then to the deadline. */
  private double left(Instant from) {
    return hours.consumed(deadline.at()).doubleValue() - hours.consumed(from).doubleValue();
  }

  /** The probability that it is not done by its deadline, given that it is not done now. */
  public double breach(Survival past, Instant now) {
    if (now.isAfter(deadline.at())) {
      return 1;
    }
    double sofar = hours.consumed(now).doubleValue();
    return past.longerThan(hours.consumed(deadline.at()).doubleValue(), sofar);
  }

  /**
   * Until when the next stage must begin for the promise to be kept with this chance, as in "if
   * dispatched by 15:20: 90 %"; empty when no past case says that it can.
   *
   * @param stage how long that stage took in the past
   */
  public Optional<Instant> latestStart(Survival stage, double chance) {
    OptionalDouble needed = stage.within(chance);
    if (needed.isEmpty()) {
      return Optional.empty();
    }
    long micros = (long) Math.ceil(needed.getAsDouble() * Measure.MICROS_PER_HOUR);
    return Optional.of(mass.reaching(mass.upTo(deadline.at()) - micros));
  }
}
