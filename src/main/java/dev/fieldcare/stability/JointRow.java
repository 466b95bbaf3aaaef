package dev.fieldcare.stability;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** One metric set of one device and the detector that watches its metrics together. */
final class JointRow {
  final List<String> metrics;
  final RowDetector detector;

  private final Sink sink;
  private long lastTs = Long.MIN_VALUE;

  JointRow(List<String> metrics, RowDetector detector, Sink sink) {
    this.metrics = metrics;
    this.detector = detector;
    this.sink = sink;
  }

  /** A row not newer than the newest is a repeat and not fed. */
  void observe(long ts, double[] values) {
    if (ts > lastTs) {
      lastTs = ts;
      detector.observe(ts, values, sink);
    }
  }

  void save(DataOutput out) throws IOException {
    var bytes = new ByteArrayOutputStream();
    detector.save(new DataOutputStream(bytes));
    out.writeLong(lastTs);
    out.writeUTF(detector.id());
    out.writeInt(bytes.size());
    out.write(bytes.toByteArray());
  }

  /** Starts anew if another detector wrote it. */
  void load(DataInput in) throws IOException {
    long at = in.readLong();
    String id = in.readUTF();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    if (id.equals(detector.id())) {
      lastTs = at;
      detector.load(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
  }
}
