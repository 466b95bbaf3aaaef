package dev.fieldcare.registry;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A product model as its newest version describes it. {@code expectedInterval} is how often a
 * device of the model reports; absent, a device's own rhythm is learnt.
 */
public record Model(
    String id,
    int version,
    Map<String, String> names,
    @Nullable Duration expectedInterval,
    @Nullable String firmwareLine,
    Map<String, Metric> metrics) {}
