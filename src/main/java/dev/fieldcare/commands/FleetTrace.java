package dev.fieldcare.commands;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A simulated fleet and all that would befall it without any release: the same for every rule that
 * is tried on it. Times are hours since the first wave opens; the trace begins before it.
 */
final class FleetTrace {
  /** How long before a wave opens a device's history decides its risk stratum. */
  static final double BEFORE = 48;

  static final double HORIZON = 14 * 24;
  static final int REVISIONS = 3;

  /** Unexpected reboots of a device in an hour, on average over the fleet: 0.05 a day. */
  static final double REBOOTS = 0.05 / 24;

  /** 0.2 % of devices a day go silent, for a day on average. */
  private static final double SILENCES = 0.002 / 24;

  private static final double SILENT_FOR = 24;
  private static final double OFFLINE = 0.05;
  private static final double OFFLINE_FOR = 72;
  private static final double INSTALL_MEDIAN = 4;
  private static final double INSTALL_FAILS = 0.005;

  private final long seed;
  final int devices;
  final int[] revision;

  /** Gamma with shape 0.5 and mean 1: some devices reboot much more often than most. */
  final double[] frailty;

  final int[] wave;
  final double[] offlineUntil;
  final double[] installDelay;
  final boolean[] installFails;

  /** Ascending; {@link FleetEvents} says how time and device are packed. */
  final long[] events;

  /**
   * @param cumulative what share of the fleet has been opened with each wave; the rest is held back
   */
  FleetTrace(int devices, double[] cumulative, long seed) {
    this.seed = seed;
    this.devices = devices;
    revision = new int[devices];
    frailty = new double[devices];
    wave = new int[devices];
    offlineUntil = new double[devices];
    installDelay = new double[devices];
    installFails = new boolean[devices];
    var random = new SplittableRandom(seed);
    long[] found = new long[devices];
    int count = 0;
    for (int i = 0; i < devices; i++) {
      double drawn = random.nextDouble();
      revision[i] = drawn < 0.5 ? 0 : drawn < 0.8 ? 1 : 2;
      double normal = random.nextGaussian();
      frailty[i] = normal * normal;
      offlineUntil[i] = random.nextDouble() < OFFLINE ? exponential(random) * OFFLINE_FOR : -BEFORE;
      installDelay[i] = INSTALL_MEDIAN * Math.exp(random.nextGaussian());
      installFails[i] = random.nextDouble() < INSTALL_FAILS;
      double rate = REBOOTS * frailty[i];
      for (double at = exponential(random) / rate - BEFORE;
          at < HORIZON;
          at += exponential(random) / rate) {
        found = put(found, count++, FleetEvents.pack(at, FleetEvents.REBOOT, i));
      }
      double at = exponential(random) / SILENCES - BEFORE;
      while (at < HORIZON) {
        found = put(found, count++, FleetEvents.pack(at, FleetEvents.SILENT, i));
        at += exponential(random) * SILENT_FOR;
        found = put(found, count++, FleetEvents.pack(at, FleetEvents.BACK, i));
        at += exponential(random) / SILENCES;
      }
    }
    events = Arrays.copyOf(found, count);
    Arrays.sort(events);
    draw(random, cumulative);
  }

  /** Within each revision by lot; a wave's share of each is the same but for rounding. */
  private void draw(SplittableRandom random, double[] cumulative) {
    for (int kind = 0; kind < REVISIONS; kind++) {
      long[] ranks = new long[devices];
      int size = 0;
      for (int i = 0; i < devices; i++) {
        if (revision[i] == kind) {
          ranks[size++] = (random.nextLong() & 0x7FFFFFFFFFF00000L) | i;
        }
      }
      Arrays.sort(ranks, 0, size);
      double offset = random.nextDouble();
      for (int place = 0; place < size; place++) {
        double position = (place + offset) / size;
        int mine = 0;
        while (mine < cumulative.length && position >= cumulative[mine]) {
          mine++;
        }
        wave[(int) (ranks[place] & 0xFFFFF)] = mine;
      }
    }
  }

  /** The stream of what the release does to this device, whenever it gets it. */
  SplittableRandom fateOf(int device) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + device);
  }

  /** The stream of measured noise, apart from all else. */
  SplittableRandom noise() {
    return new SplittableRandom(~seed);
  }

  static double exponential(SplittableRandom random) {
    return -Math.log1p(-random.nextDouble());
  }

  private static long[] put(long[] array, int place, long value) {
    long[] roomy = place < array.length ? array : Arrays.copyOf(array, array.length * 2);
    roomy[place] = value;
    return roomy;
  }
}
