package dev.fieldcare.commands;

import dev.fieldcare.rollout.gates.PlainThreshold;
import dev.fieldcare.rollout.gates.Verdict;

/** A rollout run by what devices report of their installation, as hawkBit's groups are. */
final class PlainRollout {
  private PlainRollout() {}

  static RolloutOutcome run(UpdatedFleet fleet, PlainThreshold rule, int waves) {
    FleetTrace trace = fleet.trace;
    int[] targets = new int[waves + 1];
    int[] finished = new int[waves + 1];
    int[] errors = new int[waves + 1];
    for (int each : trace.wave) {
      targets[each]++;
    }
    int newest = 0;
    fleet.open(0, 0);
    for (long event = fleet.events.take(); event >= 0; event = fleet.events.take()) {
      double now = FleetEvents.hours(event);
      int device = FleetEvents.device(event);
      if (FleetEvents.what(event) == FleetEvents.ADDED_REBOOT) {
        fleet.addedReboot(device);
      }
      if (FleetEvents.what(event) != FleetEvents.INSTALLED) {
        continue;
      }
      int wave = trace.wave[device];
      if (fleet.install(device, now)) {
        finished[wave]++;
      } else if (trace.installFails[device]) {
        errors[wave]++;
      }
      // every group that runs is looked at, the newest may open the next
      if (rule.judge(targets[wave], finished[wave], errors[wave]) == Verdict.Answer.HALT) {
        return fleet.outcome(true, "errors", now);
      }
      if (newest + 1 < waves
          && rule.judge(targets[newest], finished[newest], errors[newest]) == Verdict.Answer.GO) {
        fleet.open(++newest, now);
      }
    }
    return fleet.outcome(false, "", FleetTrace.HORIZON);
  }
}
