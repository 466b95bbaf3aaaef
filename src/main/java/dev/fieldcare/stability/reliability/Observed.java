package dev.fieldcare.stability.reliability;

import dev.fieldcare.telemetry.Stretch;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one device over one stretch of time.
 *
 * @param key what the stretch counts towards
 * @param failedHours hours of the clock with a failure
 */
record Observed(
    Stretch stretch,
    @Nullable String key,
    long hours,
    long failures,
    long failedHours,
    Outages outages) {}
