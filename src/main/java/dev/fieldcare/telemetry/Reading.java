package dev.fieldcare.telemetry;

import dev.fieldcare.registry.Device;

/**
 * What one device measured at one instant: a finite value for each metric of its set, in the set's
 * order.
 *
 * @param ts event time in epoch milliseconds, as the device sent it, or server time if it sent none
 * @param arrival when the server received it, in epoch microseconds, strictly increasing over all
 *     readings and restarts, so that it also tells the order
 */
public record Reading(Device device, long ts, MetricSet metrics, double[] values, long arrival) {}
