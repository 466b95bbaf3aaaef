package dev.fieldcare.simulator.device;

/**
 * How a faulty sensor bends what it measures.
 *
 * @param stuck it repeats the last reading for ever
 * @param noise standard deviation of noise added
 * @param offset added
 */
public record Distortion(boolean stuck, double noise, double offset) {}
