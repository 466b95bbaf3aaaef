package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Act;
import dev.fieldcare.simulator.device.Climate;
import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import dev.fieldcare.simulator.device.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The device delivers what it measured in a week long before, and had kept: in it, it overheated
 * for 40 minutes. A ticket dated back is due, and the device of today is well.
 */
final class OldHistory implements Fault {
  private static final long HEAT = Duration.ofMinutes(40).toMillis();

  @Override
  public String name() {
    return "old-history";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("covers", "endedAgo", "hotAgo", "every", "settlesAt");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return Fault.temperature(kind);
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    return Map.of();
  }

  @Override
  public List<Act.Report> history(Injection injection, Climate climate, long seed) {
    long ends = injection.from() - endedAgo(injection);
    long begins = ends - covers(injection);
    long every = injection.parameters().millis("every", Duration.ofSeconds(30));
    double settlesAt = Overheating.settlesAt(injection);
    var heat = Effect.shaping(hot(injection), (now, at) -> now.settlesAt = settlesAt);
    var life = new Unit(injection.device(), climate, seed, begins, List.of(heat));
    var kept = new ArrayList<Act.Report>();
    long next = begins;
    for (Act act = life.next(); act.at() < ends; act = life.next()) {
      if (act instanceof Act.Report report && report.at() >= next) {
        kept.add(report);
        next += every;
      }
    }
    return kept;
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    Injection hot = hot(injection);
    long begins = injection.from() - endedAgo(injection) - covers(injection);
    return List.of(
        hot.required(injection.metric() + ".high", 10),
        new Expectation(
            injection.device().id(),
            injection.metric() + ".unusual",
            false,
            begins,
            injection.from()));
  }

  private static Injection hot(Injection it) {
    long from = it.from() - it.parameters().millis("hotAgo", Duration.ofDays(3));
    return new Injection(
        it.fault(),
        it.device(),
        it.children(),
        it.metric(),
        from,
        from + HEAT,
        it.programs(),
        it.parameters(),
        it.random());
  }

  private static long covers(Injection injection) {
    return injection.parameters().millis("covers", Duration.ofDays(7));
  }

  private static long endedAgo(Injection injection) {
    return injection.parameters().millis("endedAgo", Duration.ofHours(6));
  }
}
