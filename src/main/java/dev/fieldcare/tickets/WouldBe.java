package dev.fieldcare.tickets;

import dev.fieldcare.registry.Severity;
import java.time.Instant;

/**
 * A ticket that some settings would have made; times are event time.
 *
 * @param openedAt when it would have been opened
 */
public record WouldBe(
    String device,
    String symptom,
    Severity severity,
    Instant openedAt,
    Instant firstSeen,
    Instant lastSeen,
    int occurrences,
    String because) {

  /** Whether both tell of one trouble. */
  boolean overlaps(WouldBe other) {
    return device.equals(other.device)
        && symptom.equals(other.symptom)
        && !firstSeen.isAfter(other.lastSeen)
        && !other.firstSeen.isAfter(lastSeen);
  }
}
