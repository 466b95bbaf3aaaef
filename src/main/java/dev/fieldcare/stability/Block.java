package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Gathers readings that come more often than once a minute into blocks of a minute, so that a
 * series at ten seconds and one at five minutes look alike. Slower readings are a block each.
 */
final class Block {
  private static final long LENGTH = 60_000;
  private static final double UNKNOWN = LENGTH;

  private double gap = UNKNOWN;
  private long lastTs = Long.MIN_VALUE;
  private long start;
  private int count;
  private double sum;
  private double min;
  private double max;
  private boolean isOver;

  /** True if the value completed a block: then ask for its mean and spread before the next. */
  boolean add(long ts, double value) {
    if (lastTs != Long.MIN_VALUE && ts > lastTs) {
      double step = ts - lastTs;
      gap = gap == UNKNOWN ? step : gap + 0.1 * (Math.min(step, 4 * gap) - gap);
    }
    if (count == 0 || isOver || ts < start) {
      start = ts;
      count = 0;
      sum = 0;
      min = value;
      max = value;
      isOver = false;
    }
    lastTs = ts;
    count++;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    isOver = ts + 0.9 * gap >= start + LENGTH;
    return isOver;
  }

  long start() {
    return start;
  }

  double mean() {
    return sum / count;
  }

  /** Largest less smallest, or −1 where too few values say something about it. */
  double spread() {
    return count >= 3 ? max - min : -1;
  }

  void save(DataOutput out) throws IOException {
    out.writeDouble(gap);
    out.writeLong(lastTs);
    out.writeLong(start);
    out.writeInt(isOver ? 0 : count);
    out.writeDouble(sum);
    out.writeDouble(min);
    out.writeDouble(max);
  }

  void load(DataInput in) throws IOException {
    gap = in.readDouble();
    lastTs = in.readLong();
    start = in.readLong();
    count = in.readInt();
    sum = in.readDouble();
    min = in.readDouble();
    max = in.readDouble();
  }
}
