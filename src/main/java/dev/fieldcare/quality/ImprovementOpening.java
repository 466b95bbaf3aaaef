package dev.fieldcare.quality;

import org.jspecify.annotations.Nullable;

/**
 * What an improvement case is to be opened about.
 *
 * @param cause what led to it, as in {@code inspection:12} or {@code testrun:3}; one case for each
 * @param title what it is about, in a line
 * @param because what was found
 * @param affected how many devices that left the house are affected: what its metric begins from
 */
public record ImprovementOpening(
    String cause,
    String title,
    String because,
    @Nullable String model,
    @Nullable String lot,
    int affected,
    String actor) {}
