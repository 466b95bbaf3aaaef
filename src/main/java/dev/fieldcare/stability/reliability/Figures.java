package dev.fieldcare.stability.reliability;

import org.jspecify.annotations.Nullable;

/**
 * The reliability of one device, model, firmware or lot.
 *
 * @param key which; null for devices that name none
 * @param devices how many were heard of
 * @param operatingHours hours of the clock in which they were heard of, added up
 * @param failures unexpected reboots, crashes and faults
 * @param mtbf in operating hours
 * @param stable share of operating hours without a failure, as Memfault defines stable hours
 */
public record Figures(
    @Nullable String key,
    int devices,
    long operatingHours,
    long failures,
    Estimate mtbf,
    Estimate stable,
    Availability availability) {}
