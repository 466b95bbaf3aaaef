package dev.fieldcare.telemetry;

import static dev.fieldcare.telemetry.InfluxText.identifier;
import static dev.fieldcare.telemetry.InfluxText.literal;

import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.TelemetryStore.Bucket;
import dev.fieldcare.telemetry.TelemetryStore.Point;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Asks an InfluxDB in InfluxQL, the one language its versions 1, 2 and 3 share. */
final class InfluxQueries implements AutoCloseable {
  /** Milliseconds within which InfluxDB's nanoseconds do not overflow. */
  private static final long FAR = 9_000_000_000_000L;

  private static final String FROM_READING = " FROM " + identifier(InfluxSchema.READING);
  private static final String FROM_BATCH = " FROM " + identifier(InfluxSchema.BATCH);
  private static final String ARRIVAL = identifier(InfluxSchema.ARRIVAL);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final WebClient web;
  private final InfluxSettings settings;

  InfluxQueries(Vertx vertx, InfluxSettings settings) {
    this.settings = settings;
    this.web =
        WebClient.create(
            vertx, new WebClientOptions().setConnectTimeout(5_000).setDecompressionSupported(true));
  }

  Future<List<Point>> points(Device device, String metric, long from, long to, int limit) {
    String key = identifier(InfluxText.key(metric));
    return ask("SELECT " + key + FROM_READING + where(device, from, to) + " LIMIT " + limit, "ms")
        .map(answer -> answer.rows().stream().map(InfluxQueries::point).toList());
  }

  Future<List<Bucket>> buckets(Device device, String metric, long from, long to, Duration every) {
    String key = identifier(InfluxText.key(metric));
    long step = every.toMillis();
    String statement =
        "SELECT count(%s), min(%s), mean(%s), max(%s)".formatted(key, key, key, key)
            + FROM_READING
            + where(device, from, to)
            + " GROUP BY time("
            + step
            + "ms) fill(none)";
    return ask(statement, "ms")
        .map(answer -> answer.rows().stream().map(InfluxQueries::bucket).toList());
  }

  /** The metrics the device ever reported. */
  Future<List<String>> metrics(Device device) {
    return ask("SELECT last(*)" + FROM_READING + where(device, -FAR, FAR), "ms")
        .map(
            answer -> {
              List<String> metrics = new ArrayList<>();
              for (List<@Nullable String> row : answer.rows()) {
                for (int i = 1; i < row.size(); i++) {
                  String key = answer.columns().get(i).substring("last_".length());
                  if (row.get(i) != null && !key.startsWith("_")) {
                    metrics.add(InfluxText.metric(key));
                  }
                }
              }
              return metrics;
            });
  }

  Future<Point> last(Device device, String metric) {
    String key = identifier(InfluxText.key(metric));
    return ask("SELECT last(" + key + ")" + FROM_READING + where(device, -FAR, FAR), "ms")
        .map(answer -> point(answer.rows().getFirst()));
  }

  /** The greatest arrival stored, or 0. Blocks. */
  long lastArrival() {
    var rows = askAndWait("SELECT last(count)" + FROM_BATCH, "u").rows();
    return rows.isEmpty() ? 0 : number(rows.getFirst(), 0);
  }

  /**
   * The arrival at which about {@code size} readings have arrived after {@code after}, or {@code
   * after} if none has. Blocks.
   */
  long windowEnd(long after, int size) {
    String statement = "SELECT count" + FROM_BATCH + " WHERE time > " + after + "u LIMIT 1000";
    long end = after;
    long readings = 0;
    for (List<@Nullable String> row : askAndWait(statement, "u").rows()) {
      end = number(row, 0);
      readings += number(row, 1);
      if (readings >= size) {
        break;
      }
    }
    return end;
  }

