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
 * period}. A slow hunt is one ticket at most, better none; a quick one ({@code period} of at most
 * 40 s) is a sensor that chatters: one ticket that says so.
 */
final class Chatter implements Fault {
  private static final long QUICK = 40_000;

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
    double period = period(injection) / 1000.0;
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
        period(injection) <= QUICK
            ? injection.required("temperature.high", 10)
            : injection.allowed("temperature.high", 10),
        injection.allowed("temperature.unusual", 60));
  }

  private static long period(Injection injection) {
    return injection.parameters().millis("period", Duration.ofSeconds(66));
  }
}
