package dev.fieldcare.telemetry;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * In how many hours devices were heard of. An hour in which one reading was measured is an
 * operating hour; it is known within a minute or two, for back-filled history once that is rolled
 * up. Only the PostgreSQL store of readings keeps these.
 */
public final class OperatingHours {
  /** Bits of the day's hours that lie in the stretch; nearly all days lie in it as a whole. */
  private static final String MASKED =
      """
      case when o.day * 24 >= s.first and o.day * 24 + 24 <= s.until then o.hours
        else o.hours & ((1::bigint << greatest(0, least(24, s.until - o.day * 24)))
          - (1::bigint << greatest(0, least(24, s.first - o.day * 24))))::int end""";

  /** Division that rounds towards zero: hours count from 1970, and there is nothing before. */
  private static final String DAYS =
      """
      operating_days o on o.device = s.device
        and o.day between s.first / 24 and (s.until - 1) / 24
      """;

  private static final String DURING =
      """
      select s.i, sum(bit_count((%s)::bit(24)))
      from unnest($1::int[], $2::int[], $3::int[]) with ordinality as s(device, first, until, i)
      join %s group by s.i
      """
          .formatted(MASKED, DAYS);

  private static final String WITH_PATIENCE =
      """
      select i, sum(case when next - hour <= patience then next - hour else 1 end)
      from (
        select s.i, s.patience, h.hour,
          coalesce(lead(h.hour) over (partition by s.i order by h.hour), h.hour + 1) as next
        from unnest($1::int[], $2::int[], $3::int[], $4::int[])
          with ordinality as s(device, first, until, patience, i)
        join %s
        cross join lateral (
          select o.day * 24 + bit as hour from generate_series(0, 23) as bit
          where (o.hours >> bit) & 1 = 1) h
        where h.hour >= s.first and h.hour < s.until) heard
      group by i
      """
          .formatted(DAYS);

  private static final String BY_HOUR =
      """
      select day, array[%s] from (
        select o.day, %s as hours
        from unnest($1::int[], $2::int[], $3::int[]) as s(device, first, until)
        join %s) masked
      group by day
      """
          .formatted(
              IntStream.range(0, 24)
                  .mapToObj(bit -> "sum(hours >> " + bit + " & 1)")
                  .collect(Collectors.joining(", ")),
              MASKED,
              DAYS);

  private final Database database;

  public OperatingHours(Database database) {
    this.database = database;
  }

  /**
   * For each stretch, by position, its operating hours. An hour belongs to the stretch its middle
   * lies in.
   */
  public Future<long[]> during(List<Stretch> stretches) {
    long[] hours = new long[stretches.size()];
    return add(stretches, false, hours)
        .compose(done -> add(stretches, true, hours))
        .map(done -> hours);
  }

  /**
   * How many of the devices were heard of in each hour, by the hour's number since 1970; hours in
   * which none was are left out. Patience is not heeded.
   */
  public Future<SortedMap<Long, Long>> byHour(List<Stretch> stretches) {
    return database
        .pool()
        .preparedQuery(BY_HOUR)
        .execute(
            Tuple.of(
                stretches.stream().map(Stretch::device).toArray(Integer[]::new),
                stretches.stream().map(Stretch::firstHour).toArray(Integer[]::new),
                stretches.stream().map(Stretch::endHour).toArray(Integer[]::new)))
        .map(
            rows -> {
              SortedMap<Long, Long> heard = new TreeMap<>();
              for (Row row : rows) {
                Long[] counts = row.getArrayOfLongs(1);
                for (int hour = 0; hour < counts.length; hour++) {
                  if (counts[hour] > 0) {
                    heard.put(row.getInteger(0) * 24L + hour, counts[hour]);
                  }
                }
              }
              return heard;
            });
  }

  private Future<Void> add(List<Stretch> stretches, boolean isPatient, long[] hours) {
    int[] places =
        IntStream.range(0, stretches.size())
            .filter(i -> stretches.get(i).patience() > 1 == isPatient)
            .toArray();
    if (places.length == 0) {
      return Future.succeededFuture();
    }
    Integer[] devices = new Integer[places.length];
    Integer[] first = new Integer[places.length];
    Integer[] until = new Integer[places.length];
    Integer[] patience = new Integer[places.length];
    for (int i = 0; i < places.length; i++) {
      Stretch stretch = stretches.get(places[i]);
      devices[i] = stretch.device();
      first[i] = stretch.firstHour();
      until[i] = stretch.endHour();
      patience[i] = stretch.patience();
    }
    Tuple parameters = Tuple.of(devices, first, until);
    return database
        .pool()
        .preparedQuery(isPatient ? WITH_PATIENCE : DURING)
        .execute(isPatient ? parameters.addValue(patience) : parameters)
        .map(
            rows -> {
              for (Row row : rows) {
                hours[places[row.getInteger(0) - 1]] = row.getLong(1);
              }
              return null;
            });
  }
}
