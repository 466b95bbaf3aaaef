package dev.fieldcare.api;

import dev.fieldcare.base.Database;
import dev.fieldcare.firmware.HeldRole;
import dev.fieldcare.firmware.Repositories;
import dev.fieldcare.messaging.Outbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What who runs the server wants to know of it: how it does, and which keys run out when. */
final class HouseRoutes {
  private static final List<String> QUEUES =
      List.of("fieldcare.ingest.waiting", "fieldcare.actions.open");
  private static final String STORED =
      """
      SELECT current_setting('server_version') AS version,
        pg_database_size(current_database()) AS bytes
      """;
  private static final String TABLES =
      """
      SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
      WHERE relkind IN ('r', 'm') AND relnamespace = current_schema()::regnamespace
      ORDER BY 2 DESC, 1 LIMIT 10
      """;

  private final Vertx vertx;
  private final Database database;
  private final Outbox outbox;
  private final Readiness readiness;
  private final PrometheusMeterRegistry metrics;
  private final Repositories repositories;
  private final Clock clock;

  HouseRoutes(
      Vertx vertx,
      Database database,
      Outbox outbox,
      Readiness readiness,
      PrometheusMeterRegistry metrics,
      Repositories repositories,
      Clock clock) {
    this.vertx = vertx;
    this.database = database;
    this.outbox = outbox;
    this.readiness = readiness;
    this.metrics = metrics;
    this.repositories = repositories;
    this.clock = clock;
  }

  Future<Reply> system(Call call) {
    return readiness
        .missing()
        .timeout(2, TimeUnit.SECONDS)
        .otherwise(failure -> List.of("no answer: " + failure.getMessage()))
        .compose(missing -> stored().map(stored -> Reply.ok(about(missing).mergeIn(stored))));
  }

  private JsonObject about(List<String> missing) {
    String version = HouseRoutes.class.getPackage().getImplementationVersion();
    Runtime runtime = Runtime.getRuntime();
    return new JsonObject()
        .put("version", version == null ? "development" : version)
        .put("java", Runtime.version().toString())
        .put("now", clock.instant().toString())
        .put("upSeconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000)
        .put("ready", missing.isEmpty())
        .put("missing", new JsonArray(missing))
        .put("heapUsed", runtime.totalMemory() - runtime.freeMemory())
        .put("heapMax", runtime.maxMemory());
  }

  private Future<JsonObject> stored() {
    var pool = database.pool();
    return pool.query(STORED)
        .execute()
        .compose(
            about ->
                pool.query(TABLES)
                    .execute()
                    .compose(
                        tables ->
                            outbox
                                .pending()
                                .map(
                                    pending -> {
                                      Row row = about.iterator().next();
                                      return new JsonObject()
                                          .put("database", row.getString("version"))
                                          .put("databaseBytes", row.getLong("bytes"))
                                          .put(
                                              "tables",
                                              new JsonArray(
                                                  tables.stream().map(HouseRoutes::table).toList()))
                                          .put("queues", queues(pending));
                                    })));
  }

  private static JsonObject table(Row row) {
    return new JsonObject().put("name", row.getString("name")).put("bytes", row.getLong("bytes"));
  }

  private JsonArray queues(long pending) {
    var found = new JsonArray().add(queue("outbox", pending));
    for (String name : QUEUES) {
      Gauge gauge = metrics.find(name).gauge();
      if (gauge != null) {
        found.add(queue(name, gauge.value()));
      }
    }
    return found;
  }

  private static JsonObject queue(String name, Number waiting) {
    return new JsonObject().put("name", name).put("waiting", waiting);
  }

  Future<Reply> roles(Call call) {
    return vertx
        .executeBlocking(repositories::roles)
        .map(found -> Reply.page(found.stream().map(this::json).toList(), null));
  }

  private JsonObject json(HeldRole role) {
    return new JsonObject()
        .put("repository", role.repository())
        .put("role", role.role())
        .put("version", role.version())
        .put("expires", role.expires() == null ? null : role.expires().toString())
        .put(
            "daysLeft",
            role.expires() == null
                ? null
                : Duration.between(clock.instant(), role.expires()).toDays())
        .put("threshold", role.threshold())
        .put("keys", new JsonArray(role.keys()));
  }
}