  /** What arrived with after &lt; arrival ≤ end, in that order. Blocks. */
  List<Reading> arrived(
      long after, long end, IntFunction<@Nullable Device> devices, MetricSets metricSets) {
    // A batch of another writer may have begun before this window's end and ended after it.
    String stretch =
        "SELECT min(\"from\"), max(\"to\")"
            + FROM_BATCH
            + (" WHERE time > " + after + "u AND \"first\" <= " + end);
    List<@Nullable String> bounds = askAndWait(stretch, "ms").rows().getFirst();
    InfluxAnswer answer =
        askAndWait(
            "SELECT *"
                + FROM_READING
                + between(number(bounds, 1), number(bounds, 2) + 1)
                + (" AND " + ARRIVAL + " > " + after + " AND " + ARRIVAL + " <= " + end),
            "ms");
    var rows = new InfluxRows(answer.columns(), devices, metricSets);
    return answer.rows().stream()
        .map(rows::reading)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparingLong(Reading::arrival))
        .toList();
  }

  /**
   * The device's first {@code limit} readings with a ts greater than this, oldest first. Blocks.
   */
  List<Reading> history(Device device, long after, int limit, MetricSets metricSets) {
    long from = Math.clamp(after, -FAR, FAR) + 1;
    InfluxAnswer answer =
        askAndWait("SELECT *" + FROM_READING + where(device, from, FAR) + " LIMIT " + limit, "ms");
    var rows = new InfluxRows(answer.columns(), number -> device, metricSets);
    return answer.rows().stream().map(rows::reading).filter(Objects::nonNull).toList();
  }

  private static String where(Device device, long from, long to) {
    return between(from, to)
        + (" AND " + identifier(InfluxSchema.DEVICE) + " = " + literal(device.id()));
  }

  private static String between(long from, long to) {
    return " WHERE time >= %dms AND time < %dms"
        .formatted(Math.clamp(from, -FAR, FAR), Math.clamp(to, -FAR, FAR));
  }

  private static Point point(List<@Nullable String> row) {
    return new Point(number(row, 0), value(row, 1));
  }

  private static Bucket bucket(List<@Nullable String> row) {
    return new Bucket(number(row, 0), number(row, 1), value(row, 2), value(row, 3), value(row, 4));
  }

  static long number(List<@Nullable String> row, int column) {
    return Long.parseLong(Objects.requireNonNull(row.get(column)));
  }

  static double value(List<@Nullable String> row, int column) {
    return Double.parseDouble(Objects.requireNonNull(row.get(column)));
  }

  private InfluxAnswer askAndWait(String statement, String epoch) {
    try {
      return ask(statement, epoch)
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT.toSeconds() + 5, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      throw InfluxAnswer.unavailable(settings.toString(), "the query failed", e.getCause());
    } catch (TimeoutException e) {
      throw InfluxAnswer.unavailable(settings.toString(), "it did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InfluxAnswer.unavailable(settings.toString(), "we were told to stop waiting", e);
    }
  }

  private Future<InfluxAnswer> ask(String statement, String epoch) {
    HttpRequest<Buffer> request =
        web.requestAbs(HttpMethod.GET, settings.url().replaceAll("/+$", "") + "/query")
            .timeout(TIMEOUT.toMillis())
            .addQueryParam("db", settings.database())
            .addQueryParam("epoch", epoch)
            .addQueryParam("q", statement);
    if (settings.retentionPolicy() != null) {
      request.addQueryParam("rp", settings.retentionPolicy());
    }
    if (settings.token() != null) {
      request.putHeader("Authorization", "Token " + settings.token());
    } else if (settings.username() != null) {
      request.basicAuthentication(settings.username(), String.valueOf(settings.password()));
    }
    return request
        .send()
        .recover(
            e ->
                Future.failedFuture(
                    InfluxAnswer.unavailable(
                        settings.toString(), String.valueOf(e.getMessage()), e)))
        .map(this::answer);
  }

  private InfluxAnswer answer(HttpResponse<Buffer> response) {
    Buffer body = response.body();
    byte[] bytes = body == null ? new byte[0] : body.getBytes();
    if (response.statusCode() == 200) {
      return InfluxAnswer.parse(bytes, settings.toString());
    }
    String said = new String(bytes, 0, Math.min(bytes.length, 500), StandardCharsets.UTF_8);
    throw InfluxAnswer.unavailable(
        settings.toString(),
        "it answered HTTP %d %s".formatted(response.statusCode(), said.strip()),
        null);
  }

  @Override
  public void close() {
    web.close();
  }
}
