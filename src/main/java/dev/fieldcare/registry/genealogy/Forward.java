package dev.fieldcare.registry.genealogy;

import dev.fieldcare.base.Page;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where something went: from a lot, a supplier, what passed a station, an operator or a time, up to
 * the devices that hold or held it, however deep.
 *
 * <p>Of a unit that was built in at a station, what it was built into is meant: what else had been
 * in that part is none of the station's. Each step up keeps to the time the part was in there,
 * which only ever becomes shorter, so that this comes to an end even where somebody recorded a
 * ring.
 */
public final class Forward {
  /**
   * Where to begin. What is absent is not asked for; {@code from} and {@code to} bound when a part
   * was built in.
   */
  public record Source(
      @Nullable String lot,
      @Nullable String supplier,
      @Nullable String station,
      @Nullable String operator,
      @Nullable Instant from,
      @Nullable Instant to) {

    public static Source ofLot(String lot) {
      return new Source(lot, null, null, null, null, null);
    }

    /** Whether only parts count that were built in somehow, not all there are of something. */
    boolean isOfBuilding() {
      return station != null || operator != null || from != null || to != null;
    }
  }

  private static final String UNITS =
      """
      SELECT number, '-infinity'::timestamptz AS from_at, 'infinity'::timestamptz AS to_at
      FROM units WHERE $9::text[] IS NOT NULL AND serial = ANY($9)
      """;

  private static final String OF_LOT = " OR serial = $3 OR lot = $3";
  private static final String OF_SUPPLIER = " OR supplier = $4";

  private static final String STATION = "regexp_replace(a.by_process, '(^| )by .*$', '')";
  private static final String OPERATOR = "substring(a.by_process FROM '(?:^| )by (.*)$')";

  /** Edge by edge through the index: a join would read every edge there is on every level. */
  private static final String UP =
      """
      , around AS (
        SELECT * FROM roots
        UNION
        SELECT e.parent, greatest(a.from_at, e.from_at),
          least(a.to_at, coalesce(e.to_at, 'infinity'))
        FROM around a CROSS JOIN LATERAL
          (SELECT * FROM assembly_edges x WHERE x.child = a.number OFFSET 0) e
        WHERE e.from_at < a.to_at AND coalesce(e.to_at, 'infinity') > a.from_at)
      SELECT DISTINCT u.serial
      FROM around a JOIN units u ON u.number = a.number
      WHERE u.kind = 'DEVICE' AND ($2::text IS NULL OR u.serial > $2)
      ORDER BY u.serial LIMIT $1
      """;

  private Forward() {}

  /**
   * The serials of devices, in order.
   *
   * @param also further units to begin from, by serial
   */
  public static Future<Page<String>> devices(
      SqlClient sql, Source source, List<String> also, int limit, @Nullable String after) {
    return sql.preparedQuery("WITH RECURSIVE roots AS (" + roots(source) + ")" + UP)
        .execute(
            Tuple.tuple()
                .addInteger(limit + 1)
                .addString(after)
                .addString(source.lot)
                .addString(source.supplier)
                .addString(source.station)
                .addString(source.operator)
                .addValue(utc(source.from))
                .addValue(utc(source.to))
                .addArrayOfString(also.toArray(String[]::new)))
        .map(
            rows -> {
              var found = new ArrayList<String>();
              rows.forEach(row -> found.add(row.getString(0)));
              return Page.of(found, limit, serial -> serial);
            });
  }

  /** Every parameter is named in every statement, so that its type is known. */
  private static String roots(Source source) {
    String typed =
        " AND ($3::text IS NULL OR true) AND ($4::text IS NULL OR true)"
            + " AND ($5::text IS NULL OR true) AND ($6::text IS NULL OR true)"
            + " AND ($7::timestamptz IS NULL OR true) AND ($8::timestamptz IS NULL OR true)";
    if (!source.isOfBuilding()) {
      String which =
          (source.lot == null ? "" : OF_LOT) + (source.supplier == null ? "" : OF_SUPPLIER);
      return UNITS.replace(
          "WHERE $9::text[] IS NOT NULL AND serial = ANY($9)",
          "WHERE (serial = ANY($9::text[])" + which + ")" + typed);
    }
    var where = new StringBuilder("a.id IS NOT NULL");
    where.append(source.station == null ? "" : " AND " + STATION + " = $5");
    where.append(source.operator == null ? "" : " AND " + OPERATOR + " = $6");
    where.append(source.from == null ? "" : " AND a.from_at >= $7");
    where.append(source.to == null ? "" : " AND a.from_at < $8");
    where.append(source.lot == null ? "" : " AND (c.serial = $3 OR c.lot = $3)");
    where.append(source.supplier == null ? "" : " AND c.supplier = $4");
    return UNITS.replace("$9::text[] IS NOT NULL AND serial = ANY($9)", "serial = ANY($9::text[])")
        + """
        UNION
        SELECT a.parent, a.from_at, coalesce(a.to_at, 'infinity')
        FROM assembly_edges a JOIN units c ON c.number = a.child
        WHERE\
        """
        + " "
        + where
        + typed;
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}
