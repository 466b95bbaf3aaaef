package dev.fieldcare.simulator.scenario;

import java.util.List;
import java.util.Optional;

/** Every fault there is. */
public final class Faults {
  private static final List<Fault> ALL =
      List.of(
          new Overheating(),
          new Stuck(),
          new NoiseBurst(),
          new Drift(),
          new BrownOut(),
          new CrashLoop(),
          new SilentDeath(),
          new Chatter(),
          new GatewayDown(),
          new LateBackfill(),
          new LostReadings(),
          new OldHistory(),
          new SkewedClock());

  private Faults() {}

  public static Optional<Fault> find(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  public static List<String> names() {
    return ALL.stream().map(Fault::name).toList();
  }
}
