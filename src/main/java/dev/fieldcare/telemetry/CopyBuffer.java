package dev.fieldcare.telemetry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Readings in PostgreSQL's binary COPY format: (ts, arrival, device, metric_set, vals). Grows to
 * the largest batch and is used again and again by one writer.
 */
final class CopyBuffer {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int FLOAT8 = 701;
  private static final int FIELDS = 2 + 12 + 12 + 8 + 8 + 4;
  private static final int ARRAY_HEADER = 20;

  private ByteBuffer bytes = ByteBuffer.allocate(256 * 1024);

  void start() {
    bytes.clear();
    bytes.put(SIGNATURE).putInt(0).putInt(0);
  }

  void add(Reading reading, int metricSet) {
    double[] values = reading.values();
    int arrayLength = ARRAY_HEADER + 12 * values.length;
    ensure(FIELDS + arrayLength);
    bytes.putShort((short) 5);
    bytes.putInt(8).putLong(reading.ts());
    bytes.putInt(8).putLong(reading.arrival());
    bytes.putInt(4).putInt(reading.device().number());
    bytes.putInt(4).putInt(metricSet);
    bytes.putInt(arrayLength).putInt(1).putInt(0).putInt(FLOAT8).putInt(values.length).putInt(1);
    for (double value : values) {
      bytes.putInt(8).putDouble(value);
    }
  }

  void finish() {
    ensure(2);
    bytes.putShort((short) -1);
  }

  byte[] array() {
    return bytes.array();
  }

  int length() {
    return bytes.position();
  }

  private void ensure(int more) {
    if (bytes.remaining() < more) {
      ByteBuffer larger =
          ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + more));
      larger.put(bytes.flip());
      bytes = larger;
    }
  }
}
