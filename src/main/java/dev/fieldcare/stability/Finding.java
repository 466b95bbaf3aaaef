package dev.fieldcare.stability;

import dev.fieldcare.registry.Severity;
import org.jspecify.annotations.Nullable;

/**
 * What a detector found wrong.
 *
 * @param since when the condition began, epoch milliseconds
 * @param at when that became certain
 * @param metric the series to draw, absent where the finding is not about one
 */
public record Finding(
    String symptom,
    Severity severity,
    long since,
    long at,
    @Nullable String metric,
    Because because) {}
