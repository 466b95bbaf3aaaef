package dev.fieldcare.commands;

import dev.fieldcare.rollout.gates.ArmMoments;
import dev.fieldcare.rollout.gates.AtRisk;
import dev.fieldcare.rollout.gates.GatePlan;
import dev.fieldcare.rollout.gates.Gates;
import dev.fieldcare.rollout.gates.MetricLook;
import dev.fieldcare.rollout.gates.Trial;
import dev.fieldcare.rollout.gates.TrialFigure;
import dev.fieldcare.rollout.gates.Verdict;
import dev.fieldcare.rollout.gates.WaveFigures;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A rollout run by the gates the server uses, on a simulated fleet. Every event is looked at as it
 * is known; whether the next wave may open is asked every hour once the soak is over. A judgement
 * is given the figures that are new; those seen before did not halt.
 */
final class GatedRollout {
  static final String METRIC = "memoryUsed";
  private static final double ASK_EVERY = 1;
  private static final String[] KINDS = {"crash", "silence"};
  private static final int CRASH = 0;
  private static final int SILENCE = 1;
  private static final String[] STRATA = new String[2 * FleetTrace.REVISIONS];
  private static final double DEVICES_DIFFER = 10;
  private static final double NOISE = 2;

  /** Nothing new is decided. */
  private static final Verdict ON =
      new Verdict(Verdict.Answer.WAIT, "", "", "", Map.of(), new JsonObject());

  static {
    for (int i = 0; i < STRATA.length; i++) {
      STRATA[i] = (char) ('A' + i / 2) + (i % 2 == 0 ? ", calm" : ", had it");
    }
  }

  private final UpdatedFleet fleet;
  private final FleetTrace trace;
  private final GatePlan plan;
  private final Gates gates;
  private final int waves;
  private final SplittableRandom noise;

  private final List<OpenWave> opened = new ArrayList<>();
  private final List<TrialFigure> trials = new ArrayList<>();
  private final double[][] last = new double[2][];
  private final double[] silentSince;

  GatedRollout(UpdatedFleet fleet, GatePlan plan, int waves) {
    this.fleet = fleet;
    this.plan = plan;
    this.waves = waves;
    trace = fleet.trace;
    gates = Gates.of(plan);
    noise = trace.noise();
    for (int kind = 0; kind < 2; kind++) {
      last[kind] = new double[trace.devices];
      Arrays.fill(last[kind], Double.NEGATIVE_INFINITY);
    }
    silentSince = new double[trace.devices];
    for (int i = 0; i < trace.devices; i++) {
      silentSince[i] = trace.offlineUntil[i] > 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
      if (trace.offlineUntil[i] > 0) {
        fleet.events.add(trace.offlineUntil[i], FleetEvents.BACK, i);
      }
    }
  }

  /** A wave's comparison by kind: all devices first, then each revision. */
  private static final class OpenWave {
    final double at;
    final List<List<TrialFigure>> byKind = new ArrayList<>();

    /** For each kind and device its stratum, from 0; -1 when it is not at risk. */
    final byte[][] stratum = new byte[2][];

    OpenWave(double at) {
      this.at = at;
    }
  }

  RolloutOutcome run() {
    boolean begun = false;
    for (long event = fleet.events.take(); event >= 0; event = fleet.events.take()) {
      double now = FleetEvents.hours(event);
      if (!begun && now >= 0) {
        open(0);
        begun = true;
      }
      Verdict verdict = see(FleetEvents.what(event), FleetEvents.device(event), now);
      if (verdict.answer() == Verdict.Answer.HALT) {
        return fleet.outcome(true, reason(verdict), now);
      }
      if (verdict.answer() == Verdict.Answer.GO) {
        if (opened.size() == waves) {
          return fleet.outcome(false, "", now);
        }
        open(now);
      }
    }
    return fleet.outcome(false, "", FleetTrace.HORIZON);
  }

  private static String reason(Verdict verdict) {
    return verdict.gate().equals("events")
        ? verdict.becauseArgs().get("kind") + " " + verdict.becauseArgs().get("split")
        : verdict.gate();
  }

