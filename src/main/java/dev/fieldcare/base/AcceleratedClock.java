package dev.fieldcare.base;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that runs {@code speed} times as fast as the wall clock since a moment at which both
 * showed the same. The demo and its simulator are given the same moment and speed and so agree
 * without talking.
 */
public final class AcceleratedClock extends Clock {
  private final Instant start;
  private final double speed;
  private final ZoneId zone;

  public AcceleratedClock(Instant start, double speed) {
    this(start, speed, ZoneOffset.UTC);
  }

  private AcceleratedClock(Instant start, double speed, ZoneId zone) {
    this.start = start;
    this.speed = speed;
    this.zone = zone;
  }

  @Override
  public long millis() {
    long elapsed = System.currentTimeMillis() - start.toEpochMilli();
    return start.toEpochMilli() + (long) (elapsed * speed);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  /** How long to wait in real time for this much time to pass on this clock. */
  public Duration real(Duration onThisClock) {
    return Duration.ofNanos((long) (onThisClock.toNanos() / speed));
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new AcceleratedClock(start, speed, other);
  }
}
