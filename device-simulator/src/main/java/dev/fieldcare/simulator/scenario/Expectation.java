package dev.fieldcare.simulator.scenario;

/**
 * A ticket that a good watcher opens ({@code required}) or may open for a fault.
 *
 * @param symptom as the server names it, such as {@code temperature.high}
 * @param from from when on it may have been seen first or opened, epoch milliseconds
 * @param to until when; {@link Long#MAX_VALUE} while the fault has no end
 */
public record Expectation(String device, String symptom, boolean required, long from, long to) {}
