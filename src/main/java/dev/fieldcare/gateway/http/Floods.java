package dev.fieldcare.gateway.http;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much each device may say in a second. It is counted by device and not by address, so that one
 * behind a gateway does not silence the others; polls are not counted, they cost nothing.
 */
final class Floods {
  /** Devices whose last second is remembered; then all begin anew. */
  private static final int MOST = 100_000;

  private final int most;
  private final Clock clock;
  private final ConcurrentHashMap<Integer, Second> seconds = new ConcurrentHashMap<>();

  private record Second(long second, int count) {}

  /**
   * @param most 0 for as much as it likes
   */
  Floods(int most, Clock clock) {
    this.most = most;
    this.clock = clock;
  }

  /** Counts one more; whether it is too much. */
  boolean isOver(int device) {
    if (most == 0) {
      return false;
    }
    if (seconds.size() > MOST) {
      seconds.clear();
    }
    long now = Math.floorDiv(clock.millis(), 1_000L);
    Second counted =
        seconds.compute(
            device,
            (number, before) ->
                new Second(
                    now,
                    before == null || before.second() != now
                        ? 1
                        : Math.min(before.count(), most) + 1));
    return counted.count() > most;
  }
}
