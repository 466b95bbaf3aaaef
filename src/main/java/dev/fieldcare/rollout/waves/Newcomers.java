package dev.fieldcare.rollout.waves;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Devices that may have come to match a dynamic rollout since it was last looked: those that were
 * registered, edited or heard to run something else. Other changes, such as a new ticket, are found
 * when all devices are looked through, which is done at the first look and then once an hour.
 * Thread-safe.
 */
public final class Newcomers {
  private static final Duration SWEEP = Duration.ofHours(1);

  /** What is not yet looked at for one rollout. */
  private record Waiting(Set<Integer> devices, Instant sweptAt) {}

  private final Map<Long, Waiting> byRollout = new ConcurrentHashMap<>();

  /** By the number of the device; never blocks. */
  public void noticed(int device) {
    byRollout.values().forEach(waiting -> waiting.devices().add(device));
  }

  /** The devices to look at for a rollout; empty: all there are. */
  Optional<int[]> take(long rollout, Instant now) {
    Waiting waiting = byRollout.get(rollout);
    if (waiting == null || waiting.sweptAt().plus(SWEEP).isBefore(now)) {
      byRollout.put(rollout, new Waiting(ConcurrentHashMap.newKeySet(), now));
      return Optional.empty();
    }
    int[] devices = waiting.devices().stream().mapToInt(Integer::intValue).toArray();
    for (int device : devices) {
      waiting.devices().remove(device);
    }
    return Optional.of(devices);
  }

  /** What was taken came to nothing: at the next look all are looked through. */
  void forget(long rollout) {
    byRollout.remove(rollout);
  }
}
