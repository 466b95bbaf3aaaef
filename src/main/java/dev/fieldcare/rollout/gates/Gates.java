package dev.fieldcare.rollout.gates;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The gates a plan makes, in the order in which their reasons matter to people. */
public final class Gates {
  private final EventGate events;
  private final List<Gate> all;

  private Gates(EventGate events, List<Gate> all) {
    this.events = events;
    this.all = all;
  }

  public static Gates of(GatePlan plan) {
    var events = new EventGate(plan.alpha(), plan.kinds(), plan.hold());
    var gates = new ArrayList<Gate>();
    gates.add(events);
    gates.add(new FailedShareGate(plan.failedLimit(), plan.alpha() * plan.failedWeight()));
    if (!plan.metrics().isEmpty()) {
      gates.add(new MetricGate(plan.metrics(), plan.alpha() * plan.metricWeight()));
    }
    gates.add(new InstalledGate(plan.installedShare()));
    gates.add(new SilentGate(plan.silentShare()));
    gates.add(new ExposureGate(plan.exposureHours()));
    gates.add(new SoakGate(plan.soaks()));
    return new Gates(events, List.copyOf(gates));
  }

  /** Any HALT halts; else any WAIT waits; else GO. */
  public static Judgement judge(GatePlan plan, WaveFigures figures) {
    return of(plan).judge(figures);
  }

  /** As {@link #judge(GatePlan, WaveFigures)}, with gates made before. */
  public Judgement judge(WaveFigures figures) {
    List<Verdict> verdicts = all.stream().map(gate -> gate.judge(figures)).toList();
    Verdict decisive = verdicts.stream().reduce((one, other) -> stronger(one, other)).orElseThrow();
    return new Judgement(decisive, verdicts);
  }

  private static Verdict stronger(Verdict first, Verdict second) {
    return Comparator.comparing(Verdict::answer).compare(second, first) > 0 ? second : first;
  }

  /** The gate that can be asked after each single event. */
  public EventGate events() {
    return events;
  }
}
