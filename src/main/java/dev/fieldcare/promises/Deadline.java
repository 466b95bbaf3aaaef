package dev.fieldcare.promises;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The moment by which something is promised.
 *
 * @param provisional it lies beyond what the calendar knows and may still move
 */
public record Deadline(Instant at, boolean provisional) {

  /** The last day on which the promise can be kept; one that ends at midnight ends that day. */
  public LocalDate lastDay(ZoneId zone) {
    return at.minusNanos(1_000).atZone(zone).toLocalDate();
  }
}
