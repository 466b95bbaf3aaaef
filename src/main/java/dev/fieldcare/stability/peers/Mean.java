package dev.fieldcare.stability.peers;

import dev.fieldcare.registry.Device;

/** The mean of what a device measured of one metric in one bucket of event time. */
public record Mean(Device device, String metric, double value) {}
