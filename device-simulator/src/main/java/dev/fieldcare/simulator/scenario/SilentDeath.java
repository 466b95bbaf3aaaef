package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import dev.fieldcare.simulator.device.Outage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The device falls silent: without power, or with {@code hangs: true} still connected but saying
 * nothing.
 */
final class SilentDeath implements Fault {
  @Override
  public String name() {
    return "silent-death";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("hangs");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return Fault.first(kind);
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    var kind = injection.parameters().flag("hangs") ? Outage.Kind.MUTE : Outage.Kind.CRASH;
    var outage = new Outage(kind, injection.from(), injection.to(), "0x0007");
    return Map.of(injection.device().id(), Effect.outages(injection, List.of(outage)));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    var expected = new ArrayList<Expectation>();
    expected.add(injection.required("silence", 10));
    expected.addAll(injection.anythingUnusual(60));
    return expected;
  }
}
