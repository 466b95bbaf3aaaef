package dev.fieldcare.registry.genealogy;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts right what was recorded wrongly. The wrong edge stays in the table, an edge that names it
 * takes its place and says why; what was said of a unit itself is kept beside what is said now.
 * Each is journalled with both.
 */
public final class Corrections {
  private static final String CODE = "unit.correction";
  private static final int DEEPEST = 16;
  private static final int MOST = 500;

  private static final String STANDING =
      """
      SELECT a.id, p.serial AS unit, c.serial AS part, a.from_at, a.to_at, a.by_process, a.by_repair
      FROM assemblies a JOIN units p ON p.number = a.parent JOIN units c ON c.number = a.child
      WHERE a.stands AND NOT EXISTS (SELECT FROM assemblies x WHERE x.corrects = a.id)
      """;

  private static final String ELSEWHERE =
      """
      SELECT p.serial FROM assembly_edges e JOIN units c ON c.number = e.child
      JOIN units p ON p.number = e.parent
      WHERE c.serial = $1 AND c.kind <> 'MATERIAL_LOT' AND e.id <> $2
        AND e.from_at < coalesce($4::timestamptz, 'infinity')
        AND coalesce(e.to_at, 'infinity') > $3::timestamptz
      LIMIT 1
      """;

  private static final String HOLDS =
      """
      WITH RECURSIVE inside AS (
        SELECT e.child, 1 AS level FROM assembly_edges e JOIN units u ON u.number = e.parent
        WHERE u.serial = $1
        UNION
        SELECT e.child, i.level + 1 FROM inside i JOIN assembly_edges e ON e.parent = i.child
        WHERE i.level < $3)
      SELECT 1 FROM inside i JOIN units u ON u.number = i.child WHERE u.serial = $2 LIMIT 1
      """;

  /** In use while it is in something, back in stock when it turns out that it never was. */
  private static final String STATE =
      """
      UPDATE units u SET state = CASE
        WHEN EXISTS (SELECT FROM assembly_edges e WHERE e.child = u.number AND e.to_at IS NULL)
          THEN 'IN_USE'
        WHEN EXISTS (SELECT FROM assembly_edges e WHERE e.child = u.number) THEN 'REMOVED'
        ELSE 'IN_STOCK' END
      WHERE u.serial = $1 AND u.kind = 'COMPONENT' AND u.state <> 'SCRAPPED'
      """;

  private static final String OF_UNIT =
      """
      SELECT id, was, now, reason, recorded_at, recorded_by FROM (
        SELECT k.id, k.was, k.now, k.reason, k.recorded_at, k.recorded_by
        FROM unit_corrections k JOIN units u ON u.number = k.unit WHERE u.serial = $1
        UNION ALL
        SELECT n.id,
          json_build_object('unit', wp.serial, 'part', wc.serial, 'from', w.from_at, 'to', w.to_at),
          CASE WHEN n.stands THEN
            json_build_object('unit', np.serial, 'part', nc.serial, 'from', n.from_at,
              'to', n.to_at) END,
          n.reason, n.recorded_at, n.recorded_by
        FROM assemblies n JOIN assemblies w ON w.id = n.corrects
        JOIN units wp ON wp.number = w.parent JOIN units wc ON wc.number = w.child
        JOIN units np ON np.number = n.parent JOIN units nc ON nc.number = n.child
        WHERE $1 IN (wp.serial, wc.serial, np.serial, nc.serial)) every
      ORDER BY id DESC LIMIT $2
      """;

  private final Database database;
  private final Journal journal;
  private final Clock clock;

