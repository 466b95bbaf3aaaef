package dev.fieldcare.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of one metric. A value outside the physical range cannot be true: it is stored,
 * and counted as implausible, but no limit is judged on it.
 */
public record Metric(
    String name,
    @Nullable String unit,
    @Nullable Double physicalMin,
    @Nullable Double physicalMax,
    List<Limit> limits) {}
