package dev.fieldcare.telemetry;

import java.util.List;

/**
 * What we keep in InfluxDB: one point of {@code reading} for each device and instant, its metrics
 * as fields; and one point of {@code batch} for each write, at the time of its last arrival, which
 * tells what stretch of event time the write covered. So what arrived after some moment is found
 * without looking through everything.
 */
final class InfluxSchema {
  static final String READING = "reading";
  static final String BATCH = "batch";

  /** Tag: the device's id. */
  static final String DEVICE = "device";

  /** Field: the device's number. No metric's key begins with an underscore. */
  static final String NUMBER = "_number";

  /** Field: when the server received the reading, epoch microseconds. */
  static final String ARRIVAL = "_arrival";

  private InfluxSchema() {}

  /** The batch in line protocol, times in microseconds. */
  static String lines(List<Reading> readings) {
    var lines = new StringBuilder(readings.size() * 96);
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Reading reading : readings) {
      appendReading(lines, reading);
      from = Math.min(from, reading.ts());
      to = Math.max(to, reading.ts());
      first = Math.min(first, reading.arrival());
      last = Math.max(last, reading.arrival());
    }
    lines.append(BATCH).append(" from=").append(from).append("i,to=").append(to);
    lines.append("i,first=").append(first).append("i,count=").append(readings.size());
    return lines.append("i ").append(last).append('\n').toString();
  }

  private static void appendReading(StringBuilder lines, Reading reading) {
    lines.append(READING).append(',').append(DEVICE).append('=');
    InfluxText.appendKey(lines, reading.device().id());
    lines.append(' ').append(ARRIVAL).append('=').append(reading.arrival()).append("i,");
    lines.append(NUMBER).append('=').append(reading.device().number()).append('i');
    List<String> names = reading.metrics().names();
    for (int i = 0; i < names.size(); i++) {
      lines.append(',');
      InfluxText.appendKey(lines, InfluxText.key(names.get(i)));
      lines.append('=').append(reading.values()[i]);
    }
    lines.append(' ').append(reading.ts()).append("000\n");
  }
}
