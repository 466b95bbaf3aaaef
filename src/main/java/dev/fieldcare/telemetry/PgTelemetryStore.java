package dev.fieldcare.telemetry;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.SqlFailure;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Keeps readings in PostgreSQL: one row a message, in partitions by day, with roll-ups. */
public final class PgTelemetryStore implements TelemetryStore {
  private static final long MINUTE = 60_000;

  /** Up to this length of time raw readings answer a question about minutes fast enough. */
  private static final long RAW_RANGE = Duration.ofHours(30).toMillis();

  private final Database database;
  private final Clock clock;
  private final Partitions partitions;
  private final MetricSetIds sets;
  private final Rollups rollups;

  private PgTelemetryStore(Database database, MetricSets sets, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.partitions = new Partitions(clock);
    this.sets = new MetricSetIds(sets);
    this.rollups = new Rollups(clock);
  }

  /** Reads what partitions and metric sets there are. Blocks. */
  public static PgTelemetryStore open(Database database, MetricSets sets, Clock clock) {
    var store = new PgTelemetryStore(database, sets, clock);
    store.block(
        connection -> {
          store.partitions.load(connection);
          store.sets.load(connection);
          return true;
        });
    return store;
  }

  @Override
  public Writer openWriter() {
    return new PgWriter(database, partitions, sets, rollups);
  }

  @Override
  public Future<List<Point>> points(Device device, String metric, long from, long to, int limit) {
    return query(
            """
            select distinct on (r.ts) r.ts, r.vals[p.position] as value
            from readings r join unnest($4::int[], $5::int[]) as p(set, position)
              on p.set = r.metric_set
            where r.device = $1 and r.ts >= $2 and r.ts < $3
            order by r.ts, r.arrival
            limit $6
            """,
            metric,
            device.number(),
            from,
            to,
            limit)
        .map(
            rows -> {
              var points = new ArrayList<Point>(rows.size());
              for (Row row : rows) {
                points.add(new Point(row.getLong(0), row.getDouble(1)));
              }
              return points;
            });
  }

  @Override
  public Future<List<Bucket>> buckets(
      Device device, String metric, long from, long to, Duration every) {
    long millis = every.toMillis();
    if (millis <= 0) {
      throw Problem.badInput("every.invalid", "every must be at least 1 ms, found " + every);
    }
    String rolledUp = rollupsFor(millis, to - from);
    String cells =
        rolledUp == null
            ? RAW.formatted("")
            : RAW.formatted(AND_DUE) + " union all " + ROLLED_UP.formatted(rolledUp);
    return query(
            """
            select ts / $6 * $6, sum(n)::bigint, min(low), sum(total) / sum(n), max(high)
            from (%s) cells group by 1 order by 1
            """
                .formatted(cells),
            metric,
            device.number(),
            from,
            to,
            millis)
        .map(
            rows -> {
              var buckets = new ArrayList<Bucket>(rows.size());
              for (Row row : rows) {
                buckets.add(
                    new Bucket(
                        row.getLong(0),
                        row.getLong(1),
                        row.getDouble(2),
                        row.getDouble(3),
                        row.getDouble(4)));
              }
              return buckets;
            });
  }

  private static final String RAW =
      """
      select ts, 1 as n, value as low, value as high, value as total from (
        select distinct on (r.ts) r.ts, r.vals[p.position] as value
        from readings r join unnest($4::int[], $5::int[]) as p(set, position)
          on p.set = r.metric_set
        where r.device = $1 and r.ts >= $2 and r.ts < $3 %s
        order by r.ts, r.arrival) each_once
      """;

  private static final String AND_DUE =
      """
      and r.ts / 3600000 * 3600000 in (
        select hour from rollup_due where hour > $2 - 3600000 and hour < $3)
      """;

  private static final String ROLLED_UP =
      """
      select r.bucket, r.n, r.mins[p.position], r.maxs[p.position], r.sums[p.position]
      from %s r join unnest($4::int[], $5::int[]) as p(set, position) on p.set = r.metric_set
      where r.device = $1 and r.bucket >= $2 and r.bucket < $3
        and r.bucket / 3600000 * 3600000 not in (select hour from rollup_due)
      """;

  private static @Nullable String rollupsFor(long every, long range) {
    if (range <= RAW_RANGE) {
      return null;
    }
    if (every % Rollups.HOUR == 0) {
      return "rollups_hour";
    }
    return every % MINUTE == 0 ? "rollups_minute" : null;
  }

