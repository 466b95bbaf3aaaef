package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.Pause;
import dev.fieldcare.promises.PauseReason;
import dev.fieldcare.promises.Term;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables of coverages and of the times in repair. */
final class PgCoverages {
  private static final String COLUMNS =
      "id, unit, basis, parts, cause, symptom, covered_parts, covered_labour, covered_travel,"
          + " start_at, measure, amount::text AS amount, lengthened, pauses::text AS pauses,"
          + " end_at, provisional, clause, version, inherited_from, closed_at, contract, line";
  private static final String INSERT =
      "INSERT INTO coverages (unit, basis, parts, cause, symptom, covered_parts, covered_labour,"
          + " covered_travel, start_at, measure, amount, lengthened, pauses, end_at, provisional,"
          + " clause, version, inherited_from, contract, line, opened_by)"
          + " SELECT n.unit, n.basis, ARRAY(SELECT json_array_elements_text(n.parts)), n.cause,"
          + " n.symptom, n.covered_parts, n.covered_labour, n.covered_travel, n.start_at,"
          + " n.measure, n.amount, n.lengthened, '[]'::json, n.end_at, n.provisional, n.clause,"
          + " n.version, n.inherited_from, n.contract, n.line, $2"
          + " FROM json_to_recordset($1::text::json) AS n (unit text, basis text, parts json,"
          + " cause text, symptom text, covered_parts int, covered_labour int, covered_travel int,"
          + " start_at timestamptz, measure text, amount numeric, lengthened boolean,"
          + " end_at timestamptz, provisional boolean, clause text, version text,"
          + " inherited_from bigint, contract text, line text) ON CONFLICT DO NOTHING"
          + " RETURNING "
          + COLUMNS;

  private PgCoverages() {}

  static JsonObject row(Grant it, @Nullable Instant end, boolean provisional) {
    Term term = it.term();
    LineId line = it.line();
    return new JsonObject()
        .put("unit", it.unit())
        .put("basis", it.basis().name())
        .put("parts", new JsonArray(List.copyOf(it.scope().parts())))
        .put("cause", it.scope().cause())
        .put("symptom", it.scope().symptom())
        .put("covered_parts", it.covered().parts())
        .put("covered_labour", it.covered().labour())
        .put("covered_travel", it.covered().travel())
        .put("start_at", it.start().toString())
        .put("measure", term == null ? null : term.measure().code())
        .put("amount", term == null ? null : term.amount().toPlainString())
        .put("lengthened", it.lengthenedByRepair())
        .put("end_at", end == null ? null : end.toString())
        .put("provisional", provisional)
        .put("clause", it.clause())
        .put("version", it.version())
        .put("inherited_from", it.inheritedFrom())
        .put("contract", line == null ? null : line.contract())
        .put("line", line == null ? null : line.line());
  }

  /** One statement for all; a second warranty of a unit, or of one line, is passed over. */
  static Future<List<Coverage>> insert(SqlConnection sql, List<JsonObject> rows, String actor) {
    return sql.preparedQuery(INSERT)
        .execute(Tuple.of(new JsonArray(rows).encode(), actor))
        .map(PgCoverages::all);
  }

  static Future<List<Coverage>> ofUnits(SqlClient sql, Collection<String> units) {
    return sql.preparedQuery(
            "SELECT " + COLUMNS + " FROM coverages WHERE unit = ANY ($1) ORDER BY unit, id")
        .execute(Tuple.tuple().addArrayOfString(units.toArray(String[]::new)))
        .map(PgCoverages::all);
  }

