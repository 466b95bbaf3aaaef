package dev.fieldcare.stability.proposals;

import dev.fieldcare.registry.Limit;

/**
 * A limit with other deadband and delays, and the numbers that speak for it.
 *
 * @param noise how far readings scatter around their own course, in the metric's unit
 * @param lasting excursions that none of the settings may miss
 * @param before what the present settings would have done, {@code after} what the proposed ones
 */
public record Proposal(
    Limit present,
    Limit proposed,
    int devices,
    long readings,
    double noise,
    int lasting,
    Trial before,
    Trial after) {}
