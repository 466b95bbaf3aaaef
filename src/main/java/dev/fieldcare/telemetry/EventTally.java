package dev.fieldcare.telemetry;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts events of many devices at once. */
public final class EventTally {

  /**
   * Which events count: those of the type with one of the codes, and all of the reporting types,
   * unless one of the former follows on the same device within {@code same}: then both tell of one
   * thing.
   */
  public record Which(String type, Collection<String> codes, List<String> reports, Duration same) {}

  /**
   * @param events how many
   * @param hours in how many hours of the clock
   */
  public record Tally(long events, long hours) {
    static final Tally NONE = new Tally(0, 0);
  }

  /** One counted event. */
  public record Moment(int device, long ts) {}

  private static final String COUNTED =
      """
      with counted as materialized (
        select e.device, e.ts from events e
        where e.ts >= $1 and e.ts < $2 and e.type in ('reboot', 'crash', 'fault')
          and ((e.type = $3 and e.code = any($4))
            or (e.type = any($5) and not exists (
              select 1 from events f where f.device = e.device and f.type = $3
                and f.code = any($4) and f.ts >= e.ts and f.ts <= e.ts + $6))))
      """;

  private final Database database;

  public EventTally(Database database) {
    this.database = database;
  }

  /** Every code that events of the type carry in {@code [from, to)}. */
  public Future<Set<String>> codes(String type, long from, long to) {
    return database
        .pool()
        .preparedQuery(
            """
            select distinct code from events
            where type = $1 and ts >= $2 and ts < $3 and type in ('reboot', 'crash', 'fault')
            """)
        .execute(Tuple.of(type, from, to))
        .map(
            rows -> {
              Set<String> codes = new HashSet<>();
              rows.forEach(row -> codes.add(row.getString(0)));
              return codes;
            });
  }

  /** For each stretch, by position. */
  public Future<List<Tally>> count(List<Stretch> stretches, Which which) {
    if (stretches.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    long from = stretches.stream().mapToLong(Stretch::from).min().getAsLong();
    long to = stretches.stream().mapToLong(Stretch::to).max().getAsLong();
    return database
        .pool()
        .preparedQuery(
            COUNTED
                + """
                select s.i, count(*), count(distinct c.ts / 3600000)
                from unnest($7::int[], $8::bigint[], $9::bigint[])
                  with ordinality as s(device, since, until, i)
                join counted c on c.device = s.device and c.ts >= s.since and c.ts < s.until
                group by s.i
                """)
        .execute(
            parameters(from, to, which)
                .addValue(stretches.stream().map(Stretch::device).toArray(Integer[]::new))
                .addValue(stretches.stream().map(Stretch::from).toArray(Long[]::new))
                .addValue(stretches.stream().map(Stretch::to).toArray(Long[]::new)))
        .map(
            rows -> {
              List<Tally> tallies =
                  new ArrayList<>(java.util.Collections.nCopies(stretches.size(), Tally.NONE));
              for (Row row : rows) {
                tallies.set(row.getInteger(0) - 1, new Tally(row.getLong(1), row.getLong(2)));
              }
              return tallies;
            });
  }

  /** The counted events of these devices in {@code [from, to)}, oldest first, at most so many. */
  public Future<List<Moment>> moments(
      Collection<Integer> devices, long from, long to, Which which, int limit) {
    return database
        .pool()
        .preparedQuery(
            COUNTED
                + "select device, ts from counted where device = any($7) order by ts, device limit $8")
        .execute(
            parameters(from, to, which).addValue(devices.toArray(Integer[]::new)).addValue(limit))
        .map(
            rows -> {
              List<Moment> moments = new ArrayList<>(rows.size());
              rows.forEach(row -> moments.add(new Moment(row.getInteger(0), row.getLong(1))));
              return moments;
            });
  }

  private static Tuple parameters(long from, long to, Which which) {
    return Tuple.of(
        from,
        to,
        which.type(),
        which.codes().toArray(String[]::new),
        which.reports().toArray(String[]::new),
        which.same().toMillis());
  }
}
