package dev.fieldcare.gateway;

import java.time.Clock;

/**
 * The time given to readings that bring none: now, but always later than the time given before, so
 * that two readings of one device are never taken for the same one.
 */
final class ServerTime {
  private final Clock clock;
  private long last;

  ServerTime(Clock clock) {
    this.clock = clock;
  }

  long next() {
    last = Math.max(clock.millis(), last + 1);
    return last;
  }

  long now() {
    return clock.millis();
  }
}
