package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import dev.fieldcare.simulator.device.Outage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A share of what the device says is lost on the way, one message here and one there. */
final class LostReadings implements Fault {
  private static final long LONGEST = 24 * 3_600_000L;

  @Override
  public String name() {
    return "lost-readings";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("share");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return Fault.first(kind);
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    double share = injection.parameters().number("share", 0.2);
    long interval = injection.device().kind().intervalMillis();
    long to = Math.min(injection.to(), injection.from() + LONGEST);
    var lost = new ArrayList<Outage>();
    for (long at = injection.from(); at < to; at += interval) {
      if (injection.random().nextDouble() < share) {
        lost.add(new Outage(Outage.Kind.MUTE, at, Math.min(to, at + interval), ""));
      }
    }
    return Map.of(injection.device().id(), Effect.outages(injection, List.copyOf(lost)));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    return List.of(
        injection.required("readings.missing", 60), injection.allowed("device.unusual", 60));
  }
}
