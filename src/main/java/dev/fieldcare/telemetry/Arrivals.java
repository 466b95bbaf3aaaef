package dev.fieldcare.telemetry;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Stamps what arrives: server time in epoch microseconds, made strictly increasing, so that a stamp
 * also says what came first. Thread-safe.
 */
public final class Arrivals implements LongSupplier {
  private final Clock clock;
  private final AtomicLong last;

  /** Continues after {@code last}, the greatest stamp ever given. */
  public Arrivals(Clock clock, long last) {
    this.clock = clock;
    this.last = new AtomicLong(last);
  }

  @Override
  public long getAsLong() {
    long now = clock.millis() * 1000;
    return last.accumulateAndGet(now, (before, time) -> Math.max(before + 1, time));
  }
}
