package dev.fieldcare.stability;

import dev.fieldcare.registry.Metric;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one device and the detectors that watch it. Keeps the order of event time: a value
 * not newer than the newest is a repeat and not fed to them.
 */
final class Series {
  final String metric;
  private Detector[] detectors;
  long lastTs = Long.MIN_VALUE;

  private Sink[] sinks;
  private final StabilityCounts counts;
  private final double min;
  private final double max;

  /** Detectors and sinks go by pairs. */
  Series(
      String metric,
      @Nullable Metric described,
      List<Detector> detectors,
      List<Sink> sinks,
      StabilityCounts counts) {
    this.metric = metric;
    this.detectors = detectors.toArray(new Detector[0]);
    this.sinks = sinks.toArray(new Sink[0]);
    this.counts = counts;
    Double low = described == null ? null : described.physicalMin();
    Double high = described == null ? null : described.physicalMax();
    this.min = low == null ? Double.NEGATIVE_INFINITY : low;
    this.max = high == null ? Double.POSITIVE_INFINITY : high;
  }

  /** A series nobody watches. */
  static Series ignored(String metric, StabilityCounts counts) {
    return new Series(metric, null, List.of(), List.of(), counts);
  }

  Detector[] detectors() {
    return detectors;
  }

  boolean isWatched() {
    return detectors.length > 0;
  }

  /** Has one more detector watch it from now on. */
  void add(Detector detector, Sink sink) {
    detectors = Arrays.copyOf(detectors, detectors.length + 1);
    detectors[detectors.length - 1] = detector;
    sinks = Arrays.copyOf(sinks, sinks.length + 1);
    sinks[sinks.length - 1] = sink;
  }

  void observe(long ts, double value) {
    if (ts <= lastTs) {
      counts.repeated.increment();
      return;
    }
    lastTs = ts;
    if (!(value >= min && value <= max)) {
      counts.implausible.increment();
    }
    for (int i = 0; i < detectors.length; i++) {
      detectors[i].observe(ts, value, sinks[i]);
    }
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(lastTs);
    out.writeByte(detectors.length);
    var bytes = new ByteArrayOutputStream();
    for (Detector detector : detectors) {
      bytes.reset();
      detector.save(new DataOutputStream(bytes));
      out.writeUTF(detector.id());
      out.writeInt(bytes.size());
      out.write(bytes.toByteArray());
    }
  }

  /**
   * Passes over the state of detectors there are no more.
   *
   * @param found is told the name of each before its state is looked at, and may add it
   */
  void load(DataInput in, Consumer<String> found) throws IOException {
    lastTs = in.readLong();
    int size = in.readByte();
    for (int i = 0; i < size; i++) {
      String id = in.readUTF();
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      found.accept(id);
      for (Detector detector : detectors) {
        if (detector.id().equals(id)) {
          detector.load(new DataInputStream(new ByteArrayInputStream(bytes)));
        }
      }
    }
  }
}
