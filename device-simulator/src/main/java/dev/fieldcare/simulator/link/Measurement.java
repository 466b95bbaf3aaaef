package dev.fieldcare.simulator.link;

import java.util.List;

/**
 * Values a device measured at one moment.
 *
 * @param ts epoch milliseconds by the device's clock
 * @param seq the device's own count
 * @param metrics names, in the order of the values
 */
public record Measurement(long ts, long seq, List<String> metrics, double[] values) {}