  Corrections(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /** Which record of a part is wrong, as tracing shows it; {@code from} may be left out if one. */
  public record Wrong(String unit, String part, @Nullable Instant from) {}

  /** How it really was; {@code to} is null while the part is in the unit. */
  public record Right(String unit, Unit part, Instant from, @Nullable Instant to) {}

  /** Says how it was from what is on record. */
  public interface Righter {
    /**
     * @return null when the part was never there
     */
    @Nullable Right right(Right recorded);
  }

  /** What is on record about a part, and what put it there. */
  private record Edge(
      long id, Right recorded, @Nullable String byProcess, @Nullable String byRepair) {}

  /**
   * Lets another edge take the place of the one that is wrong.
   *
   * @return what was corrected into what, as it is journalled
   */
  public Future<JsonObject> correct(Wrong wrong, Righter righter, String reason, String actor) {
    return database.transaction(
        sql ->
            locked(sql, wrong)
                .compose(
                    edge -> {
                      Right right = righter.right(edge.recorded);
                      if (right != null && json(edge.recorded).equals(json(right))) {
                        throw refused(wrong, "something else than what is on record", "the same");
                      }
                      return replace(sql, edge, right, reason, actor);
                    }));
  }

  private Future<JsonObject> replace(
      SqlConnection sql, Edge edge, @Nullable Right right, String reason, String actor) {
    var said =
        new JsonObject()
            .put("was", json(edge.recorded))
            .put("is", right == null ? null : json(right))
            .put("reason", reason);
    Future<Void> checked = right == null ? Future.succeededFuture() : check(sql, edge, right);
    return checked
        .compose(done -> write(sql, edge, right, reason, actor))
        .compose(done -> state(sql, edge.recorded.part.serial()))
        .compose(
            done -> right == null ? Future.succeededFuture() : state(sql, right.part().serial()))
        .compose(
            done ->
                journal.append(
                    sql,
                    new Journal.Entry(
                        actor,
                        "unit:" + edge.recorded.unit,
                        "unit.part_corrected",
                        said.copy().put("assembly", edge.id))))
        .map(said);
  }

  /** The one record that is meant, and nobody else may end or correct it meanwhile. */
  private Future<Edge> locked(SqlConnection sql, Wrong wrong) {
    return sql.preparedQuery(
            "SELECT a.id FROM assemblies a JOIN units p ON p.number = a.parent"
                + " JOIN units c ON c.number = a.child WHERE p.serial = $1 AND c.serial = $2"
                + " ORDER BY a.id FOR UPDATE")
        .execute(Tuple.of(wrong.unit, wrong.part))
        .compose(
            any ->
                sql.preparedQuery(
                        STANDING
                            + " AND p.serial = $1 AND c.serial = $2"
                            + " AND ($3::timestamptz IS NULL OR a.from_at = $3)")
                    .execute(
                        Tuple.of(
                            wrong.unit, wrong.part, wrong.from == null ? null : utc(wrong.from))))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw Problem.notFound(
                    CODE,
                    "unit %s: expected a part %s that is on record%s, found none that stands"
                        .formatted(
                            wrong.unit,
                            wrong.part,
                            wrong.from == null ? "" : " since " + wrong.from));
              }
              if (rows.size() > 1) {
                throw refused(wrong, "from, as it was in it more than once", "none");
              }
              return edge(rows.iterator().next());
            });
  }

  private static Edge edge(Row row) {
    OffsetDateTime to = row.getOffsetDateTime("to_at");
    return new Edge(
        row.getLong("id"),
        new Right(
            row.getString("unit"),
            named(row.getString("part")),
            row.getOffsetDateTime("from_at").toInstant(),
            to == null ? null : to.toInstant()),
        row.getString("by_process"),
        row.getString("by_repair"));
  }

  private static Unit named(String serial) {
    return new Unit(serial, Unit.Kind.COMPONENT, null, null, null, Unit.State.IN_STOCK);
  }

  /** The part exists from here on; it is in nothing else then, and holds not what it is put in. */
  private Future<Void> check(SqlConnection sql, Edge edge, Right right) {
    String part = right.part.serial();
    Instant to = right.to;
    if (part.equals(right.unit)) {
      throw refused(right, "a unit that is not its own part", part);
    }
    if (to != null && to.isBefore(right.from)) {
      throw refused(right, "to: after from", to.toString());
    }
    for (Instant each : to == null ? List.of(right.from) : List.of(right.from, to)) {
      if (each.isAfter(clock.instant())) {
        throw refused(right, "a time that has come", each.toString());
      }
    }
    return sql.preparedQuery(
            "INSERT INTO units (serial, kind, part_no, lot, supplier, state, created_at)"
                + " VALUES ($1, $2, $3, $4, $5, 'IN_STOCK', $6)"
                + " ON CONFLICT (serial) DO UPDATE SET serial = excluded.serial")
        .execute(
            Tuple.of(
                part,
                right.part.kind().name(),
                right.part.partNo(),
                right.part.lot(),
                right.part.supplier(),
                utc(clock.instant())))
        .compose(
            done ->
                sql.preparedQuery(ELSEWHERE)
                    .execute(Tuple.of(part, edge.id, utc(right.from), to == null ? null : utc(to))))
        .compose(
            rows -> {
              if (rows.size() > 0) {
                throw refused(
                    right, "a part that was in nothing else", rows.iterator().next().getString(0));
              }
              return sql.preparedQuery(HOLDS).execute(Tuple.of(part, right.unit, DEEPEST));
            })
        .map(
            rows -> {
              if (rows.size() > 0) {
                throw refused(right, "a part that does not hold it", part + ", which does");
              }
              return null;
            });
  }

  private Future<Void> write(
      SqlConnection sql, Edge edge, @Nullable Right right, String reason, String actor) {
    Right said = right == null ? edge.recorded : right;
    Instant to = said.to;
    return sql.preparedQuery(
            "INSERT INTO assemblies (parent, child, from_at, to_at, by_process, by_repair,"
                + " corrects, reason, stands, recorded_at, recorded_by)"
                + " SELECT p.number, c.number, $3, $4, $5, $6, $7, $8, $9, $10, $11"
                + " FROM units p, units c WHERE p.serial = $1 AND c.serial = $2")
        .execute(
            Tuple.of(said.unit, said.part.serial(), utc(said.from), to == null ? null : utc(to))
                .addValue(edge.byProcess)
                .addValue(edge.byRepair)
                .addValue(edge.id)
                .addValue(reason)
                .addValue(right != null)
                .addValue(utc(clock.instant()))
                .addValue(actor))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw refused(said, "a unit that is known", said.unit);
              }
              return null;
            });
  }

  private static Future<Void> state(SqlConnection sql, String serial) {
    return sql.preparedQuery(STATE).execute(Tuple.of(serial)).mapEmpty();
  }

  /**
   * Puts right what is said of a unit itself.
   *
   * @param details of {@code partNo}, {@code lot} and {@code supplier} those that were wrong
   */
  public Future<JsonObject> describe(
      String serial, JsonObject details, String reason, String actor) {
    return database.transaction(
        sql ->
            sql.preparedQuery(
                    "SELECT number, part_no, lot, supplier FROM units WHERE serial = $1"
                        + " AND (kind <> 'MATERIAL_LOT' OR NOT $2) FOR UPDATE")
                .execute(Tuple.of(serial, details.containsKey("lot")))
                .compose(
                    rows -> {
                      if (rows.size() == 0) {
                        throw Problem.notFound(
                            CODE, "unit " + serial + ": expected a unit, or a part with a lot");
                      }
                      return describe(sql, serial, rows.iterator().next(), details, reason, actor);
                    }));
  }

  private Future<JsonObject> describe(
      SqlConnection sql,
      String serial,
      Row found,
      JsonObject details,
      String reason,
      String actor) {
    var was =
        new JsonObject()
            .put("partNo", found.getString("part_no"))
            .put("lot", found.getString("lot"))
            .put("supplier", found.getString("supplier"));
    JsonObject now = was.copy().mergeIn(details);
    if (now.equals(was)) {
      throw Problem.badInput(
          CODE, "unit " + serial + ": expected something else than what is on record");
    }
    var said = new JsonObject().put("was", was).put("is", now).put("reason", reason);
    return sql.preparedQuery(
            "WITH done AS (UPDATE units SET part_no = $2, lot = $3, supplier = $4"
                + " WHERE number = $1)"
                + " INSERT INTO unit_corrections (unit, was, now, reason, recorded_at, recorded_by)"
                + " VALUES ($1, $5, $6, $7, $8, $9)")
        .execute(
            Tuple.of(
                    found.getLong("number"),
                    now.getString("partNo"),
                    now.getString("lot"),
                    now.getString("supplier"))
                .addValue(was)
                .addValue(now)
                .addValue(reason)
                .addValue(utc(clock.instant()))
                .addValue(actor))
        .compose(
            done ->
                journal.append(
                    sql, new Journal.Entry(actor, "unit:" + serial, "unit.corrected", said)))
        .map(said);
  }

  /** What was corrected about a unit and its parts, newest first; the newest 500 of it. */
  public Future<List<JsonObject>> of(String serial) {
    return database
        .pool()
        .preparedQuery(OF_UNIT)
        .execute(Tuple.of(serial, MOST))
        .map(
            rows -> {
              var found = new ArrayList<JsonObject>();
              rows.forEach(
                  row ->
                      found.add(
                          new JsonObject()
                              .put("was", instants(row.getJsonObject("was")))
                              .put("is", instants(row.getJsonObject("now")))
                              .put("reason", row.getString("reason"))
                              .put(
                                  "at", row.getOffsetDateTime("recorded_at").toInstant().toString())
                              .put("by", row.getString("recorded_by"))));
              return found;
            });
  }

  /** PostgreSQL writes times in its session's offset. */
  private static @Nullable JsonObject instants(@Nullable JsonObject it) {
    if (it != null) {
      for (String name : List.of("from", "to")) {
        String stamp = it.getString(name);
        if (stamp != null) {
          it.put(name, OffsetDateTime.parse(stamp).toInstant().toString());
        }
      }
    }
    return it;
  }

  private static JsonObject json(Right it) {
    Instant to = it.to;
    return new JsonObject()
        .put("unit", it.unit)
        .put("part", it.part.serial())
        .put("from", it.from.toString())
        .put("to", to == null ? null : to.toString());
  }

  private static Problem refused(Right it, String expected, String found) {
    return refused(new Wrong(it.unit, it.part.serial(), null), expected, found);
  }

  private static Problem refused(Wrong it, String expected, String found) {
    return Problem.conflict(
        CODE,
        "unit %s, part %s: expected %s, found %s".formatted(it.unit, it.part, expected, found));
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
