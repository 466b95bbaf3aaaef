package dev.fieldcare.registry.genealogy;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** What is inside many devices at once, for those who compare them. */
public final class Contents {
  /** A chunk is read without keeping anybody else on the event loop waiting. */
  private static final int DEVICES_AT_ONCE = 1_000;

  private static final String BELOW =
      """
      WITH RECURSIVE inside AS (
        SELECT d.number AS device, 1 AS level, e.child, e.from_at,
          coalesce(e.to_at, 'infinity') AS to_at, e.by_process, e.by_repair IS NOT NULL AS repaired
        FROM (%s) d JOIN assembly_edges e ON e.parent = d.number
        WHERE coalesce(e.to_at, 'infinity') > $2
        UNION ALL
        SELECT i.device, i.level + 1, e.child, greatest(i.from_at, e.from_at),
          least(i.to_at, coalesce(e.to_at, 'infinity')), e.by_process,
          i.repaired OR e.by_repair IS NOT NULL
        FROM inside i JOIN assembly_edges e ON e.parent = i.child
        WHERE i.level < 16 AND e.from_at < i.to_at
          AND coalesce(e.to_at, 'infinity') > greatest(i.from_at, $2))
      SELECT u.serial AS device, i.level, c.serial, c.part_no,
        CASE c.kind WHEN 'MATERIAL_LOT' THEN c.serial ELSE c.lot END AS lot, c.supplier,
        nullif(regexp_replace(coalesce(i.by_process, ''), '(^| )by .*$', ''), '') AS station,
        i.from_at, nullif(i.to_at, 'infinity') AS to_at, i.repaired
      FROM inside i JOIN units u ON u.number = i.device JOIN units c ON c.number = i.child
      ORDER BY i.device, i.level, c.serial
      """;

  private static final String OF_SOME =
      BELOW.formatted("SELECT number FROM units WHERE serial = ANY($1::text[])");

  private static final String OF_NEXT =
      BELOW.formatted("SELECT number FROM units WHERE number = ANY($1::bigint[])");

  private static final String NEXT =
      "SELECT number FROM units WHERE kind = 'DEVICE' AND number > $1 ORDER BY number LIMIT $2";

  private static final String NEWEST =
      "SELECT greatest((SELECT coalesce(max(id), 0) FROM assemblies),"
          + " (SELECT coalesce(max(id), 0) FROM unit_corrections))";

  /**
   * Devices that something was built into, at any depth, by edges behind one up to another; and
   * those of which it was corrected what they hold or held.
   */
  private static final String CHANGED =
      """
      WITH RECURSIVE up AS (
        (SELECT parent AS number FROM assemblies WHERE id > $1 AND id <= $2
          UNION SELECT w.parent FROM assemblies n JOIN assemblies w ON w.id = n.corrects
            WHERE n.id > $1 AND n.id <= $2
          UNION SELECT unit FROM unit_corrections WHERE id > $1 AND id <= $2)
        UNION
        SELECT e.parent FROM up JOIN assembly_edges e ON e.child = up.number)
      SELECT u.serial FROM up JOIN units u ON u.number = up.number WHERE u.kind = 'DEVICE'
      """;

  private Contents() {}

  /** What is or was in these devices, as far as it was still in them at {@code since}. */
  public static Future<List<Inside>> of(SqlClient sql, Collection<String> serials, Instant since) {
    return sql.preparedQuery(OF_SOME)
        .execute(
            Tuple.tuple().addArrayOfString(serials.toArray(String[]::new)).addValue(utc(since)))
        .map(Contents::all);
  }

  /** Hands over what is in each device there is, some devices at a time. */
  public static Future<Void> each(SqlClient sql, Instant since, Consumer<List<Inside>> reader) {
    return each(sql, 0, since, reader);
  }

  private static Future<Void> each(
      SqlClient sql, long after, Instant since, Consumer<List<Inside>> reader) {
    return sql.preparedQuery(NEXT)
        .execute(Tuple.of(after, DEVICES_AT_ONCE))
        .compose(
            rows -> {
              var numbers = new ArrayList<Long>();
              rows.forEach(row -> numbers.add(row.getLong(0)));
              return numbers.isEmpty()
                  ? Future.succeededFuture()
                  : sql.preparedQuery(OF_NEXT)
                      .execute(
                          Tuple.tuple()
                              .addArrayOfLong(numbers.toArray(Long[]::new))
                              .addValue(utc(since)))
                      .compose(
                          found -> {
                            reader.accept(all(found));
                            return each(sql, numbers.getLast(), since, reader);
                          });
            });
  }

  /** The number of the newest assembly or correction; it grows with each that is recorded. */
  public static Future<Long> newest(SqlClient sql) {
    return sql.query(NEWEST).execute().map(rows -> rows.iterator().next().getLong(0));
  }

  /** The serials of devices whose contents changed behind one such number up to another. */
  public static Future<List<String>> changed(SqlClient sql, long after, long upTo) {
    return sql.preparedQuery(CHANGED)
        .execute(Tuple.of(after, upTo))
        .map(
            rows -> {
              var found = new ArrayList<String>();
              rows.forEach(row -> found.add(row.getString(0)));
              return found;
            });
  }

  private static List<Inside> all(RowSet<Row> rows) {
    var found = new ArrayList<Inside>(rows.size());
    rows.forEach(row -> found.add(inside(row)));
    return found;
  }

  /** By position: by name, every value would search the list of columns. */
  private static Inside inside(Row row) {
    OffsetDateTime to = row.getOffsetDateTime(8);
    return new Inside(
        row.getString(0),
        row.getInteger(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getOffsetDateTime(7).toInstant(),
        to == null ? null : to.toInstant(),
        row.getBoolean(9));
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
