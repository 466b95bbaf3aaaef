package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Act;
import dev.fieldcare.simulator.device.Climate;
import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A way of going wrong: what it does to devices and what should be said of it. */
public interface Fault {

  /** As scenario files name it. */
  String name();

  /** The parameters it understands. */
  default Set<String> parameters() {
    return Set.of();
  }

  /** The metric it concerns on such a device when the scenario names none; empty if it cannot. */
  Optional<String> usualMetric(Kind kind);

  /** Whether it can befall this metric of such a device. */
  default boolean fits(Kind kind, String metric) {
    return usualMetric(kind).filter(metric::equals).isPresent();
  }

  /** Whether it needs a gateway with children. */
  default boolean needsChildren() {
    return false;
  }

  /** What works on which device, by device id. */
  Map<String, Influence> influences(Injection injection);

  /**
   * What the device measured before the run and delivers when the fault begins, oldest first.
   *
   * @param seed of the run, so that it is the same device
   */
  default List<Act.Report> history(Injection injection, Climate climate, long seed) {
    return List.of();
  }

  /** The tickets it should and may lead to. */
  List<Expectation> expectations(Injection injection);

  /** For faults of the whole device, which concern no metric more than another. */
  static Optional<String> first(Kind kind) {
    return Optional.of(kind.channels().getFirst().name());
  }

  /** Temperature where it is measured inside the box. */
  static Optional<String> temperature(Kind kind) {
    return Optional.of(kind == Kind.GATEWAY_X1 ? "temperature" : "motorTemperature");
  }
}
