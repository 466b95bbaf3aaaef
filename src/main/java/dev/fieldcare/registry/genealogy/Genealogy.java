package dev.fieldcare.registry.genealogy;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which unit was inside which, and when: as built and as maintained, in one graph. Nothing recorded
 * is ever changed; a correction is a new edge that takes the place of the wrong one.
 */
public final class Genealogy {
  /** Deeper than anything that is built; guards a query, not a product. */
  private static final int DEEPEST = 16;

  private static final String DOWN =
      """
      WITH RECURSIVE inside AS (
        SELECT 1 AS level, e.parent, e.child, e.from_at, e.to_at, e.by_process, e.by_repair
        FROM units u JOIN assembly_edges e ON e.parent = u.number
        WHERE u.serial = $1
          AND ($2::timestamptz IS NULL
            OR (e.from_at <= $2 AND (e.to_at IS NULL OR e.to_at > $2)))
        UNION ALL
        SELECT i.level + 1, e.parent, e.child, e.from_at, e.to_at, e.by_process, e.by_repair
        FROM inside i JOIN assembly_edges e ON e.parent = i.child
        WHERE i.level < $3
          AND CASE WHEN $2::timestamptz IS NULL
            THEN e.from_at < coalesce(i.to_at, 'infinity')
              AND coalesce(e.to_at, 'infinity') > i.from_at
            ELSE e.from_at <= $2 AND (e.to_at IS NULL OR e.to_at > $2) END)
      SELECT i.level, p.serial AS parent, c.serial, c.kind, c.part_no, c.lot, c.supplier, c.state,
        i.from_at, i.to_at, i.by_process, i.by_repair
      FROM inside i JOIN units p ON p.number = i.parent JOIN units c ON c.number = i.child
      ORDER BY i.level, p.serial, i.from_at, c.serial
      """;

  private static final String UP =
      """
      WITH RECURSIVE around AS (
        SELECT number, '-infinity'::timestamptz AS from_at, 'infinity'::timestamptz AS to_at,
          0 AS level
        FROM units WHERE lot = $1 OR serial = $1
        UNION
        SELECT e.parent, greatest(a.from_at, e.from_at),
          least(a.to_at, coalesce(e.to_at, 'infinity')), a.level + 1
        FROM around a JOIN assembly_edges e ON e.child = a.number
        WHERE a.level < $2
          AND e.from_at < a.to_at AND coalesce(e.to_at, 'infinity') > a.from_at)
      SELECT DISTINCT u.serial
      FROM around a JOIN units u ON u.number = a.number
      WHERE u.kind = 'DEVICE' AND ($3::text IS NULL OR u.serial > $3)
      ORDER BY u.serial LIMIT $4
      """;

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Corrections corrections;

  public Genealogy(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.corrections = new Corrections(database, journal, clock);
  }

