package dev.fieldcare.firmware;

import java.time.Duration;

/** How long each role that the server signs for, or drafts, holds. */
public record Expiries(
    Duration targets, Duration release, Duration snapshot, Duration timestamp, Duration director) {
  public static final Expiries DEFAULT =
      new Expiries(
          Duration.ofDays(365),
          Duration.ofDays(365),
          Duration.ofDays(7),
          Duration.ofDays(1),
          Duration.ofDays(1));
}
