package dev.fieldcare.stability.proposals;

import java.util.Arrays;

/** What one device measured of one metric, in order of time. */
public final class History {
  private static final int SAMPLE = 20_000;

  private long[] times = new long[1024];
  private double[] values = new double[1024];
  private int count;

  /** Times are to rise. */
  public void add(long ts, double value) {
    if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    times[count] = ts;
    values[count++] = value;
  }

  public int count() {
    return count;
  }

  long time(int i) {
    return times[i];
  }

  double value(int i) {
    return values[i];
  }

  /** How far readings scatter: the robust deviation of differences, free of slow changes. */
  double noise() {
    if (count < 2) {
      return 0;
    }
    int step = Math.max(1, (count - 1) / SAMPLE);
    double[] differences = new double[(count - 2) / step + 1];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = Math.abs(values[i * step + 1] - values[i * step]);
    }
    Arrays.sort(differences);
    return 1.4826 * differences[differences.length / 2] / Math.sqrt(2);
  }

  /** The usual time between readings, milliseconds. */
  long interval() {
    if (count < 2) {
      return 0;
    }
    int step = Math.max(1, (count - 1) / SAMPLE);
    long[] gaps = new long[(count - 2) / step + 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = times[i * step + 1] - times[i * step];
    }
    Arrays.sort(gaps);
    return gaps[gaps.length / 2];
  }
}
