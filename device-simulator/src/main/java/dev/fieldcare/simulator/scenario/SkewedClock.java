package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The device's clock is {@code ahead} (negative: behind). Nothing else is wrong with it. */
final class SkewedClock implements Fault {
  @Override
  public String name() {
    return "skewed-clock";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("ahead");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return Fault.first(kind);
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    long ahead = injection.parameters().millis("ahead", Duration.ofHours(1));
    return Map.of(
        injection.device().id(), Effect.shaping(injection, (now, at) -> now.clockAhead = ahead));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    return List.of();
  }
}
