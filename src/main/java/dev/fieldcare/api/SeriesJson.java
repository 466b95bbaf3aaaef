package dev.fieldcare.api;

import dev.fieldcare.telemetry.TelemetryStore.Bucket;
import dev.fieldcare.telemetry.TelemetryStore.Point;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes series as JSON straight into text: a day's points are answered many times a second. */
final class SeriesJson {
  private static final int POINT_CHARACTERS = 28;
  private static final double EXACT = 1L << 53;

  private SeriesJson() {}

  /** The points up to the limit, and where to go on if there is one more than that. */
  static Buffer raw(List<Point> points, int limit) {
    int shown = Math.min(points.size(), limit);
    var text = new StringBuilder(64 + shown * POINT_CHARACTERS).append("{\"points\":[");
    for (int i = 0; i < shown; i++) {
      point(text, i, points.get(i).ts(), points.get(i).value());
    }
    text.append("],\"next\":");
    if (points.size() > limit) {
      text.append('"').append(points.get(limit - 1).ts()).append('"');
    } else {
      text.append("null");
    }
    return Buffer.buffer(text.append('}').toString());
  }

  static Buffer buckets(List<Bucket> buckets, Duration every) {
    var text = new StringBuilder(64 + buckets.size() * 3 * POINT_CHARACTERS);
    text.append("{\"every\":\"").append(every).append("\",\"points\":[");
    for (int i = 0; i < buckets.size(); i++) {
      point(text, i, buckets.get(i).ts(), buckets.get(i).mean());
    }
    column(text, "min", buckets, (to, bucket) -> number(to, bucket.min()));
    column(text, "max", buckets, (to, bucket) -> number(to, bucket.max()));
    column(text, "count", buckets, (to, bucket) -> to.append(bucket.count()));
    return Buffer.buffer(text.append("]}").toString());
  }

  private static void column(
      StringBuilder text,
      String name,
      List<Bucket> buckets,
      BiConsumer<StringBuilder, Bucket> write) {
    text.append("],\"").append(name).append("\":[");
    for (int i = 0; i < buckets.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      write.accept(text, buckets.get(i));
    }
  }

  private static void point(StringBuilder text, int i, long ts, double value) {
    text.append(i == 0 ? "[" : ",[").append(ts).append(',');
    number(text, value);
    text.append(']');
  }

  /** Whole numbers without the point, all others in Java's shortest form, which JSON has too. */
  private static void number(StringBuilder text, double value) {
    if (value == Math.rint(value) && Math.abs(value) < EXACT) {
      text.append((long) value);
    } else {
      text.append(value);
    }
  }
}
