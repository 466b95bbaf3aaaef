package dev.fieldcare.api;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down whoever guesses tokens: an address may fail a hundred times at once and then once a
 * second. Remembers the most recent ten thousand addresses. Thread-safe.
 */
final class Throttle {
  private static final int BURST = 100;
  private static final int ADDRESSES = 10_000;

  private record Failures(double count, long atMillis) {}

  private final Clock clock;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > ADDRESSES;
        }
      };

  Throttle(Clock clock) {
    this.clock = clock;
  }

  synchronized void failed(String address) {
    failures.put(address, new Failures(Math.min(BURST + 1, current(address) + 1), clock.millis()));
  }

  synchronized boolean isExhausted(String address) {
    return current(address) > BURST - 1;
  }

  private double current(String address) {
    Failures known = failures.get(address);
    if (known == null) {
      return 0;
    }
    return Math.max(0, known.count() - (clock.millis() - known.atMillis()) / 1000.0);
  }
}
