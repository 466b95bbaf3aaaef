package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The even rhythm in which a series is measured, learnt from the instants themselves.
 *
 * <p>A gap that most gaps resemble becomes the beat (a majority vote); gaps are then told in whole
 * beats. What lies between two beats is an extra reading and passed over. Where gaps are seldom
 * whole beats there is no rhythm, and nothing can be said to be missing.
 */
final class Beat {
  /** Nothing came for so long that it was silence, not loss. */
  static final int PAUSE = -1;

  /** Another beat than before has become the usual one. */
  static final int CHANGED = -2;

  private static final double NEAR = 0.25;
  private static final int JUDGED_BEATS = 3;
  private static final int VOTES_TO_BEGIN = 30;
  private static final int VOTES_TO_CHANGE = 60;
  private static final int ENOUGH_GAPS = 100;
  private static final double MEMORY = 200;
  private static final double EVEN = 0.9;
  private static final double UNEVEN = 0.75;
  private static final int PAUSE_BEATS = 6;
  private static final long SHORTEST_PAUSE = 60_000;
  private static final double LONGEST = 3_600_000;

  private double millis;
  private double candidate;
  private int votes;
  private double even;
  private int gaps;
  private long last = Long.MIN_VALUE;

  /** The reading from which the next beat is counted. */
  private long anchor;

  /**
   * @param expected how often a reading should come, milliseconds, or 0 if only habit tells
   */
  Beat(long expected) {
    this.millis = expected;
  }

  double millis() {
    return millis;
  }

  /** Whether readings come so evenly that it shows when one is missing. */
  boolean isEven() {
    return millis > 0 && millis <= LONGEST && gaps >= ENOUGH_GAPS && even >= EVEN;
  }

  /** Whether there is no rhythm any more; between this and even lies what may pass. */
  boolean isUneven() {
    return !isEven() && even < UNEVEN;
  }

  /**
   * Takes the instant of a reading.
   *
   * @return how many beats after the last one that counted it came: 1 if none is missing between; 0
   *     if it does not count, or {@link #PAUSE} or {@link #CHANGED}
   */
  int passed(long ts) {
    if (last == Long.MIN_VALUE) {
      last = ts;
      anchor = ts;
      return 0;
    }
    double gap = (double) ts - last;
    if (gap <= 0) {
      return 0;
    }
    last = ts;
    if (isOutvotedBy(gap)) {
      millis = candidate;
      candidate = 0;
      votes = 0;
      even = 0;
      gaps = 0;
      anchor = ts;
      return CHANGED;
    }
    if (millis > 0 && gap >= Math.max(PAUSE_BEATS * millis, SHORTEST_PAUSE)) {
      anchor = ts;
      return PAUSE;
    }
    return millis == 0 ? 0 : beats(ts);
  }

  private boolean isOutvotedBy(double gap) {
    if (millis > 0 && isNear(gap, millis)) {
      votes = Math.max(0, votes - 1);
      return false;
    }
    if (votes == 0) {
      candidate = gap;
      votes = 1;
    } else if (isNear(gap, candidate)) {
      candidate += 0.1 * (gap - candidate);
      votes++;
    } else {
      votes--;
    }
    return votes >= (millis == 0 ? VOTES_TO_BEGIN : VOTES_TO_CHANGE);
  }

  private static boolean isNear(double gap, double beat) {
    return Math.abs(gap - beat) <= NEAR * beat;
  }

  private int beats(long ts) {
    double passed = (ts - anchor) / millis;
    if (passed < 1 - NEAR) {
      return 0;
    }
    int beats = (int) Math.min(Integer.MAX_VALUE, Math.floor(passed + NEAR));
    if (beats <= JUDGED_BEATS) {
      boolean isWhole = passed - beats <= NEAR;
      gaps = Math.min(gaps + 1, Integer.MAX_VALUE - 1);
      even += Math.max(1 / MEMORY, 1.0 / gaps) * ((isWhole ? 1 : 0) - even);
    }
    if (beats == 1 && passed <= 1 + NEAR) {
      millis += 0.02 * (ts - anchor - millis);
    }
    anchor = ts;
    return beats;
  }

  void save(DataOutput out) throws IOException {
    out.writeDouble(millis);
    out.writeDouble(candidate);
    out.writeInt(votes);
    out.writeDouble(even);
    out.writeInt(gaps);
    out.writeLong(last);
    out.writeLong(anchor);
  }

  void load(DataInput in) throws IOException {
    millis = in.readDouble();
    candidate = in.readDouble();
    votes = in.readInt();
    even = in.readDouble();
    gaps = in.readInt();
    last = in.readLong();
    anchor = in.readLong();
  }
}
