package dev.fieldcare.stability.peers;

import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.MetricSet;
import dev.fieldcare.telemetry.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Means over ten minutes of event time of each device and metric, until their bucket is closed. A
 * reading belongs to the bucket of its stamp; what comes after that was closed is too late, and
 * what lies ahead of the server's clock is not gathered.
 *
 * <p>All calls for a lane belong on that lane; lanes share nothing. About 150 bytes a series.
 */
public final class Buckets {
  /** Milliseconds. */
  public static final long WIDTH = 600_000;

  /** How long after its end a bucket stays open for late readings, milliseconds. */
  static final long LATENESS = 300_000;

  private static final int OPEN = 3;
  private static final int MOST_METRICS = 64;
  private static final long FORGET_AFTER = 144;

  private static final class Series {
    final String metric;
    final long[] bucket = new long[OPEN];
    final double[] sum = new double[OPEN];
    final int[] count = new int[OPEN];

    Series(String metric) {
      this.metric = metric;
      Arrays.fill(bucket, Long.MIN_VALUE);
    }

    void add(long to, double value) {
      int at = (int) Math.floorMod(to, (long) OPEN);
      if (bucket[at] < to) {
        bucket[at] = to;
        sum[at] = 0;
        count[at] = 0;
      }
      if (bucket[at] == to) {
        sum[at] += value;
        count[at]++;
      }
    }
  }

  private static final class Slot {
    Device device;
    @Nullable MetricSet metrics;
    Series[] row = new Series[0];
    final Map<String, Series> series = new HashMap<>();
    long newest;

    Slot(Device device) {
      this.device = device;
    }
  }

  private static final class Lane {
    @Nullable Slot[] slots = new Slot[64];
    long closed = Long.MIN_VALUE;
  }

  private final Lane[] lanes;

  public Buckets(int laneCount) {
    lanes = new Lane[laneCount];
    Arrays.setAll(lanes, i -> new Lane());
  }

  /** The newest bucket that is complete at this time, epoch milliseconds. */
  public static long complete(long now) {
    return Math.floorDiv(now - LATENESS, WIDTH) - 1;
  }

  public void add(Reading reading) {
    int number = reading.device().number();
    Lane lane = lanes[number % lanes.length];
    long bucket = Math.floorDiv(reading.ts(), WIDTH);
    if (bucket <= lane.closed || bucket > Math.floorDiv(reading.arrival() / 1000, WIDTH)) {
      return;
    }
    Slot slot = slotOf(lane, number / lanes.length, reading.device());
    slot.device = reading.device();
    slot.newest = Math.max(slot.newest, bucket);
    if (slot.metrics != reading.metrics()) {
      slot.metrics = reading.metrics();
      slot.row = rowOf(slot, reading.metrics());
    }
    double[] values = reading.values();
    for (int i = 0; i < slot.row.length; i++) {
      slot.row[i].add(bucket, values[i]);
    }
  }

  private static Slot slotOf(Lane lane, int place, Device device) {
    if (place >= lane.slots.length) {
      lane.slots = Arrays.copyOf(lane.slots, Math.max(place + 1, 2 * lane.slots.length));
    }
    Slot slot = lane.slots[place];
    if (slot == null) {
      slot = new Slot(device);
      lane.slots[place] = slot;
    }
    return slot;
  }

  /** Those beyond what is kept of a device share one series that nobody reads. */
  private static Series[] rowOf(Slot slot, MetricSet metrics) {
    Series[] row = new Series[metrics.size()];
    for (int i = 0; i < row.length; i++) {
      String name = metrics.names().get(i);
      Series known = slot.series.get(name);
      if (known == null) {
        known = new Series(name);
        if (slot.series.size() < MOST_METRICS) {
          slot.series.put(name, known);
        }
      }
      row[i] = known;
    }
    return row;
  }

  /** What the lane has of the bucket, which is closed with that, as are those before it. */
  public List<Mean> close(int lane, long bucket) {
    var means = new ArrayList<Mean>();
    lanes[lane].closed = bucket;
    @Nullable Slot[] slots = lanes[lane].slots;
    for (int i = 0; i < slots.length; i++) {
      Slot slot = slots[i];
      if (slot != null && slot.newest < bucket - FORGET_AFTER) {
        slots[i] = null;
      } else if (slot != null) {
        for (Series series : slot.series.values()) {
          int at = (int) Math.floorMod(bucket, (long) OPEN);
          if (series.bucket[at] == bucket) {
            means.add(new Mean(slot.device, series.metric, series.sum[at] / series.count[at]));
          }
        }
      }
    }
    return means;
  }
}
