package dev.fieldcare.api.signin;

import java.time.Duration;

/** How long nobody gets in under a name after so many failures in a row. */
final class LockOut {
  static final int PATIENCE = 10;
  private static final Duration FIRST = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofHours(24);

  private LockOut() {}

  /** Zero but at every tenth failure; each time twice as long as the time before. */
  static Duration after(int failures) {
    if (failures <= 0 || failures % PATIENCE != 0) {
      return Duration.ZERO;
    }
    int doublings = Math.min(failures / PATIENCE - 1, 10);
    Duration found = FIRST.multipliedBy(1L << doublings);
    return found.compareTo(LONGEST) > 0 ? LONGEST : found;
  }
}
