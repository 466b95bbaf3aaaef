package dev.fieldcare.tickets;

import dev.fieldcare.registry.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fault ticket as far as grouping is concerned.
 *
 * @param device absent of a parent
 * @param updatedAt server time of its last change
 * @param activeAlarms its own, not those of its children
 * @param releasedFrom the parent that let it go because cause or parent had ended
 */
record KnownTicket(
    String number,
    @Nullable String device,
    @Nullable Cause cause,
    String symptom,
    State state,
    @Nullable String customer,
    Severity severity,
    Instant openedAt,
    Instant firstSeenAt,
    Instant updatedAt,
    int activeAlarms,
    @Nullable String parent,
    @Nullable String releasedFrom) {

  boolean isOpen() {
    return state.isOpen();
  }

  boolean isChild() {
    return parent != null && state != State.MERGED;
  }
}
