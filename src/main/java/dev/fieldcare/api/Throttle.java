package dev.fieldcare.api;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down whoever guesses: an address may fail so many times at once and then so often a second.
 * Remembers the most recent ten thousand addresses. Thread-safe.
 */
final class Throttle {
  private static final int ADDRESSES = 10_000;

  private record Failures(double count, long atMillis) {}

  private final Clock clock;
  private final int burst;
  private final double perSecond;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > ADDRESSES;
        }
      };

  Throttle(Clock clock, int burst, double perSecond) {
    this.clock = clock;
    this.burst = burst;
    this.perSecond = perSecond;
  }

  /** For API tokens made by hand: a hundred at once, then one a second. */
  static Throttle ofTokens(Clock clock) {
    return new Throttle(clock, 100, 1);
  }

  /** For signing in: sixty at once, since many may share an address, then one in ten seconds. */
  static Throttle ofSignIns(Clock clock) {
    return new Throttle(clock, 60, 0.1);
  }

  synchronized void failed(String address) {
    add(address, 1);
  }

  synchronized boolean isExhausted(String address) {
    return current(address) > burst - 1;
  }

  /** Counts an attempt as failed until it is {@link #forgive}n; false if there were too many. */
  synchronized boolean begin(String address) {
    if (isExhausted(address)) {
      return false;
    }
    add(address, 1);
    return true;
  }

  synchronized void forgive(String address) {
    add(address, -1);
  }

  private void add(String address, int count) {
    double next = Math.clamp(current(address) + count, 0, burst + 1);
    failures.put(address, new Failures(next, clock.millis()));
  }

  private double current(String address) {
    Failures known = failures.get(address);
    if (known == null) {
      return 0;
    }
    return Math.max(0, known.count() - (clock.millis() - known.atMillis()) / 1000.0 * perSecond);
  }
}