  /** How what was recorded wrongly is put right. */
  public Corrections corrections() {
    return corrections;
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  /** All that ever was in the unit while it was there, level by level. */
  public Future<List<Traced>> traceBack(String serial) {
    return trace(serial, null);
  }

  /** What was in the unit at that moment, level by level. */
  public Future<List<Traced>> trace(String serial, @Nullable Instant at) {
    return database
        .pool()
        .preparedQuery(DOWN)
        .execute(Tuple.of(serial, at == null ? null : utc(at), DEEPEST))
        .map(
            rows -> {
              var found = new ArrayList<Traced>();
              rows.forEach(row -> found.add(traced(row)));
              return found;
            });
  }

  /** A unit and the one it is in now. */
  public record Placed(Unit unit, @Nullable String in) {}

  /** Where the unit is now; empty when it is not known. */
  public Future<Optional<Placed>> find(SqlClient sql, String serial) {
    return sql.preparedQuery(
            "SELECT u.serial, u.kind, u.part_no, u.lot, u.supplier, u.state, p.serial AS holder"
                + " FROM units u LEFT JOIN assembly_edges e ON e.child = u.number"
                + " AND e.to_at IS NULL AND u.kind <> 'MATERIAL_LOT'"
                + " LEFT JOIN units p ON p.number = e.parent WHERE u.serial = $1 LIMIT 1")
        .execute(Tuple.of(serial))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Placed(unit(row), row.getString("holder")))
                    .findFirst());
  }

  /** The device comes into being here if its build was never recorded. */
  public Future<Void> know(SqlConnection sql, String device, @Nullable String lot) {
    return sql.preparedQuery(
            "INSERT INTO units (serial, kind, lot, created_at) VALUES ($1, 'DEVICE', $2, $3)"
                + " ON CONFLICT (serial) DO NOTHING")
        .execute(Tuple.of(device, lot, utc(clock.instant())))
        .mapEmpty();
  }

  /** The lots of which something was in the device at that moment. */
  public Future<List<String>> lotsOf(String device, Instant at) {
    return trace(device, at)
        .map(
            found ->
                found.stream()
                    .map(Traced::unit)
                    .map(unit -> unit.kind() == Unit.Kind.MATERIAL_LOT ? unit.serial() : unit.lot())
                    .filter(java.util.Objects::nonNull)
                    .distinct()
                    .sorted()
                    .toList());
  }

  /** The serials of the devices that hold or held something of the lot, in order. */
  public Future<Page<String>> devicesWith(String lot, int limit, @Nullable String after) {
    return database
        .pool()
        .preparedQuery(UP)
        .execute(Tuple.of(lot, DEEPEST, after, limit + 1))
        .map(
            rows -> {
              var found = new ArrayList<String>();
              rows.forEach(row -> found.add(row.getString(0)));
              return Page.of(found, limit, serial -> serial);
            });
  }

  private static Traced traced(Row row) {
    OffsetDateTime to = row.getOffsetDateTime("to_at");
    return new Traced(
        row.getInteger("level"),
        row.getString("parent"),
        unit(row),
        row.getOffsetDateTime("from_at").toInstant(),
        to == null ? null : to.toInstant(),
        row.getString("by_process"),
        row.getString("by_repair"));
  }

  private static Unit unit(Row row) {
    return new Unit(
        row.getString("serial"),
        Unit.Kind.valueOf(row.getString("kind")),
        row.getString("part_no"),
        row.getString("lot"),
        row.getString("supplier"),
        Unit.State.valueOf(row.getString("state")));
  }

  /**
   * The old part leaves the unit at that moment and the new one enters it; either may be null.
   *
   * @param newPart comes into being if not known
   * @param repair as in {@code ticket:F-2026-000123}
   */
  public Future<Void> replacePart(
      SqlConnection sql,
      String unit,
      @Nullable String oldPart,
      @Nullable Unit newPart,
      Instant at,
      String repair,
      String actor) {
    Future<Void> removed =
        oldPart == null ? Future.succeededFuture() : remove(sql, unit, oldPart, at);
    return removed
        .compose(
            done ->
                newPart == null
                    ? Future.succeededFuture()
                    : install(sql, unit, newPart, at, new By(null, repair), actor))
        .compose(
            done ->
                journal.append(
                    sql,
                    new Journal.Entry(
                        actor,
                        "unit:" + unit,
                        "unit.part_replaced",
                        new JsonObject()
                            .put("old", oldPart)
                            .put("new", newPart == null ? null : newPart.json())
                            .put("at", at.toString())
                            .put("repair", repair))))
        .mapEmpty();
  }

  /** The unit comes into being here if nothing was recorded of it. */
  public Future<Void> know(SqlConnection sql, Unit unit) {
    return sql.preparedQuery(
            "INSERT INTO units (serial, kind, part_no, lot, supplier, state, created_at)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (serial) DO NOTHING")
        .execute(
            Tuple.of(
                unit.serial(),
                unit.kind().name(),
                unit.partNo(),
                unit.lot(),
                unit.supplier(),
                unit.state().name(),
                utc(clock.instant())))
        .mapEmpty();
  }

  /**
   * The part enters the unit as it is made; it comes into being if not known.
   *
   * @param station where, and by whom
   */
  public Future<Void> build(
      SqlConnection sql,
      String unit,
      Unit part,
      Instant at,
      String station,
      String operator,
      String actor) {
    return install(sql, unit, part, at, new By(station + " by " + operator, null), actor);
  }

  /** What put a part where it is. */
  private record By(@Nullable String process, @Nullable String repair) {}

  private Future<Void> remove(SqlConnection sql, String unit, String part, Instant at) {
    return sql.preparedQuery(
            "WITH gone AS (UPDATE assemblies a SET to_at = $3 FROM units p, units c"
                + " WHERE p.serial = $1 AND c.serial = $2 AND a.parent = p.number"
                + " AND a.child = c.number AND a.to_at IS NULL AND a.from_at <= $3 AND a.stands"
                + " AND NOT EXISTS (SELECT FROM assemblies x WHERE x.corrects = a.id)"
                + " RETURNING a.child)"
                + " UPDATE units SET state = 'REMOVED' WHERE number IN (SELECT child FROM gone)")
        .execute(Tuple.of(unit, part, utc(at)))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw Problem.conflict(
                    "unit.part", "unit " + unit + ": part " + part + " was not in it at " + at);
              }
              return null;
            });
  }

  private Future<Void> install(
      SqlConnection sql, String unit, Unit part, Instant at, By by, String actor) {
    return sql.preparedQuery(
            "INSERT INTO units (serial, kind, part_no, lot, supplier, state, created_at)"
                + " VALUES ($1, $2, $3, $4, $5, 'IN_USE', $6)"
                + " ON CONFLICT (serial) DO UPDATE SET state = 'IN_USE'")
        .execute(
            Tuple.of(
                part.serial(),
                part.kind().name(),
                part.partNo(),
                part.lot(),
                part.supplier(),
                utc(clock.instant())))
        .compose(
            done ->
                sql.preparedQuery(
                        "INSERT INTO assemblies (parent, child, from_at, by_process, by_repair,"
                            + " recorded_at, recorded_by)"
                            + " SELECT p.number, c.number, $3, $4, $5, $6, $7"
                            + " FROM units p, units c WHERE p.serial = $1 AND c.serial = $2"
                            + " AND p.number <> c.number"
                            + " AND (c.kind = 'MATERIAL_LOT' OR NOT EXISTS (SELECT FROM"
                            + " assembly_edges e WHERE e.child = c.number AND e.to_at IS NULL))")
                    .execute(
                        Tuple.of(
                            unit,
                            part.serial(),
                            utc(at),
                            by.process,
                            by.repair,
                            utc(clock.instant()),
                            actor)))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw Problem.conflict(
                    "unit.part",
                    "unit "
                        + unit
                        + ": expected a known unit and a part that is in no other, found "
                        + part.serial());
              }
              return null;
            });
  }

  /** Takes in a file; see {@link GenealogyCsv}. All of it or, if a line is faulty, none. */
  public Future<Integer> importCsv(java.io.Reader csv, String actor) {
    List<GenealogyCsv.Line> lines;
    try {
      lines = GenealogyCsv.parse(csv);
    } catch (Problem e) {
      return Future.failedFuture(e);
    }
    return database.transaction(
        sql ->
            GenealogyCsv.insert(sql, lines, utc(clock.instant()), actor)
                .compose(
                    count ->
                        journal
                            .append(
                                sql,
                                new Journal.Entry(
                                    actor,
                                    "genealogy:import",
                                    "genealogy.imported",
                                    new JsonObject().put("lines", count)))
                            .map(count)));
  }
}
