package dev.fieldcare.stability;

import dev.fieldcare.stability.LearntClock.State;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** From this arrival (epoch microseconds) on, stamps are corrected by so many milliseconds. */
  record Correction(long fromArrival, long offset) {}

  private final List<Correction> corrections = new ArrayList<>(0);
  private final ClockDrift drift = new ClockDrift();
  private State state = State.GOOD;
  private long since;
  private long corrected;
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
    drift.heard(lead, arrival);
    if (since == 0) {
      since = arrival;
    }
    long from = judge(ts, arrivalMicros, prompt, newest);
    if (offset != 0) {
      corrected++;
    }
    return from;
  }

  private long judge(long ts, long arrivalMicros, boolean prompt, long newest) {
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
    corrected += offset == 0 ? streak - 1 : 0; // those before this one, unless they were anyway
    correct(streakArrival, -lead);
    streak = 0;
    return from;
  }

  private void correct(long fromArrival, long by) {
    offset = by;
    State before = state;
    state = stateOf(by);
    if (state != before) {
      since = fromArrival / 1000;
    }
    corrections.add(new Correction(fromArrival, by));
    if (corrections.size() > KEPT) {
      corrections.removeFirst();
    }
  }

  /** What is added to stamps that arrive now, milliseconds. */
  long offset() {
    return offset;
  }

  /** What was learnt so far; empty if nothing was heard. */
  Optional<LearntClock> learnt() {
    return since == 0
        ? Optional.empty()
        : Optional.of(
            new LearntClock(
                state,
                Instant.ofEpochMilli(since),
                Instant.ofEpochMilli(lastArrival),
                Duration.ofMillis(lead),
                Duration.ofMillis(offset),
                corrected,
                drift.estimate().orElse(null)));
  }

  private State stateOf(long by) {
    if (by == 0) {
      return State.GOOD;
    }
    return by < 0 ? State.AHEAD : lead < -NO_CLOCK ? State.NONE : State.PUT_BACK;
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
    out.writeByte(state.ordinal());
    out.writeLong(since);
    out.writeLong(corrected);
    drift.save(out);
  }

  /**
   * @param format of what is read: before the third, nothing but the corrections was known
   */
  void load(DataInput in, int format) throws IOException {
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
    if (format < 3) {
      state = stateOf(offset);
      since = corrections.isEmpty() ? lastArrival : corrections.getLast().fromArrival / 1000;
      return;
    }
    state = State.values()[in.readByte()];
    since = in.readLong();
    corrected = in.readLong();
    drift.load(in);
  }
}
