package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How far one device's own time has come, and whether its clock was put back.
 *
 * <p>A device is compared with itself only: a steady offset, or a recording years old, is as good
 * as the right time. Time goes on with the newest stamp, and goes back in two cases, lest a clock
 * that was once ahead blind us for as long: when the newest stamp lies in the server's future while
 * this one agrees with the server's clock, and when for an hour nothing but older stamps came. All
 * else that is older is late, and leaves time alone.
 */
final class DeviceClock {
  static final long TOLERANCE = 300_000;
  static final long PATIENCE = 3_600_000;

  private long newest = Long.MIN_VALUE;
  private long lateSince;

  /** Takes a stamp in; true if with it time starts anew from an earlier moment. */
  boolean goesBackTo(long ts, long arrival) {
    if (ts >= newest) {
      newest = ts;
      lateSince = 0;
      return false;
    }
    boolean wasAhead = newest > arrival + TOLERANCE && Math.abs(ts - arrival) <= TOLERANCE;
    if (lateSince == 0) {
      lateSince = arrival;
    }
    if (wasAhead || arrival - lateSince >= PATIENCE) {
      newest = ts;
      lateSince = 0;
      return true;
    }
    return false;
  }

  /** The newest stamp, epoch milliseconds. */
  long newest() {
    return newest;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(newest);
    out.writeLong(lateSince);
  }

  void load(DataInput in) throws IOException {
    newest = in.readLong();
    lateSince = in.readLong();
  }
}
