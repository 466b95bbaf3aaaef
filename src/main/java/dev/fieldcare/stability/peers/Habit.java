package dev.fieldcare.stability.peers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How one device usually stands among its peers in one metric, and whether it now stands out.
 *
 * <p>Learnt from calm buckets only: the usual offset and how far off it the device gets, with a
 * memory of three days; and the farthest it ever was off, forgotten by half in thirty days. What
 * stood out and went away by itself counts as known from then on, so what recurs is told once.
 * Counters are not judged. A device with little history is given the spread of its cohort on top.
 *
 * <p>It stands out after half an hour beyond the limit, and is back after half an hour well below.
 */
final class Habit {
  /** Buckets a device must have been compared for before it can stand out: a day. */
  static final int TRAINING = 144;

  private static final double SIGMAS = 6;
  private static final double BEYOND_KNOWN = 1.3;
  private static final double WELL_BELOW = 0.6;
  private static final int SUSTAINED = 3;
  private static final double TRUST = 36;
  private static final double COUNTS = 0.9;
  private static final double SLOWEST = 1 / 432.0;
  private static final double FORGETTING = Math.pow(0.5, 1 / (30 * 144.0));

  /** What a bucket changed. */
  enum Change {
    NONE,
    BEGAN,
    ENDED
  }

  private int cohort;
  private int seen;
  private double offset;
  private double scatter;
  private double farthest;
  private double last;

  /** How much more often the metric rose than fell, from 1 to -1. */
  private double rising;

  private int run;
  private long since;
  private boolean active;
  private double worst;

  /** How far off the usual the device is with this deviation from its cohort's centre. */
  double residual(double deviation) {
    return deviation - usual();
  }

  /** Where the device usually is from its cohort's centre, as far as can be said. */
  double usual() {
    return trust() * offset;
  }

  private double trust() {
    return seen / (seen + TRUST);
  }

  boolean isActive() {
    return active;
  }

  /** When the bucket began that was the first to stand out. */
  long since() {
    return since;
  }

  /** Starts to learn anew with other peers; true if that ends its standing out. */
  boolean movesTo(int otherCohort) {
    if (cohort == otherCohort) {
      return false;
    }
    boolean wasActive = active;
    cohort = otherCohort;
    seen = 0;
    offset = 0;
    scatter = 0;
    farthest = 0;
    rising = 0;
    run = 0;
    active = false;
    return wasActive;
  }

  /**
   * Takes in a bucket.
   *
   * @param start of the bucket, epoch milliseconds
   * @param mean the device's
   * @param deviation of that from its cohort's centre
   * @param within how far devices of the cohort are off their usual now, as a standard deviation
   * @param between how far devices of the cohort are from its centre, likewise
   */
  Change take(long start, double mean, double deviation, double within, double between) {
    double off = Math.abs(residual(deviation));
    double limit = limit(within, between);
    rising += Math.max(1.0 / (seen + 1), SLOWEST) * (Math.signum(mean - last) - rising);
    last = mean;
    boolean isOut = seen >= TRAINING && !isCounter() && off > limit;
    if (!isOut && !active) {
      learn(deviation, off);
    }
    return active ? active(off, limit) : calm(isOut, start, off);
  }

  /**
   * What all but always rises, or falls, starts over some day; how far off that is means nothing.
   */
  private boolean isCounter() {
    return Math.abs(rising) > COUNTS;
  }

  private double limit(double within, double between) {
    double sigma = Math.hypot(Math.max(within, 1.25 * scatter), (1 - trust()) * between);
    return Math.max(SIGMAS * sigma, BEYOND_KNOWN * farthest);
  }

  private void learn(double deviation, double off) {
    seen++;
    double rate = Math.max(1.0 / seen, SLOWEST);
    offset += rate * (deviation - offset);
    scatter += rate * (off - scatter);
    // what the first hours are off by is what the offset had yet to learn
    farthest = seen < TRUST ? 0 : Math.max(FORGETTING * farthest, off);
  }

  private Change calm(boolean isOut, long start, double off) {
    if (!isOut) {
      run = 0;
      return Change.NONE;
    }
    if (run == 0) {
      since = start;
      worst = 0;
    }
    worst = Math.max(worst, off);
    if (++run < SUSTAINED) {
      return Change.NONE;
    }
    active = true;
    run = 0;
    return Change.BEGAN;
  }

  private Change active(double off, double limit) {
    worst = Math.max(worst, off);
    run = off < WELL_BELOW * limit ? run + 1 : 0;
    if (run < SUSTAINED) {
      return Change.NONE;
    }
    active = false;
    run = 0;
    farthest = Math.max(farthest, worst);
    return Change.ENDED;
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(cohort);
    out.writeInt(seen);
    out.writeFloat((float) offset);
    out.writeFloat((float) scatter);
    out.writeFloat((float) farthest);
    out.writeFloat((float) worst);
    out.writeDouble(last);
    out.writeFloat((float) rising);
    out.writeByte(run);
    out.writeBoolean(active);
    out.writeLong(since);
  }

  void load(DataInput in) throws IOException {
    cohort = in.readInt();
    seen = in.readInt();
    offset = in.readFloat();
    scatter = in.readFloat();
    farthest = in.readFloat();
    worst = in.readFloat();
    last = in.readDouble();
    rising = in.readFloat();
    run = in.readByte();
    active = in.readBoolean();
    since = in.readLong();
  }
}
