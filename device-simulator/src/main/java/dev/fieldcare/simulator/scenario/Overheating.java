package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cooling fails: the temperature climbs towards {@code settlesAt} °C and stays. */
final class Overheating implements Fault {
  @Override
  public String name() {
    return "overheating";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("settlesAt");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return Fault.temperature(kind);
  }

  static double settlesAt(Injection injection) {
    double usual = injection.device().kind() == Kind.GATEWAY_X1 ? 85 : 115;
    return injection.parameters().number("settlesAt", usual);
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    double settlesAt = settlesAt(injection);
    return Map.of(
        injection.device().id(), Effect.shaping(injection, (now, at) -> now.settlesAt = settlesAt));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    return List.of(
        injection.required(injection.metric() + ".high", 10),
        injection.allowed(injection.metric() + ".unusual", 60));
  }
}
