package dev.fieldcare.commands;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What the release does to the devices of a trace as waves open, whatever decides that they do:
 * installations and the harm they bring, counted.
 */
final class UpdatedFleet {
  /** How long a device must be unheard of to be called silent. */
  static final double SILENT_AFTER = 1;

  private static final double LEAKED = 10;

  final FleetTrace trace;
  final PlantedTruth truth;
  final FleetEvents events;
  final double[] installedAt;
  private final double[] stopsAt;
  private final boolean[] harmed;
  double firstInstall = Double.POSITIVE_INFINITY;
  int failed;
  int concluded;

  /** Devices that run, or ran, the release. */
  int exposed;

  UpdatedFleet(FleetTrace trace, PlantedTruth truth) {
    this.trace = trace;
    this.truth = truth;
    events = new FleetEvents(trace);
    installedAt = new double[trace.devices];
    Arrays.fill(installedAt, Double.POSITIVE_INFINITY);
    stopsAt = installedAt.clone();
    harmed = new boolean[trace.devices];
  }

  /** Plans the installations of a wave. */
  void open(int wave, double now) {
    for (int i = 0; i < trace.devices; i++) {
      if (trace.wave[i] == wave) {
        double from = Math.max(now, trace.offlineUntil[i]);
        events.add(from + trace.installDelay[i], FleetEvents.INSTALLED, i);
      }
    }
  }

  /**
   * The installation on a device ends now.
   *
   * @return whether the device reports that it runs the release
   */
  boolean install(int device, double now) {
    if (trace.installFails[device]) {
      failed++;
      concluded++;
      return false;
    }
    exposed++;
    firstInstall = Math.min(firstInstall, now);
    installedAt[device] = now;
    SplittableRandom fate = trace.fateOf(device);
    double stops = truth.stopsAfter(trace.revision[device], fate);
    if (Double.isFinite(stops)) {
      stopsAt[device] = now + stops;
      events.add(now + stops + SILENT_AFTER, FleetEvents.STOPPED, device);
    }
    double rate = truth.addedReboots() * FleetTrace.REBOOTS * trace.frailty[device];
    if (rate > 0) {
      for (double at = now; at < FleetTrace.HORIZON; ) {
        at += FleetTrace.exponential(fate) / rate;
        events.add(at, FleetEvents.ADDED_REBOOT, device);
      }
    }
    if (stops == 0) {
      return false;
    }
    concluded++;
    return true;
  }

  void addedReboot(int device) {
    harmed[device] = true;
  }

  boolean hasStopped(int device, double now) {
    return stopsAt[device] <= now;
  }

  /** How much of the leak there is on a device, in points. */
  double leaked(int device, double now) {
    return truth == PlantedTruth.LEAK && installedAt[device] < now
        ? PlantedTruth.LEAK_AN_HOUR * (now - installedAt[device])
        : 0;
  }

  /**
   * Devices stopped for good, rebooted because of the release, or short of ten points of memory.
   */
  int harmed(double now) {
    int count = 0;
    for (int i = 0; i < trace.devices; i++) {
      count += harmed[i] || hasStopped(i, now) || leaked(i, now) > LEAKED ? 1 : 0;
    }
    return count;
  }

  RolloutOutcome outcome(boolean halted, String gate, double now) {
    return new RolloutOutcome(
        halted, gate, now - firstInstall, exposed, harmed(now), (double) trace.devices);
  }
}
