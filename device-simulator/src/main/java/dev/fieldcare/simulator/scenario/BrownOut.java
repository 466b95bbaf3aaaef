package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The supply sags by {@code sag} V, and now and then so far that the device resets. */
final class BrownOut implements Fault {
  private static final List<String> BROWN_OUT_RESET = List.of("0x8003");

  @Override
  public String name() {
    return "brown-out";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("sag", "every");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return kind == Kind.GATEWAY_X1 ? Optional.of("supplyVoltage") : Optional.empty();
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    double sag = injection.parameters().number("sag", 2);
    long every = injection.parameters().millis("every", Duration.ofMinutes(4));
    var resets = Reboots.plan(injection, every, 8_000, 15_000, BROWN_OUT_RESET);
    return Map.of(
        injection.device().id(),
        new Effect(
            injection, (now, at) -> now.sag = sag * (1 + 0.08 * Math.sin(at / 9_000.0)), resets));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    var expected = new ArrayList<Expectation>();
    expected.add(injection.required("supplyVoltage.low", 10));
    expected.add(injection.required("reboot.unexpected", 10));
    expected.add(injection.allowed("silence", 10));
    expected.addAll(injection.anythingUnusual(60));
    return expected;
  }
}
