package dev.fieldcare.commands;

import java.util.PriorityQueue;

/**
 * The events of a simulation in order of time: those of a trace, and those that come of what is
 * done. An event is one long: milliseconds, what, which device.
 */
final class FleetEvents {
  static final int REBOOT = 0;
  static final int SILENT = 1;
  static final int BACK = 2;

  /** An installation ends, well or not. */
  static final int INSTALLED = 3;

  /** A reboot there would not be without the release. */
  static final int ADDED_REBOOT = 4;

  /** Silence for good, noticed. */
  static final int STOPPED = 5;

  /** Time to look at a wave. */
  static final int LOOK = 6;

  private static final double MILLIS = 3_600_000;
  private static final int DEVICE_BITS = 20;
  private static final int WHAT_BITS = 3;

  private final long[] trace;
  private int next;
  private final PriorityQueue<Long> added = new PriorityQueue<>();

  FleetEvents(FleetTrace trace) {
    this.trace = trace.events;
  }

  static long pack(double hours, int what, int device) {
    long millis = Math.round((hours + FleetTrace.BEFORE) * MILLIS);
    return (((millis << WHAT_BITS) | what) << DEVICE_BITS) | device;
  }

  static double hours(long event) {
    return (event >>> (DEVICE_BITS + WHAT_BITS)) / MILLIS - FleetTrace.BEFORE;
  }

  static int what(long event) {
    return (int) (event >>> DEVICE_BITS) & ((1 << WHAT_BITS) - 1);
  }

  static int device(long event) {
    return (int) event & ((1 << DEVICE_BITS) - 1);
  }

  /** Beyond the horizon nothing happens. */
  void add(double hours, int what, int device) {
    if (hours < FleetTrace.HORIZON) {
      added.add(pack(hours, what, device));
    }
  }

  /** The next event, or -1 when there is none. */
  long take() {
    Long first = added.peek();
    if (next < trace.length && (first == null || trace[next] <= first)) {
      return trace[next++];
    }
    if (first == null) {
      return -1;
    }
    added.poll();
    return first;
  }
}
