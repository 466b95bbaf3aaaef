package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Distortion;
import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A sensor repeats its last reading. */
final class Stuck implements Fault {
  @Override
  public String name() {
    return "stuck";
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return Fault.first(kind);
  }

  @Override
  public boolean fits(Kind kind, String metric) {
    return kind.channel(metric).isPresent();
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    var stuck = new Distortion(true, 0, 0);
    return Map.of(
        injection.device().id(),
        Effect.shaping(injection, (now, at) -> now.distort(injection.metric(), stuck)));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    return List.of(
        injection.required(injection.metric() + ".stuck", 10),
        injection.allowed(injection.metric() + ".unusual", 60));
  }
}
