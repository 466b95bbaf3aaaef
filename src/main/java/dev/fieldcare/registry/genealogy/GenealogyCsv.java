package dev.fieldcare.registry.genealogy;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Genealogy as CSV: {@code unit,parent,part_no,lot,supplier,station,operator,from,to}. A line
 * without a parent is a device; one whose unit is its own lot is a lot of material.
 */
final class GenealogyCsv {
  private static final String CODE = "csv.invalid";
  private static final int MOST_LINES = 1_000_000;
  private static final List<String> COLUMNS =
      List.of("unit", "parent", "part_no", "lot", "supplier", "station", "operator", "from", "to");

  /** A unit, and what it was built into. */
  record Line(
      String unit,
      @Nullable String parent,
      Unit.Kind kind,
      @Nullable String partNo,
      @Nullable String lot,
      @Nullable String supplier,
      @Nullable String process,
      @Nullable Instant from,
      @Nullable Instant to) {

    JsonObject row() {
      return new JsonObject()
          .put("unit", unit)
          .put("parent", parent)
          .put("kind", kind.name())
          .put("part_no", partNo)
          .put("lot", lot)
          .put("supplier", supplier)
          .put("process", process)
          .put("from_at", from == null ? null : from.toString())
          .put("to_at", to == null ? null : to.toString());
    }
  }

  private GenealogyCsv() {}

  static List<Line> parse(Reader csv) {
    var format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(csv, format)) {
      for (String name : COLUMNS) {
        if (!parser.getHeaderNames().contains(name)) {
          throw bad(1, "the columns " + String.join(",", COLUMNS), "none called " + name);
        }
      }
      var lines = new ArrayList<Line>();
      Set<String> seen = new HashSet<>();
      for (CSVRecord each : parser) {
        Line line = line(each);
        if (!seen.add(line.unit + " " + line.parent + " " + line.from)) {
          throw bad(parser.getCurrentLineNumber(), "each assembly once", line.unit + " again");
        }
        lines.add(line);
        if (lines.size() > MOST_LINES) {
          throw bad(parser.getCurrentLineNumber(), "at most " + MOST_LINES + " lines", "more");
        }
      }
      return lines;
    } catch (IOException | UncheckedIOException e) {
      throw Problem.badInput(CODE, "genealogy: expected CSV, found: " + e.getMessage());
    }
  }

  private static Line line(CSVRecord it) {
    long at = it.getRecordNumber() + 1;
    if (it.size() < COLUMNS.size()) {
      throw bad(at, COLUMNS.size() + " fields", it.size() + "");
    }
    String unit = text(it, "unit");
    String parent = text(it, "parent");
    if (unit == null || unit.equals(parent)) {
      throw bad(at, "a unit that is not its own parent", String.valueOf(unit));
    }
    Instant from = time(it, "from", at);
    Instant to = time(it, "to", at);
    if (parent != null && from == null) {
      throw bad(at, "from: a time such as 2026-01-31T08:00:00Z", "none");
    }
    if (from != null && to != null && to.isBefore(from)) {
      throw bad(at, "to: after from", to.toString());
    }
    String lot = text(it, "lot");
    Unit.Kind kind =
        parent == null
            ? Unit.Kind.DEVICE
            : unit.equals(lot) ? Unit.Kind.MATERIAL_LOT : Unit.Kind.COMPONENT;
    String station = text(it, "station");
    String operator = text(it, "operator");
    String process =
        station == null && operator == null
            ? null
            : (station == null ? "" : station) + (operator == null ? "" : " by " + operator);
    return new Line(
        unit, parent, kind, text(it, "part_no"), lot, text(it, "supplier"), process, from, to);
  }

  private static @Nullable String text(CSVRecord it, String column) {
    String value = it.get(column).strip();
    return value.isEmpty() ? null : value;
  }

  private static @Nullable Instant time(CSVRecord it, String column, long line) {
    String value = text(it, column);
    try {
      return value == null ? null : OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw bad(line, column + ": a time such as 2026-01-31T08:00:00Z", value);
    }
  }

  private static Problem bad(long line, String expected, String found) {
    return Problem.badInput(
        CODE, "genealogy: line " + line + ": expected " + expected + ", found " + found);
  }

  /** By two statements: units that are new, then edges that are. */
  static Future<Integer> insert(
      SqlConnection sql, List<Line> lines, OffsetDateTime now, String actor) {
    String json = new JsonArray(lines.stream().map(Line::row).toList()).encode();
    String rows =
        " FROM json_to_recordset($1::text::json) AS n (unit text, parent text, kind text,"
            + " part_no text, lot text, supplier text, process text, from_at timestamptz,"
            + " to_at timestamptz) ";
    return sql.preparedQuery(
            "INSERT INTO units (serial, kind, part_no, lot, supplier, created_at)"
                + " SELECT DISTINCT ON (n.unit) n.unit, n.kind, n.part_no, n.lot, n.supplier, $2"
                + rows
                + "ORDER BY n.unit ON CONFLICT (serial) DO NOTHING")
        .execute(Tuple.of(json, now))
        .compose(
            done ->
                sql.preparedQuery(
                        "SELECT n.parent"
                            + rows
                            + "WHERE n.parent IS NOT NULL AND NOT EXISTS"
                            + " (SELECT FROM units u WHERE u.serial = n.parent) LIMIT 1")
                    .execute(Tuple.of(json)))
        .compose(
            missing -> {
              if (missing.size() > 0) {
                return Future.failedFuture(
                    Problem.badInput(
                        CODE,
                        "genealogy: expected every parent in the file or known, found none called "
                            + missing.iterator().next().getString(0)));
              }
              return sql.preparedQuery(
                      "INSERT INTO assemblies (parent, child, from_at, to_at, by_process,"
                          + " recorded_at, recorded_by)"
                          + " SELECT p.number, c.number, n.from_at, n.to_at, n.process, $2, $3"
                          + rows
                          + "JOIN units p ON p.serial = n.parent JOIN units c ON c.serial = n.unit"
                          + " WHERE NOT EXISTS (SELECT FROM assemblies a WHERE a.parent = p.number"
                          + " AND a.child = c.number AND a.from_at = n.from_at)")
                  .execute(Tuple.of(json, now, actor));
            })
        .map(lines.size());
  }
}