  private Verdict see(int what, int device, double now) {
    switch (what) {
      case FleetEvents.REBOOT, FleetEvents.ADDED_REBOOT -> {
        if (fleet.hasStopped(device, now)) {
          return ON;
        }
        if (what == FleetEvents.ADDED_REBOOT) {
          fleet.addedReboot(device);
        }
        return happened(CRASH, device, now);
      }
      case FleetEvents.SILENT, FleetEvents.STOPPED -> {
        if (!Double.isNaN(silentSince[device])) {
          return ON;
        }
        silentSince[device] = now;
        return happened(SILENCE, device, now);
      }
      case FleetEvents.BACK -> {
        if (!fleet.hasStopped(device, now)) {
          silentSince[device] = Double.NaN;
        }
        return ON;
      }
      case FleetEvents.INSTALLED -> {
        fleet.install(device, now);
        return trace.installFails[device] ? unlessGo(judge(now, List.of(), List.of())) : ON;
      }
      default -> {
        return look(device, now);
      }
    }
  }

  /** Between its times a wave is only halted, never followed. */
  private static Verdict unlessGo(Verdict verdict) {
    return verdict.answer() == Verdict.Answer.HALT ? verdict : ON;
  }

  private Verdict happened(int kind, int device, double now) {
    last[kind][device] = now;
    int mine = trace.wave[device];
    boolean treated = mine < opened.size();
    boolean harm = false;
    for (int wave = treated ? mine : 0; wave < (treated ? mine + 1 : opened.size()); wave++) {
      OpenWave open = opened.get(wave);
      int stratum = open.stratum[kind][device];
      if (stratum >= 0) {
        open.stratum[kind][device] = -1;
        List<TrialFigure> both = open.byKind.get(kind);
        for (TrialFigure each : List.of(both.get(0), both.get(1 + stratum / 2))) {
          each.trial().happened(STRATA[stratum], treated);
          harm |= gates.events().halts(each);
        }
      }
    }
    return harm ? judge(now, trials, List.of()) : ON;
  }

  private void open(double now) {
    int wave = opened.size();
    censor(wave);
    var open = new OpenWave(now);
    for (int kind = 0; kind < 2; kind++) {
      open.stratum[kind] = new byte[trace.devices];
      int[][] numbers = new int[STRATA.length][2];
      for (int i = 0; i < trace.devices; i++) {
        boolean counts = trace.wave[i] >= wave && (kind == CRASH || Double.isNaN(silentSince[i]));
        int stratum = 2 * trace.revision[i] + (last[kind][i] >= now - FleetTrace.BEFORE ? 1 : 0);
        open.stratum[kind][i] = (byte) (counts ? stratum : -1);
        if (counts) {
          numbers[stratum][trace.wave[i] == wave ? 0 : 1]++;
        }
      }
      open.byKind.add(figures(wave + 1, kind, numbers));
    }
    opened.add(open);
    open.byKind.forEach(trials::addAll);
    fleet.open(wave, now);
    fleet.events.add(now + plan.soak(wave + 1).toMinutes() / 60.0, FleetEvents.LOOK, 0);
    for (int look = 1; look <= 9; look++) {
      // the device's place says which wave's metric is looked at, and when
      int code = 1 + wave * 10 + look;
      fleet.events.add(now + MetricLook.dueAfter(look).toHours(), FleetEvents.LOOK, code);
    }
  }

  private List<TrialFigure> figures(int wave, int kind, int[][] numbers) {
    List<TrialFigure> before = wave == 1 ? null : opened.getLast().byKind.get(kind);
    var all = new ArrayList<AtRisk>();
    var confined = new ArrayList<TrialFigure>();
    for (int revision = 0; revision < FleetTrace.REVISIONS; revision++) {
      var own = new ArrayList<AtRisk>();
      for (int stratum = 2 * revision; stratum < 2 * revision + 2; stratum++) {
        own.add(new AtRisk(STRATA[stratum], numbers[stratum][0], numbers[stratum][1]));
      }
      all.addAll(own);
      String split = "hardwareRevision=" + (char) ('A' + revision);
      confined.add(
          figure(wave, kind, split, before == null ? null : before.get(1 + revision), own));
    }
    var figures = new ArrayList<TrialFigure>();
    figures.add(figure(wave, kind, "", before == null ? null : before.getFirst(), all));
    figures.addAll(confined);
    return figures;
  }

