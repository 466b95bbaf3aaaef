package dev.fieldcare.stability.reliability;

import dev.fieldcare.base.Database;
import dev.fieldcare.telemetry.Stretch;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads from the alarms when devices were silent. The hour in which a silence began, and the one in
 * which it ended, had readings: what of the silence lies in them is told apart.
 */
final class PgOutages {
  private static final String SILENT =
      """
      select i, count(*) filter (where began), sum(until - since)::bigint,
        sum(case
          when ended and since / 3600000 = (until - 1) / 3600000 then until - since
          else case when began then (3600000 - since % 3600000) % 3600000 else 0 end
            + case when ended then until % 3600000 else 0 end end)::bigint
      from (
        select s.i, a.start >= s.since as began, a.finish <= s.until as ended,
          greatest(a.start, s.since) as since, least(a.finish, s.until) as until
        from unnest($1::int[], $2::bigint[], $3::bigint[])
          with ordinality as s(device, since, until, i)
        join lateral (
          select (extract(epoch from active_since) * 1000)::bigint as start,
            coalesce((extract(epoch from normal_at) * 1000)::bigint, 9223372036854775807) as finish
          from alarms where device = s.device and symptom = 'silence') a
          on a.start < s.until and a.finish > s.since) clipped
      group by i
      """;

  private final Database database;

  PgOutages(Database database) {
    this.database = database;
  }

  /** For each stretch, by position. */
  Future<List<Outages>> during(List<Stretch> stretches) {
    return database
        .pool()
        .preparedQuery(SILENT)
        .execute(
            Tuple.of(
                stretches.stream().map(Stretch::device).toArray(Integer[]::new),
                stretches.stream().map(Stretch::from).toArray(Long[]::new),
                stretches.stream().map(Stretch::to).toArray(Long[]::new)))
        .map(
            rows -> {
              List<Outages> all =
                  new ArrayList<>(Collections.nCopies(stretches.size(), Outages.NONE));
              for (Row row : rows) {
                all.set(
                    row.getInteger(0) - 1,
                    new Outages(row.getLong(1), row.getLong(2), row.getLong(3)));
              }
              return all;
            });
  }
}
