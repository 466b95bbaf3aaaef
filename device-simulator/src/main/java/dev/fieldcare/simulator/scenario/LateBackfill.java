package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import dev.fieldcare.simulator.device.Outage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The device overheats while it has no network, and tells of it afterwards: silence meanwhile, and
 * a ticket for the heat dated back.
 */
final class LateBackfill implements Fault {
  @Override
  public String name() {
    return "late-backfill";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("settlesAt");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return Fault.temperature(kind);
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    double settlesAt = Overheating.settlesAt(injection);
    var offline = new Outage(Outage.Kind.NETWORK, injection.from(), injection.to(), "");
    return Map.of(
        injection.device().id(),
        new Effect(injection, (now, at) -> now.settlesAt = settlesAt, List.of(offline)));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    return List.of(
        injection.required("silence", 10),
        injection.required(injection.metric() + ".high", 15),
        injection.allowed(injection.metric() + ".unusual", 60));
  }
}
