package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Distortion;
import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A sensor creeps away by {@code spreads} times its ordinary spread within {@code over}. */
final class Drift implements Fault {
  @Override
  public String name() {
    return "drift";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("spreads", "over");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return Fault.temperature(kind);
  }

  @Override
  public boolean fits(Kind kind, String metric) {
    return kind.channel(metric).isPresent();
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    double whole = injection.parameters().number("spreads", 12) * injection.channel().spread();
    double over = injection.parameters().millis("over", Duration.ofMinutes(40));
    return Map.of(
        injection.device().id(),
        Effect.shaping(
            injection,
            (now, at) -> {
              double done = Math.min(1, (at - injection.from()) / over);
              now.distort(injection.metric(), new Distortion(false, 0, whole * done));
            }));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    return List.of(
        injection.required(injection.metric() + ".unusual", 60),
        injection.allowed(injection.metric() + ".high", 30),
        injection.allowed(injection.metric() + ".low", 30));
  }
}
