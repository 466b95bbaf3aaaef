package dev.fieldcare.simulator.scenario;

import java.util.List;

/**
 * A ticket that a good watcher opens ({@code required}) or may open for a fault.
 *
 * @param symptom as the server names it, such as {@code temperature.high}
 * @param from from when on it may have been seen first or opened, epoch milliseconds
 * @param to until when; {@link Long#MAX_VALUE} while the fault has no end
 * @param covers devices that it stands for beside its own
 */
public record Expectation(
    String device, String symptom, boolean required, long from, long to, List<String> covers) {

  Expectation(String device, String symptom, boolean required, long from, long to) {
    this(device, symptom, required, from, to, List.of());
  }

  /** The same ticket stands for these devices, too, instead of one for each. */
  Expectation covering(List<String> others) {
    return new Expectation(device, symptom, required, from, to, List.copyOf(others));
  }
}
