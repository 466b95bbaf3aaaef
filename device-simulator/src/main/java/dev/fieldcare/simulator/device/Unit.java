package dev.fieldcare.simulator.device;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final List<Edge> edges;
  private final Map<Outage, Influence> causes = new IdentityHashMap<>();
  private final Set<Outage> mended = Collections.newSetFromMap(new IdentityHashMap<>());
  private long tick;
  private long reportAt;
  private long livedUntil;
  private long seq;
  private int nextEdge;

  /** The begin or the end of an outage. */
  private record Edge(Act act, Outage outage, boolean begins) {}

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
    while (nextEdge < edges.size() && edges.get(nextEdge).act().at() <= reportAt) {
      Edge edge = edges.get(nextEdge++);
      if (!neverHappens(edge)) {
        if (edge.act() instanceof Act.Booted) {
          machine.boot();
        }
        return edge.act();
      }
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

  /** An outage whose cause is not there when it would begin neither begins nor ends. */
  private boolean neverHappens(Edge edge) {
    if (edge.begins() && isFixed(edge.outage())) {
      mended.add(edge.outage());
    }
    return mended.contains(edge.outage());
  }

  private boolean isFixed(Outage outage) {
    Influence cause = causes.get(outage);
    return cause != null && cause.isFixed();
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
    return outages.stream()
        .anyMatch(
            each ->
                each.kind() == kind
                    && each.covers(at)
                    && !mended.contains(each)
                    && (kind != Outage.Kind.MUTE || !isFixed(each)));
  }

  private List<Outage> planOutages(RandomGenerator random, long start) {
    var planned = new ArrayList<Outage>();
    for (Influence each : influences) {
      planned.addAll(each.outages());
      each.outages().forEach(outage -> causes.put(outage, each));
    }
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

  private List<Edge> edgesOf(List<Outage> all) {
    var acts = new ArrayList<Edge>();
    int boot = 1;
    for (Outage each : all) {
      switch (each.kind()) {
        case RESTART, CRASH -> {
          Act stopped = new Act.Stopped(each.from(), each.kind() == Outage.Kind.RESTART);
          acts.add(new Edge(stopped, each, true));
          if (each.to() != Long.MAX_VALUE) {
            long ts = each.to() + conditionsClock(each.to());
            Act booted = new Act.Booted(each.to(), ts, each.code(), ++boot);
            acts.add(new Edge(booted, each, false));
          }
        }
        case NETWORK -> {
          acts.add(new Edge(new Act.NetworkLost(each.from()), each, true));
          if (each.to() != Long.MAX_VALUE) {
            acts.add(new Edge(new Act.NetworkBack(each.to()), each, false));
          }
        }
        case MUTE -> {}
      }
    }
    acts.sort(Comparator.comparingLong(edge -> edge.act().at()));
    return List.copyOf(acts);
  }

  private long conditionsClock(long at) {
    var now = new Conditions();
    influences.forEach(each -> each.shape(now, at));
    return now.clockAhead;
  }
}
