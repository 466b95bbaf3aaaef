package dev.fieldcare.rollout.waves;

import dev.fieldcare.rollout.waves.Sightings.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * When the server last heard of each device, by whatever way, in memory: four bytes a device.
 * Devices of which nothing was heard since the start count from the start, so that our own restart
 * makes nobody silent. Thread-safe.
 */
public final class Hearing {
  private final long startedAt;
  private final IntFunction<Duration> patience;
  private volatile int[] heard = new int[1_024];

  /**
   * @param patience how long a device may be silent, by its number
   */
  public Hearing(Instant startedAt, IntFunction<Duration> patience) {
    this.startedAt = startedAt.getEpochSecond();
    this.patience = patience;
  }

  /** Never blocks for long; a race between two ends with the time of either. */
  public void heard(int device, Instant at) {
    int[] now = heard;
    if (device >= now.length) {
      now = grow(device);
    }
    now[device] = (int) (at.getEpochSecond() - startedAt) + 1;
  }

  private synchronized int[] grow(int device) {
    if (device >= heard.length) {
      heard = Arrays.copyOf(heard, Math.max(device + 1, heard.length * 2));
    }
    return heard;
  }

  /** When it was heard of last, or when we began to listen. */
  Instant lastHeard(int device) {
    int[] now = heard;
    int seconds = device < now.length ? now[device] : 0;
    return Instant.ofEpochSecond(startedAt + Math.max(0, seconds - 1));
  }

  /** Whether it is silent for longer than it may be. */
  boolean isSilent(int device, Instant now) {
    return lastHeard(device).plus(patience.apply(device)).isBefore(now);
  }

  /**
   * Devices whose patience ran out within a time, each with when that was.
   *
   * @param most the highest number of a device there is
   */
  List<Sighting> fellSilent(Instant from, Instant until, int most) {
    var silent = new ArrayList<Sighting>();
    for (int device = 1; device <= most; device++) {
      Instant at = lastHeard(device).plus(patience.apply(device));
      if (!at.isBefore(from) && at.isBefore(until)) {
        silent.add(new Sighting(device, at));
      }
    }
    return silent;
  }
}
