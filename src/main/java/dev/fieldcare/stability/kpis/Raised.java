package dev.fieldcare.stability.kpis;

import dev.fieldcare.registry.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One time that an alarm came up.
 *
 * @param raisedAt when operators were told, server time
 * @param activeSince since when the condition held, event time
 * @param normalAt until when; null while it does
 */
public record Raised(
    String device,
    String symptom,
    Severity severity,
    Instant raisedAt,
    Instant activeSince,
    @Nullable Instant normalAt) {

  /** Which alarm it is: one condition of one device. */
  Source source() {
    return new Source(device, symptom);
  }

  /** One condition of one device. */
  public record Source(String device, String symptom) {}
}
