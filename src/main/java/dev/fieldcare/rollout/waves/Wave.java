package dev.fieldcare.rollout.waves;

import java.time.Instant;

/**
 * A wave that was opened.
 *
 * @param number from 0
 * @param updated how many were seen to run the release
 * @param updatedEpoch the sum of when, in seconds
 */
public record Wave(int number, Instant openedAt, long members, long updated, double updatedEpoch) {
  /** How many hours those that run the release have run it, all together. */
  public double exposureHours(Instant now) {
    return Math.max(0, (updated * (now.toEpochMilli() / 1_000.0) - updatedEpoch) / 3_600);
  }
}
