package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The temperature hunts across {@code around} °C, never above it for longer than half of {@code
 * period}: one ticket at most, better none.
 */
final class Chatter implements Fault {
  @Override
  public String name() {
    return "chatter";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("around", "swing", "period");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return kind == Kind.GATEWAY_X1 ? Optional.of("temperature") : Optional.empty();
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    double around = injection.parameters().number("around", 70);
    double swing = injection.parameters().number("swing", 3);
    double period = injection.parameters().millis("period", Duration.ofSeconds(66)) / 1000.0;
    return Map.of(
        injection.device().id(),
        Effect.shaping(
            injection,
            (now, at) -> {
              now.swingsAround = around;
              now.swing = swing;
              now.swingSeconds = period;
            }));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    return List.of(
        injection.allowed("temperature.high", 10), injection.allowed("temperature.unusual", 60));
  }
}
