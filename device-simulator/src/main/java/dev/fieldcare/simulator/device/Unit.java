package dev.fieldcare.simulator.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The life of one device: yields, in order of time and without end, what it does. The seed, the
 * device's id, the start and the influences decide everything.
 */
public final class Unit {
  private static final double REBOOTS_AN_HOUR = 1 / 16.0;
  private static final long HOUR = 3_600_000;
  private static final long REBOOTS_PLANNED_FOR = 30 * 24 * HOUR;
  private static final List<String> ORDINARY_REASONS = List.of("0x0002", "0x0008", "0x0001");

  private final DeviceSpec spec;
  private final List<? extends Influence> influences;
  private final Machine machine;
  private final Sensors sensors;
  private final RandomGenerator timing;
  private final List<Outage> outages;
  private final List<Act> edges;
  private long tick;
  private long reportAt;
  private long livedUntil;
  private long seq;
  private int nextEdge;

  public Unit(
      DeviceSpec spec,
      Climate climate,
      long seed,
      long start,
      List<? extends Influence> influences) {
    this.spec = spec;
    this.influences = influences;
    machine = spec.kind().build(Chance.of(seed, spec.id(), "physics"), climate, start);
    sensors =
        new Sensors(
            spec.kind().channels(),
            Chance.of(seed, spec.id(), "sensors"),
            Chance.of(seed, spec.id(), "sensor faults"));
    timing = Chance.of(seed, spec.id(), "timing");
    outages = planOutages(Chance.of(seed, spec.id(), "reboots"), start);
    edges = edgesOf(outages);
    tick = start + timing.nextLong(spec.kind().intervalMillis());
    reportAt = tick;
    livedUntil = start;
  }

  public DeviceSpec spec() {
    return spec;
  }

  /** What it does next; the moments never decrease. */
  public Act next() {
    if (nextEdge < edges.size() && edges.get(nextEdge).at() <= reportAt) {
      Act edge = edges.get(nextEdge++);
      if (edge instanceof Act.Booted) {
        machine.boot();
      }
      return edge;
    }
    long at = reportAt;
    Conditions now = conditions(at);
    machine.advance(at, (at - livedUntil) / 1000.0, now);
    double[] values = sensors.read(machine.truth(), now);
    livedUntil = at;
    scheduleNext();
    return now.powered && !isOut(at, Outage.Kind.MUTE)
        ? new Act.Report(at, at + now.clockAhead, ++seq, values)
        : new Act.Silent(at);
  }

  private void scheduleNext() {
    long interval = spec.kind().intervalMillis();
    tick += interval;
    reportAt = tick + (long) (interval * 0.01 * timing.nextDouble(-1, 1));
  }

  private Conditions conditions(long at) {
    var now = new Conditions();
    influences.forEach(each -> each.shape(now, at));
    now.powered = !isOut(at, Outage.Kind.CRASH) && !isOut(at, Outage.Kind.RESTART);
    return now;
  }

  private boolean isOut(long at, Outage.Kind kind) {
    return outages.stream().anyMatch(each -> each.kind() == kind && each.covers(at));
  }

  private List<Outage> planOutages(RandomGenerator random, long start) {
    var planned = new ArrayList<Outage>();
    influences.forEach(each -> planned.addAll(each.outages()));
    long at = start;
    while (at < start + REBOOTS_PLANNED_FOR) {
      at += (long) (-Math.log(1 - random.nextDouble()) / REBOOTS_AN_HOUR * HOUR);
      long back = at + random.nextLong(6_000, 12_000);
      String reason = ORDINARY_REASONS.get(random.nextInt(ORDINARY_REASONS.size()));
      long begins = at;
      // a child is restarted by its gateway's program, which is not simulated
      if (spec.via() == null
          && influences.stream().noneMatch(each -> each.isActive(begins) || each.isActive(back))) {
        planned.add(new Outage(Outage.Kind.RESTART, at, back, reason));
      }
    }
    planned.sort(Comparator.comparingLong(Outage::from));
    return List.copyOf(planned);
  }

  private List<Act> edgesOf(List<Outage> all) {
    var acts = new ArrayList<Act>();
    int boot = 1;
    for (Outage each : all) {
      switch (each.kind()) {
        case RESTART, CRASH -> {
          acts.add(new Act.Stopped(each.from(), each.kind() == Outage.Kind.RESTART));
          if (each.to() != Long.MAX_VALUE) {
            long ts = each.to() + conditionsClock(each.to());
            acts.add(new Act.Booted(each.to(), ts, each.code(), ++boot));
          }
        }
        case NETWORK -> {
          acts.add(new Act.NetworkLost(each.from()));
          if (each.to() != Long.MAX_VALUE) {
            acts.add(new Act.NetworkBack(each.to()));
          }
        }
        case MUTE -> {}
      }
    }
    acts.sort(Comparator.comparingLong(Act::at));
    return List.copyOf(acts);
  }

  private long conditionsClock(long at) {
    var now = new Conditions();
    influences.forEach(each -> each.shape(now, at));
    return now.clockAhead;
  }
}
