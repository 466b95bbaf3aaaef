package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far one device's clock is off, told from the stamps of its messages and the moments they
 * arrived.
 *
 * <p>A right clock and a late delivery look alike but for two things, and only these are corrected:
 *
 * <ul>
 *   <li>a stamp more than five minutes in the server's future cannot be right: the clock is ahead,
 *       by at least so much;
 *   <li>stamps that advance with the server's clock, six messages on end, while they lie a year
 *       back, or more than five minutes behind what the device itself stamped before: it has no
 *       clock, or the clock was put back.
 * </ul>
 *
 * A steady lag is left alone otherwise: it may be the way the message took. The correction ends
 * with the first stamp that agrees with the server's clock, as after an NTP sync. Corrections are
 * kept by arrival, so that a reading read from the store again gets the time it was given.
 */
final class DeviceClock {
  static final long TOLERANCE = 300_000;
  static final long NO_CLOCK = 365L * 86_400_000;
  private static final int STREAK = 6;
  private static final int KEPT = 32;
  private static final long LEAST_STEP = 500;

  /** What the device's clock seems to be. */
  enum State {
    RIGHT,
    AHEAD,
    BEHIND,
    NONE
  }

  /** From this arrival (epoch microseconds) on, stamps are corrected by so many milliseconds. */
  record Correction(long fromArrival, long offset) {}

  private final List<Correction> corrections = new ArrayList<>(0);
  private long offset;
  private long lead;
  private long lastTs;
  private long lastArrival;
  private int streak;
  private long streakArrival;
  private long streakTs;

  /**
   * Takes a stamp in, in order of arrival.
   *
   * @param newest the newest event time judged so far, milliseconds
   * @return from which event time on what was judged before has another time now, or {@link
   *     Long#MAX_VALUE} if nothing has
   */
  long heard(long ts, long arrivalMicros, long newest) {
    long arrival = arrivalMicros / 1000;
    long step = arrival - lastArrival;
    boolean prompt =
        step >= LEAST_STEP && Math.abs(ts - lastTs - step) <= Math.max(2_000, step / 10);
    lastTs = ts;
    lastArrival = arrival;
    lead = ts - arrival;
    if (Math.abs(lead) <= TOLERANCE) {
      streak = 0;
      if (offset != 0) {
        correct(arrivalMicros, 0);
      }
      return Long.MAX_VALUE;
    }
    long rest = lead + offset;
    if (rest > TOLERANCE) {
      streak = 0;
      correct(arrivalMicros, -lead);
      return Long.MAX_VALUE;
    }
    if (rest >= -TOLERANCE) {
      streak = 0;
      return Long.MAX_VALUE;
    }
    return lagging(ts, arrivalMicros, prompt, newest);
  }

  private long lagging(long ts, long arrivalMicros, boolean prompt, long newest) {
    if (!prompt || streak == 0) {
      streak = 1;
      streakArrival = arrivalMicros;
      streakTs = ts;
      return Long.MAX_VALUE;
    }
    streak++;
    boolean wasPutBack = ts + offset < newest - TOLERANCE;
    if (streak < STREAK || !(wasPutBack || lead < -NO_CLOCK)) {
      return Long.MAX_VALUE;
    }
    long from = streakTs + offset;
    correct(streakArrival, -lead);
    streak = 0;
    return from;
  }

  private void correct(long fromArrival, long by) {
    offset = by;
    corrections.add(new Correction(fromArrival, by));
    if (corrections.size() > KEPT) {
      corrections.removeFirst();
    }
  }

  /** What is added to stamps that arrive now, milliseconds. */
  long offset() {
    return offset;
  }

  /** How far the last stamp was ahead of the server's clock, milliseconds. */
  long lead() {
    return lead;
  }

  State state() {
    if (offset == 0) {
      return State.RIGHT;
    }
    return offset < 0 ? State.AHEAD : lead < -NO_CLOCK ? State.NONE : State.BEHIND;
  }

  List<Correction> corrections() {
    return List.copyOf(corrections);
  }

  /** The event time of a reading or event that was stamped and arrived like this. */
  static long at(List<Correction> corrections, long ts, long arrivalMicros) {
    for (int i = corrections.size() - 1; i >= 0; i--) {
      if (corrections.get(i).fromArrival <= arrivalMicros) {
        return ts + corrections.get(i).offset;
      }
    }
    return ts;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(offset);
    out.writeLong(lead);
    out.writeLong(lastTs);
    out.writeLong(lastArrival);
    out.writeByte(streak);
    out.writeLong(streakArrival);
    out.writeLong(streakTs);
    out.writeByte(corrections.size());
    for (Correction each : corrections) {
      out.writeLong(each.fromArrival);
      out.writeLong(each.offset);
    }
  }

  void load(DataInput in) throws IOException {
    offset = in.readLong();
    lead = in.readLong();
    lastTs = in.readLong();
    lastArrival = in.readLong();
    streak = in.readByte();
    streakArrival = in.readLong();
    streakTs = in.readLong();
    int size = in.readByte();
    for (int i = 0; i < size; i++) {
      corrections.add(new Correction(in.readLong(), in.readLong()));
    }
  }
}
