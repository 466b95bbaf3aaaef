package dev.fieldcare.registry;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A unit that can report. {@code number} is the short internal key that telemetry rows carry;
 * {@code id} is what the world calls it; {@code via} is the id of the gateway it reports through
 * and {@code name} what that gateway calls it.
 */
public record Device(
    int number,
    String id,
    String serial,
    String model,
    @Nullable String name,
    @Nullable String customer,
    @Nullable String site,
    @Nullable String lot,
    @Nullable String via,
    @Nullable String hardwareRevision,
    Map<String, String> attributes,
    Instant registeredAt,
    @Nullable Instant decommissionedAt) {

  public boolean isDecommissioned() {
    return decommissionedAt != null;
  }
}