  @Override
  public Future<List<Excursion>> excursions(
      SqlClient sql, List<Envelope> envelopes, long from, long to) {
    return PgExcursions.find(sql, envelopes, from, to);
  }

  @Override
  public Future<Map<String, Point>> latest(Device device) {
    return database
        .pool()
        .preparedQuery(
            """
            select u.metric_set, r.ts, r.vals
            from device_sets u cross join lateral (
              select ts, vals from readings
              where device = u.device and metric_set = u.metric_set
              order by ts desc limit 1) r
            where u.device = $1
            """)
        .execute(Tuple.of(device.number()))
        .map(
            rows -> {
              var latest = new TreeMap<String, Point>();
              for (Row row : rows) {
                MetricSet set = sets.byId(row.getInteger(0));
                Double[] values = row.getArrayOfDoubles(2);
                for (int i = 0; i < set.size(); i++) {
                  latest.merge(
                      set.names().get(i),
                      new Point(row.getLong(1), values[i]),
                      (a, b) -> a.ts() >= b.ts() ? a : b);
                }
              }
              return latest;
            });
  }

  @Override
  public void replay(
      long arrival, IntFunction<@Nullable Device> devices, Consumer<Reading> consumer) {
    block(
        connection -> {
          try (var statement =
              connection.prepareStatement(
                  """
                  select ts, arrival, device, metric_set, vals from readings
                  where arrival > ? order by arrival
                  """)) {
            statement.setLong(1, arrival);
            return read(statement, devices, consumer);
          }
        });
  }

  @Override
  public void history(Device device, long after, Consumer<Reading> consumer) {
    block(
        connection -> {
          try (var statement =
              connection.prepareStatement(
                  """
                  select ts, arrival, device, metric_set, vals from readings
                  where device = ? and ts > ? order by ts, metric_set
                  """)) {
            statement.setInt(1, device.number());
            statement.setLong(2, after);
            return read(statement, number -> device, consumer);
          }
        });
  }

  private boolean read(
      PreparedStatement statement,
      IntFunction<@Nullable Device> devices,
      Consumer<Reading> consumer)
      throws SQLException {
    statement.getConnection().setAutoCommit(false); // else all rows come at once
    statement.setFetchSize(5_000);
    try (var rows = statement.executeQuery()) {
      while (rows.next()) {
        Device device = devices.apply(rows.getInt(3));
        if (device != null) {
          Object[] boxed = (Object[]) rows.getArray(5).getArray();
          consumer.accept(
              new Reading(
                  device,
                  rows.getLong(1),
                  sets.byId(rows.getInt(4)),
                  Arrays.stream(boxed).mapToDouble(value -> (Double) value).toArray(),
                  rows.getLong(2)));
        }
      }
    }
    return true;
  }

  @Override
  public long lastArrival() {
    return block(
        connection -> {
          // The index on arrival is a coarse one: quick only for stamps beyond almost all others.
          try (var statement =
              connection.prepareStatement(
                  "select coalesce(max(arrival), 0) from readings where arrival > ?")) {
            statement.setLong(1, clock.millis() * 1000);
            var rows = statement.executeQuery();
            rows.next();
            return rows.getLong(1);
          }
        });
  }

  /** Rolls up what has settled. Blocks; to be called now and then. */
  public void rollUp() {
    block(
        connection -> {
          rollups.markNewest(connection);
          while (rollups.rollUp(connection) > 0) {
            Thread.onSpinWait();
          }
          return true;
        });
  }

  /** Drops the partitions that ended longer ago than this. Blocks. */
  public void forgetBefore(Duration retention) {
    block(
        connection -> {
          long before = clock.millis() - retention.toMillis();
          for (Partitions.Partition partition : partitions.endingBy(before)) {
            partitions.drop(partition, connection);
          }
          return true;
        });
  }

  private Future<RowSet<Row>> query(
      String sql, String metric, int device, long from, long to, Object last) {
    List<MetricSetIds.Place> places = sets.placesOf(metric, device);
    Integer[] ids = places.stream().map(MetricSetIds.Place::set).toArray(Integer[]::new);
    Integer[] positions = places.stream().map(MetricSetIds.Place::position).toArray(Integer[]::new);
    return database
        .pool()
        .preparedQuery(sql)
        .execute(Tuple.of(device, from, to, ids, positions, last));
  }

  /** Work over one JDBC connection. */
  private interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  private <T> T block(Work<T> work) {
    try (Connection connection = database.openJdbc()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw SqlFailure.problem("telemetry.failed", "the database failed", e);
    }
  }

  @Override
  public void close() {}
}
