package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The program dies about every {@code every}: watchdogs and hard faults. */
final class CrashLoop implements Fault {
  private static final List<String> WATCHDOG_OR_HARD_FAULT = List.of("0x8002", "0x9400");

  @Override
  public String name() {
    return "crash-loop";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("every");
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return Fault.first(kind);
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    long every = injection.parameters().millis("every", Duration.ofSeconds(90));
    var crashes = Reboots.plan(injection, every, 10_000, 20_000, WATCHDOG_OR_HARD_FAULT);
    return Map.of(injection.device().id(), Effect.outages(injection, crashes));
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    var expected = new ArrayList<Expectation>();
    expected.add(injection.required("reboot.unexpected", 10));
    expected.add(injection.allowed("silence", 10));
    expected.addAll(injection.anythingUnusual(60));
    return expected;
  }
}
