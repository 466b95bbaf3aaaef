package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Distortion;
import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A reading scatters {@code factor} times as much as in ordinary life: a loose contact. */
final class NoiseBurst implements Fault {
  @Override
  public String name() {
    return "noise-burst";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("factor");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return Optional.of(kind == Kind.GATEWAY_X1 ? "supplyVoltage" : "motorTemperature");
  }

  @Override
  public boolean fits(Kind kind, String metric) {
    return kind.channel(metric).isPresent();
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    double factor = injection.parameters().number("factor", 9);
    var noise = new Distortion(false, factor * injection.channel().spread(), 0);
    return Map.of(
        injection.device().id(),
        Effect.shaping(injection, (now, at) -> now.distort(injection.metric(), noise)));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    return List.of(
        injection.required(injection.metric() + ".unusual", 30),
        injection.allowed(injection.metric() + ".high", 30),
        injection.allowed(injection.metric() + ".low", 30));
  }
}
