package dev.fieldcare.promises;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * A measure laid upon time: how much of it lies before a moment, and at which moment so much does.
 * What is promised in days lies in single moments, the ends of days.
 */
sealed interface Mass {
  /** Up to and including the moment; counted from some day long ago. */
  long upTo(Instant moment);

  /** The first moment at which {@link #upTo} is so much. */
  Instant reaching(long mass);

  /** From where on it is counted. */
  Instant origin(Instant start);

  static Mass of(Measure measure, WorkCalendar calendar) {
    return switch (measure) {
      case ELAPSED -> new Elapsed();
      case BUSINESS_HOURS -> new Open(calendar);
      case WORKING_DAYS -> new Closes(calendar);
      case CALENDAR_DAYS, CALENDAR_MONTHS -> new Midnights(calendar);
    };
  }

  /** All time. */
  record Elapsed() implements Mass {
    @Override
    public long upTo(Instant moment) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    @Override
    public Instant reaching(long mass) {
      return Instant.EPOCH.plus(mass, ChronoUnit.MICROS);
    }

    @Override
    public Instant origin(Instant start) {
      return start;
    }
  }

  /** Open hours. */
  record Open(WorkCalendar calendar) implements Mass {
    @Override
    public long upTo(Instant moment) {
      return calendar.openMicros(moment);
    }

    @Override
    public Instant reaching(long mass) {
      return calendar.opened(mass);
    }

    @Override
    public Instant origin(Instant start) {
      return start;
    }
  }

  /** Closes of working days; the day of the start is not counted. */
  record Closes(WorkCalendar calendar) implements Mass {
    @Override
    public long upTo(Instant moment) {
      return calendar.closedDays(moment);
    }

    @Override
    public Instant reaching(long mass) {
      return calendar.closing(mass);
    }

    @Override
    public Instant origin(Instant start) {
      return calendar.startOf(calendar.dateOf(start).plusDays(1));
    }
  }

  /** Ends of days; the day of the start is not counted. */
  record Midnights(WorkCalendar calendar) implements Mass {
    @Override
    public long upTo(Instant moment) {
      return calendar.dateOf(moment).toEpochDay();
    }

    @Override
    public Instant reaching(long mass) {
      return calendar.startOf(LocalDate.ofEpochDay(mass));
    }

    @Override
    public Instant origin(Instant start) {
      return calendar.startOf(calendar.dateOf(start).plusDays(1));
    }
  }
}
