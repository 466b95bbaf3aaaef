package dev.fieldcare.telemetry;

import dev.fieldcare.telemetry.TelemetryStore.Bucket;
import dev.fieldcare.telemetry.TelemetryStore.Point;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds excursions in any store: hours with an extreme beyond, then the points in them. */
final class StoredExcursions {
  private static final long HOUR = 3_600_000;
  private static final int MOST_HOURS = 48;
  private static final int MOST_POINTS = 10_000;

  private StoredExcursions() {}

  static Future<List<Excursion>> find(
      TelemetryStore store, List<Envelope> envelopes, long from, long to) {
    Future<List<Excursion>> all = Future.succeededFuture(new ArrayList<>());
    for (Envelope each : envelopes) {
      all = all.compose(found -> find(store, each, from, to).map(more -> both(found, more)));
    }
    return all;
  }

  private static <T> List<T> both(List<T> some, List<T> more) {
    some.addAll(more);
    return some;
  }

  private static Future<List<Excursion>> find(
      TelemetryStore store, Envelope it, long from, long to) {
    long startOfHour = Math.floorDiv(from, HOUR) * HOUR;
    return store
        .buckets(it.device(), it.metric(), startOfHour, to, Duration.ofMillis(HOUR))
        .compose(
            buckets -> {
              List<Long> hours =
                  buckets.stream()
                      .filter(each -> it.isBeyond(each.max()) || it.isBeyond(each.min()))
                      .map(Bucket::ts)
                      .toList();
              Future<List<Point>> points = Future.succeededFuture(new ArrayList<>());
              for (long hour :
                  hours.subList(Math.max(0, hours.size() - MOST_HOURS), hours.size())) {
                long start = Math.max(from, hour);
                long end = Math.min(to, hour + HOUR);
                points =
                    points.compose(
                        found ->
                            store
                                .points(it.device(), it.metric(), start, end, MOST_POINTS)
                                .map(more -> both(found, more)));
              }
              return points.map(found -> Excursion.in(it, found));
            });
  }
}
