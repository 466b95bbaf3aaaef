package dev.fieldcare.telemetry;

import com.influxdb.LogLevel;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps readings in an InfluxDB 1.8, 2 or 3.
 *
 * <p>InfluxDB overwrites what has the same device and instant without saying so. Hence: every
 * reading is fresh unless the same batch repeats it, conflicts are not counted, the value written
 * last stays, and two messages of one instant come back from {@link #replay} as one.
 */
public final class InfluxTelemetryStore implements TelemetryStore {
  /** Readings brought into order of arrival at a time. */
  private static final int REPLAY_WINDOW = 20_000;

  private final InfluxSettings settings;
  private final InfluxDBClient client;
  private final InfluxQueries queries;
  private final MetricSets metricSets;

  public InfluxTelemetryStore(Vertx vertx, InfluxSettings settings, MetricSets metricSets) {
    this.settings = settings;
    this.client = InfluxDBClientFactory.create(options(settings));
    this.queries = new InfluxQueries(vertx, settings);
    this.metricSets = metricSets;
  }

  private static InfluxDBClientOptions options(InfluxSettings settings) {
    var options =
        InfluxDBClientOptions.builder()
            .url(settings.url())
            .org(settings.org())
            .bucket(settings.bucket())
            .logLevel(LogLevel.NONE);
    String token = settings.token();
    if (token == null && settings.username() != null) {
      token = settings.username() + ":" + settings.password();
    }
    if (token != null) {
      options.authenticateToken(token.toCharArray());
    }
    return options.build();
  }

  @Override
  public Writer openWriter() {
    WriteApiBlocking writes = client.getWriteApiBlocking();
    return new Writer() {
      @Override
      public Appended append(List<Reading> readings) {
        if (!readings.isEmpty()) {
          write(writes, readings);
        }
        return new Appended(firstOfEach(readings), 0);
      }

      @Override
      public void close() {}
    };
  }

  private void write(WriteApiBlocking writes, List<Reading> readings) {
    try {
      writes.writeRecord(WritePrecision.US, InfluxSchema.lines(readings));
    } catch (InfluxException e) {
      if (e.status() == 400 || e.status() == 413 || e.status() == 422) {
        throw new Problem(
            Problem.Kind.BAD_INPUT,
            "store.refused",
            "InfluxDB, "
                + settings
                + ", refused a batch of "
                + readings.size()
                + " readings, the first of "
                + readings.getFirst().device().id()
                + ": "
                + e.getMessage(),
            e);
      }
      throw InfluxAnswer.unavailable(settings.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  private static BitSet firstOfEach(List<Reading> readings) {
    record Key(int device, long ts, MetricSet metrics) {}
    var seen = new HashSet<Key>();
    var fresh = new BitSet(readings.size());
    for (int i = 0; i < readings.size(); i++) {
      Reading reading = readings.get(i);
      fresh.set(i, seen.add(new Key(reading.device().number(), reading.ts(), reading.metrics())));
    }
    return fresh;
  }

  @Override
  public Future<List<Point>> points(Device device, String metric, long from, long to, int limit) {
    return queries.points(device, metric, from, to, limit);
  }

  @Override
  public Future<List<Bucket>> buckets(
      Device device, String metric, long from, long to, Duration every) {
    return queries.buckets(device, metric, from, to, every);
  }

  @Override
  public Future<Map<String, Point>> latest(Device device) {
    return queries
        .metrics(device)
        .compose(
            metrics -> {
              List<Future<Point>> points =
                  metrics.stream().map(metric -> queries.last(device, metric)).toList();
              return Future.all(points)
                  .map(
                      done -> {
                        var latest = new HashMap<String, Point>();
                        for (int i = 0; i < metrics.size(); i++) {
                          latest.put(metrics.get(i), points.get(i).result());
                        }
                        return latest;
                      });
            });
  }

  @Override
  public void replay(
      long arrival, IntFunction<@Nullable Device> devices, Consumer<Reading> consumer) {
    long after = arrival;
    for (long end = queries.windowEnd(after, REPLAY_WINDOW);
        end > after;
        end = queries.windowEnd(after, REPLAY_WINDOW)) {
      queries.arrived(after, end, devices, metricSets).forEach(consumer);
      after = end;
    }
  }

  @Override
  public void history(Device device, long after, Consumer<Reading> consumer) {
    long from = after;
    for (List<Reading> some = queries.history(device, from, REPLAY_WINDOW, metricSets);
        !some.isEmpty();
        some = queries.history(device, from, REPLAY_WINDOW, metricSets)) {
      some.forEach(consumer);
      from = some.getLast().ts();
    }
  }

  @Override
  public long lastArrival() {
    return queries.lastArrival();
  }

  @Override
  public void close() {
    client.close();
    queries.close();
  }
}
