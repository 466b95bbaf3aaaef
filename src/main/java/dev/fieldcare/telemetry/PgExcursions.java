package dev.fieldcare.telemetry;

import dev.fieldcare.telemetry.TelemetryStore.Point;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds excursions in the readings in PostgreSQL: by the hour's extremes which hours have any, and
 * then, in those hours only, the readings themselves.
 */
final class PgExcursions {
  /** Of one envelope; the newest. */
  private static final int MOST_HOURS = 48;

  // Readings are looked up hour by hour: as a plain join the planner would rather read all of them.
  private static final String POINTS =
      """
      with cells as (
        select e.n, e.device, e.low, e.high, m.id as set, array_position(m.names, e.metric) as i
        from unnest($1::int[], $2::int[], $3::text[], $4::float8[], $5::float8[])
          as e (n, device, metric, low, high)
        join device_sets s on s.device = e.device
        join metric_sets m on m.id = s.metric_set and e.metric = any (m.names)),
      beyond as (
        select c.n, r.bucket as hour
        from cells c join rollups_hour r
          on r.device = c.device and r.metric_set = c.set
            and r.bucket > $6::bigint - 3600000 and r.bucket < $7::bigint
        where r.maxs[c.i] > c.high or r.mins[c.i] < c.low
        union
        select c.n, d.hour
        from cells c
        join rollup_due d on d.hour > $6::bigint - 3600000 and d.hour < $7::bigint
        cross join lateral (
          select 1 from readings r
          where r.device = c.device and r.metric_set = c.set
            and r.ts >= d.hour and r.ts < d.hour + 3600000
            and (r.vals[c.i] > c.high or r.vals[c.i] < c.low)
          limit 1) any_beyond),
      hours as (
        select n, greatest(hour, $6::bigint) as start, least(hour + 3600000, $7::bigint) as stop
        from (
          select n, hour, row_number() over (partition by n order by hour desc) as rank from beyond)
          ranked where rank <= $8)
      select distinct on (c.n, r.ts) c.n, r.ts, r.vals[c.i] as value
      from hours h join cells c on c.n = h.n
      cross join lateral (
        select ts, arrival, vals from readings
        where device = c.device and metric_set = c.set and ts >= h.start and ts < h.stop
        offset 0) r
      order by c.n, r.ts, r.arrival
      """;

  private PgExcursions() {}

  static Future<List<Excursion>> find(SqlClient sql, List<Envelope> envelopes, long from, long to) {
    return sql.preparedQuery(POINTS)
        .execute(parameters(envelopes, from, to))
        .map(
            rows -> {
              var points = new ArrayList<List<Point>>();
              envelopes.forEach(each -> points.add(new ArrayList<>()));
              for (Row row : rows) {
                points.get(row.getInteger(0)).add(new Point(row.getLong(1), row.getDouble(2)));
              }
              var found = new ArrayList<Excursion>();
              for (int i = 0; i < envelopes.size(); i++) {
                found.addAll(Excursion.in(envelopes.get(i), points.get(i)));
              }
              return found;
            });
  }

  private static Tuple parameters(List<Envelope> envelopes, long from, long to) {
    int count = envelopes.size();
    var numbers = new Integer[count];
    var devices = new Integer[count];
    var metrics = new String[count];
    var lows = new Double[count];
    var highs = new Double[count];
    for (int i = 0; i < count; i++) {
      Envelope each = envelopes.get(i);
      numbers[i] = i;
      devices[i] = each.device().number();
      metrics[i] = each.metric();
      lows[i] = each.low();
      highs[i] = each.high();
    }
    return Tuple.tuple()
        .addArrayOfInteger(numbers)
        .addArrayOfInteger(devices)
        .addArrayOfString(metrics)
        .addArrayOfDouble(lows)
        .addArrayOfDouble(highs)
        .addLong(from)
        .addLong(to)
        .addInteger(MOST_HOURS);
  }
}
