package dev.fieldcare.simulator.scenario;

import java.util.List;
import java.util.stream.Stream;

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
  private static final String UNUSUAL = ".unusual";

  Expectation(String device, String symptom, boolean required, long from, long to) {
    this(device, symptom, required, from, to, List.of());
  }

  /**
   * With what else may be said of the same: what looks unusual may be new to its series, or to the
   * device's metrics together, and is then told by those names.
   */
  Stream<Expectation> withKin() {
    if (!symptom.endsWith(UNUSUAL)) {
      return Stream.of(this);
    }
    String metric = symptom.substring(0, symptom.length() - UNUSUAL.length());
    return Stream.of(
        this,
        new Expectation(device, metric + ".novel", false, from, to),
        new Expectation(device, "device" + UNUSUAL, false, from, to));
  }

  /** The same ticket stands for these devices, too, instead of one for each. */
  Expectation covering(List<String> others) {
    return new Expectation(device, symptom, required, from, to, List.copyOf(others));
  }
}
