package dev.fieldcare.telemetry;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps minute and hour roll-ups of readings. An hour that takes a reading is due; it is rolled up,
 * whole and anew, once nothing came for it for a while. Until then queries read it from the
 * readings themselves, so an hour is never shown by halves.
 */
final class Rollups {
  static final long HOUR = 3_600_000;
  private static final long MINUTE = 60_000;
  private static final Duration SETTLED = Duration.ofMinutes(5);
  private static final Duration NEWEST = Duration.ofHours(3);
  private static final int HOURS_AT_ONCE = 200;

  private final Clock clock;

  /** Hours written as due, with the last time (epoch milliseconds) a reading came for them. */
  private final ConcurrentHashMap<Long, Long> touched = new ConcurrentHashMap<>();

  Rollups(Clock clock) {
    this.clock = clock;
  }

  static long hourOf(long ts) {
    return Math.floorDiv(ts, HOUR) * HOUR;
  }

  /** To be called before a reading of the hour is written: makes sure the hour is due. */
  void touch(long hour, Connection connection) throws SQLException {
    Long before = touched.put(hour, clock.millis());
    if (before == null) {
      try (var insert =
          connection.prepareStatement("insert into rollup_due values (?) on conflict do nothing")) {
        insert.setLong(1, hour);
        insert.executeUpdate();
      } catch (SQLException e) {
        touched.remove(hour);
        throw e;
      }
    }
  }

  /**
   * Marks the newest hours as operating hours of the devices that have readings in them, before
   * these hours settle. Probes only where there is no mark yet.
   */
  void markNewest(Connection connection) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            insert into operating_days (device, day, hours)
            select s.device, d.hour / 86400000, bit_or(1 << (d.hour / 3600000 % 24)::int)
            from (select hour from rollup_due where hour > ? order by hour desc limit 4) d
            cross join device_sets s
            left join operating_days o on o.device = s.device and o.day = d.hour / 86400000
            where coalesce(o.hours >> (d.hour / 3600000 % 24)::int & 1, 0) = 0
              and exists (
                select 1 from readings r where r.device = s.device
                  and r.metric_set = s.metric_set and r.ts >= d.hour and r.ts < d.hour + 3600000)
            group by 1, 2
            on conflict (device, day) do update set hours = operating_days.hours | excluded.hours
            """)) {
      statement.setLong(1, clock.millis() - NEWEST.toMillis());
      statement.executeUpdate();
    }
  }

  /** Rolls up hours that have settled, as many as fit one round. Answers how many were done. */
  int rollUp(Connection connection) throws SQLException {
    List<Long> hours = settled(connection);
    if (!hours.isEmpty()) {
      connection.setAutoCommit(false);
      try {
        Object[] boxed = hours.toArray();
        run(connection, "delete from rollup_due where hour = any(?)", boxed, false);
        run(connection, aggregate("rollups_minute", MINUTE), boxed, true);
        run(connection, marking(aggregate("rollups_hour", HOUR)), boxed, true);
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
    return hours.size();
  }

  private List<Long> settled(Connection connection) throws SQLException {
    var hours = new ArrayList<Long>();
    long now = clock.millis();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select hour from rollup_due order by hour")) {
      while (rows.next() && hours.size() < HOURS_AT_ONCE) {
        long hour = rows.getLong(1);
        boolean isOver = hour + HOUR + SETTLED.toMillis() < now;
        // Forgetting the touch and judging it is one step: a reading that comes after makes the
        // hour due again before it is written.
        boolean isQuiet =
            touched.compute(
                    hour,
                    (any, last) ->
                        isOver && (last == null || last + SETTLED.toMillis() < now) ? null : last)
                == null;
        if (isOver && isQuiet) {
          hours.add(hour);
        }
      }
    }
    return hours;
  }

  private static void run(Connection connection, String sql, Object[] hours, boolean bounded)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("bigint", hours));
      if (bounded) {
        statement.setLong(2, (Long) hours[0]);
        statement.setLong(3, (Long) hours[hours.length - 1] + HOUR);
      }
      statement.executeUpdate();
    }
  }

  /** Does an aggregate by hours, and marks the hours as operating hours of their devices. */
  private static String marking(String aggregate) {
    return """
    with rolled as (%s returning device, bucket)
    insert into operating_days (device, day, hours)
    select device, bucket / 86400000, bit_or(1 << (bucket / 3600000 %% 24)::int)
    from rolled group by 1, 2
    on conflict (device, day) do update set hours = operating_days.hours | excluded.hours
    """
        .formatted(aggregate);
  }

  private static String aggregate(String table, long millis) {
    return """
    insert into %1$s (device, bucket, metric_set, n, mins, maxs, sums)
    select device, bucket, metric_set, n,
      array_agg(low order by i), array_agg(high order by i), array_agg(total order by i)
    from (
      select device, ts / %2$s * %2$s as bucket, metric_set, i,
        count(*) as n, min(v) as low, max(v) as high, sum(v) as total
      from readings, unnest(vals) with ordinality as each(v, i)
      where ts / 3600000 * 3600000 = any (?) and ts >= ? and ts < ?
      group by 1, 2, 3, 4
    ) cells
    group by device, bucket, metric_set, n
    on conflict (device, bucket, metric_set)
      do update set n = excluded.n, mins = excluded.mins, maxs = excluded.maxs, sums = excluded.sums
    """
        .formatted(table, millis);
  }
}
