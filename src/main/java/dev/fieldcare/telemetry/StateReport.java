package dev.fieldcare.telemetry;

import dev.fieldcare.registry.Device;
import org.jspecify.annotations.Nullable;

/**
 * What a device, or its last will, says of itself: whether it is online and what firmware it runs.
 *
 * @param arrival as in {@link Reading}
 */
public record StateReport(
    Device device,
    boolean online,
    @Nullable String firmwareVersion,
    @Nullable String firmwareSha256,
    @Nullable String bootId,
    long arrival) {}