  private static TrialFigure figure(
      int wave, int kind, String split, @Nullable TrialFigure before, List<AtRisk> strata) {
    Trial trial = before == null ? new Trial(strata) : Trial.following(before.trial(), strata);
    return new TrialFigure(wave, KINDS[kind], split, FleetTrace.REVISIONS, trial);
  }

  /** The members of the wave about to open leave the controls of those before. */
  private void censor(int wave) {
    for (OpenWave open : opened) {
      for (int kind = 0; kind < 2; kind++) {
        int[] leaving = new int[STRATA.length];
        for (int i = 0; i < trace.devices; i++) {
          if (trace.wave[i] == wave && open.stratum[kind][i] >= 0) {
            leaving[open.stratum[kind][i]]++;
            open.stratum[kind][i] = -1;
          }
        }
        List<TrialFigure> figures = open.byKind.get(kind);
        for (int stratum = 0; stratum < STRATA.length; stratum++) {
          figures.get(0).trial().censored(STRATA[stratum], 0, leaving[stratum]);
          figures.get(1 + stratum / 2).trial().censored(STRATA[stratum], 0, leaving[stratum]);
        }
      }
    }
  }

  private Verdict look(int code, double now) {
    if (code > 0) {
      MetricLook look = measured((code - 1) / 10, (code - 1) % 10, now);
      return unlessGo(judge(now, List.of(), List.of(look)));
    }
    Verdict verdict = judge(now, trials, List.of());
    if (verdict.answer() == Verdict.Answer.WAIT) {
      fleet.events.add(now + ASK_EVERY, FleetEvents.LOOK, 0);
    }
    return verdict;
  }

  /** The metric's means before and since the wave opened, of its members and those not opened. */
  private MetricLook measured(int wave, int look, double now) {
    ArmMoments treated = ArmMoments.NONE;
    ArmMoments controls = ArmMoments.NONE;
    double hours = now - opened.get(wave).at;
    for (int i = 0; i < trace.devices; i++) {
      int mine = trace.wave[i];
      if ((mine == wave || mine >= opened.size()) && !fleet.hasStopped(i, now)) {
        double own = DEVICES_DIFFER * (trace.frailty[i] - 1);
        double before = own + NOISE * noise.nextGaussian();
        double after = own + NOISE * noise.nextGaussian();
        if (mine == wave) {
          double ran = Math.max(0, now - fleet.installedAt[i]);
          after += fleet.leaked(i, now) * ran / (2 * hours);
          treated = treated.plus(before, after);
        } else {
          controls = controls.plus(before, after);
        }
      }
    }
    return new MetricLook(wave + 1, METRIC, look, treated, controls);
  }

  private Verdict judge(double now, List<TrialFigure> trials, List<MetricLook> looks) {
    return gates.judge(figures(now, trials, looks)).decisive();
  }

  private WaveFigures figures(double now, List<TrialFigure> trials, List<MetricLook> looks) {
    int newest = opened.size() - 1;
    OpenWave open = opened.get(newest);
    int members = 0;
    int installed = 0;
    int silent = 0;
    double exposure = 0;
    for (int i = 0; i < trace.devices; i++) {
      if (trace.wave[i] == newest) {
        members++;
        silent += silentSince[i] >= open.at ? 1 : 0;
        if (fleet.installedAt[i] <= now && !fleet.hasStopped(i, fleet.installedAt[i])) {
          installed++;
          exposure += now - fleet.installedAt[i];
        }
      }
    }
    return new WaveFigures(
        newest + 1,
        Duration.ofMillis(Math.round((now - open.at) * 3_600_000)),
        members,
        installed,
        silent,
        exposure,
        fleet.concluded,
        fleet.failed,
        List.copyOf(trials),
        looks);
  }
}