  /** By id, after the cursor; of one unit or all. */
  static Future<List<Coverage>> list(SqlClient sql, @Nullable String unit, int limit, long after) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM coverages WHERE id > $1 AND ($2::text IS NULL OR unit = $2)"
                + " ORDER BY id LIMIT $3")
        .execute(Tuple.of(after, unit, limit))
        .map(PgCoverages::all);
  }

  /** Nobody else changes it until the transaction is over. */
  static Future<List<Coverage>> locked(SqlConnection sql, long id) {
    return sql.preparedQuery("SELECT " + COLUMNS + " FROM coverages WHERE id = $1 FOR UPDATE")
        .execute(Tuple.of(id))
        .map(PgCoverages::all);
  }

  static Future<Void> close(SqlConnection sql, List<Long> ids, Instant at) {
    return sql.preparedQuery("UPDATE coverages SET closed_at = $2 WHERE id = ANY ($1)")
        .execute(Tuple.tuple().addArrayOfLong(ids.toArray(Long[]::new)).addOffsetDateTime(utc(at)))
        .mapEmpty();
  }

  static Future<List<Coverage>> ofContract(SqlClient sql, String contract) {
    return sql.preparedQuery(
            "SELECT " + COLUMNS + " FROM coverages WHERE contract = $1 ORDER BY unit, id")
        .execute(Tuple.of(contract))
        .map(PgCoverages::all);
  }

  /** Gives each of these coverages another end, by one statement. */
  static Future<Void> end(SqlConnection sql, List<Coverage> changed) {
    return sql.preparedQuery(
            "UPDATE coverages SET end_at = n.end_at, provisional = false"
                + " FROM unnest($1::bigint[], $2::timestamptz[]) AS n (id, end_at)"
                + " WHERE coverages.id = n.id")
        .execute(
            Tuple.tuple()
                .addArrayOfLong(changed.stream().map(Coverage::id).toArray(Long[]::new))
                .addArrayOfOffsetDateTime(
                    changed.stream()
                        .map(it -> utc(java.util.Objects.requireNonNull(it.end())))
                        .toArray(OffsetDateTime[]::new)))
        .mapEmpty();
  }

  static Future<Void> keepPauses(SqlConnection sql, Coverage it) {
    Instant end = it.end();
    return sql.preparedQuery(
            "UPDATE coverages SET pauses = $2::text::json, end_at = $3, provisional = $4"
                + " WHERE id = $1")
        .execute(
            Tuple.of(
                it.id(),
                new JsonArray(it.pauses().stream().map(Pause::json).toList()).encode(),
                end == null ? null : utc(end),
                it.provisional()))
        .mapEmpty();
  }

  /** False when the unit is in repair already. */
  static Future<Boolean> beginRepair(SqlConnection sql, String unit, Instant at) {
    return sql.preparedQuery(
            "INSERT INTO repair_downtimes (unit, from_at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .execute(Tuple.of(unit, utc(at)))
        .map(rows -> rows.rowCount() > 0);
  }

  static Future<Boolean> endRepair(SqlConnection sql, String unit, Instant at) {
    return sql.preparedQuery(
            "UPDATE repair_downtimes SET to_at = greatest($2, from_at)"
                + " WHERE unit = $1 AND to_at IS NULL")
        .execute(Tuple.of(unit, utc(at)))
        .map(rows -> rows.rowCount() > 0);
  }

  /** A time in repair of a unit. */
  record Downtime(String unit, Pause pause) {}

  static Future<List<Downtime>> downtimes(SqlClient sql, Collection<String> units) {
    return sql.preparedQuery(
            "SELECT unit, from_at, to_at FROM repair_downtimes WHERE unit = ANY ($1)"
                + " ORDER BY unit, from_at")
        .execute(Tuple.tuple().addArrayOfString(units.toArray(String[]::new)))
        .map(
            rows -> {
              var found = new ArrayList<Downtime>();
              for (Row row : rows) {
                found.add(
                    new Downtime(
                        row.getString("unit"),
                        new Pause(
                            row.getOffsetDateTime("from_at").toInstant(),
                            instant(row, "to_at"),
                            PauseReason.UNDER_REPAIR)));
              }
              return found;
            });
  }

  private static List<Coverage> all(RowSet<Row> rows) {
    var found = new ArrayList<Coverage>();
    rows.forEach(row -> found.add(read(row)));
    return found;
  }

  private static Coverage read(Row row) {
    String measure = row.getString("measure");
    String contract = row.getString("contract");
    return new Coverage(
        row.getLong("id"),
        row.getString("unit"),
        Basis.valueOf(row.getString("basis")),
        new Scope(
            Set.of(row.getArrayOfStrings("parts")),
            row.getString("cause"),
            row.getString("symptom")),
        new Covered(
            row.getInteger("covered_parts"),
            row.getInteger("covered_labour"),
            row.getInteger("covered_travel")),
        row.getOffsetDateTime("start_at").toInstant(),
        measure == null
            ? null
            : new Term(
                Measure.find(measure).orElseThrow(), new BigDecimal(row.getString("amount"))),
        row.getBoolean("lengthened"),
        pauses(new JsonArray(row.getString("pauses"))),
        instant(row, "end_at"),
        row.getBoolean("provisional"),
        row.getString("clause"),
        row.getString("version"),
        row.getLong("inherited_from"),
        instant(row, "closed_at"),
        contract == null ? null : new LineId(contract, row.getString("line")));
  }

  private static List<Pause> pauses(JsonArray json) {
    return json.stream()
        .map(JsonObject.class::cast)
        .map(
            each -> {
              String to = each.getString("to");
              return new Pause(
                  Instant.parse(each.getString("from")),
                  to == null ? null : Instant.parse(to),
                  PauseReason.UNDER_REPAIR);
            })
        .toList();
  }

  private static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime value = row.getOffsetDateTime(column);
    return value == null ? null : value.toInstant();
  }

  static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
