package dev.fieldcare.api;

import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.TelemetryStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What a device measured: raw points, buckets, the newest values. */
final class SeriesRoutes {
  static final int MOST_POINTS = 1_000_000;
  private static final long MOST_BUCKETS = 50_000;
  private static final Duration DEFAULT_STRETCH = Duration.ofHours(24);

  private final Sight sight;
  private final TelemetryStore store;
  private final Clock clock;
  private final int pointLimit;

  SeriesRoutes(Sight sight, TelemetryStore store, Clock clock, int pointLimit) {
    this.sight = sight;
    this.store = store;
    this.clock = clock;
    this.pointLimit = pointLimit;
  }

  Future<Reply> telemetry(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    Query query = call.query();
    String metric = query.required("metric", "temperature");
    Instant to = query.instant("to");
    Instant from = query.instant("from");
    if (to == null) {
      // one millisecond on, so that what was measured at this very moment is within
      to = clock.instant().plusMillis(1);
    }
    if (from == null) {
      from = to.minus(DEFAULT_STRETCH);
    }
    if (from.isAfter(to)) {
      throw Query.bad("from", "a time before to, " + to, from.toString());
    }
    Duration every = query.duration("every");
    return every == null
        ? raw(device, metric, from.toEpochMilli(), to.toEpochMilli(), query)
        : buckets(device, metric, from.toEpochMilli(), to.toEpochMilli(), every, query);
  }

  Future<Reply> latest(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    return store
        .latest(device)
        .map(
            points -> {
              var metrics = new JsonObject();
              points.forEach(
                  (metric, point) ->
                      metrics.put(
                          metric,
                          new JsonObject().put("ts", point.ts()).put("value", point.value())));
              return Reply.ok(new JsonObject().put("device", device.id()).put("metrics", metrics));
            });
  }

  private Future<Reply> raw(Device device, String metric, long from, long to, Query query) {
    int limit = query.number("limit", pointLimit, MOST_POINTS);
    Long after = query.cursor("after");
    long start = after == null ? from : Math.max(from, after == Long.MAX_VALUE ? after : after + 1);
    return store
        .points(device, metric, start, to, limit + 1)
        .map(points -> Reply.json(SeriesJson.raw(points, limit)));
  }

  private Future<Reply> buckets(
      Device device, String metric, long from, long to, Duration every, Query query) {
    for (String raw : new String[] {"limit", "after"}) {
      if (query.text(raw) != null) {
        throw Query.bad(
            raw, "none beside every: buckets come all at once", query.required(raw, ""));
      }
    }
    if ((to - from) / every.toMillis() > MOST_BUCKETS) {
      throw Query.bad(
          "every",
          "at least "
              + Duration.ofMillis((to - from) / MOST_BUCKETS + 1)
              + " for this stretch of time, which makes "
              + MOST_BUCKETS
              + " buckets",
          every.toString());
    }
    return store
        .buckets(device, metric, from, to, every)
        .map(buckets -> Reply.json(SeriesJson.buckets(buckets, every)));
  }
}
