package dev.fieldcare.registry.parties;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Csv;
import dev.fieldcare.registry.CsvImport;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Takes sites or contacts out of a CSV file, all or none in one transaction. */
final class PartyCsv {
  private PartyCsv() {}

  /**
   * @param reading makes one of a line, or throws a {@link Problem} that says what is wrong with it
   */
  static <T> Future<CsvImport> run(
      Database database,
      Csv form,
      Reader csv,
      boolean dryRun,
      Function<Csv.Row, T> reading,
      BiFunction<SqlConnection, T, Future<?>> saving) {
    var lines = new ArrayList<CsvImport.Line>();
    var read = new ArrayList<T>();
    try {
      Set<String> ids = new HashSet<>();
      for (Csv.Row row : form.read(csv)) {
        lines.add(line(row, ids, reading, read));
      }
    } catch (Problem e) {
      return Future.failedFuture(e);
    }
    var outcome = new CsvImport(dryRun, lines);
    if (dryRun || outcome.isRefused()) {
      return Future.succeededFuture(outcome);
    }
    return database.transaction(sql -> saveAll(sql, read, saving)).map(outcome);
  }

  private static <T> CsvImport.Line line(
      Csv.Row row, Set<String> ids, Function<Csv.Row, T> reading, List<T> read) {
    String refusal = row.refusal();
    if (refusal == null && !ids.add(row.id())) {
      refusal = row.id() + ": expected each id once, found it again";
    }
    if (refusal == null) {
      try {
        read.add(reading.apply(row));
      } catch (Problem e) {
        refusal = e.message();
      }
    }
    return new CsvImport.Line(row.number(), row.id(), null, refusal);
  }

  private static <T> Future<Void> saveAll(
      SqlConnection sql, List<T> all, BiFunction<SqlConnection, T, Future<?>> saving) {
    Future<Void> done = Future.succeededFuture();
    for (T each : all) {
      done = done.compose(before -> saving.apply(sql, each).mapEmpty());
    }
    return done;
  }

  /** What was written as true or false becomes a flag; anything else stays and is refused. */
  static void flag(JsonObject json, String name) {
    Object value = json.getValue(name);
    if ("true".equals(value) || "false".equals(value)) {
      json.put(name, Boolean.valueOf(String.valueOf(value)));
    }
  }

  /** What was written as a number becomes one; anything else stays and is refused. */
  static void number(JsonObject json, String name) {
    if (json.getValue(name) instanceof String text && !text.isBlank()) {
      try {
        json.put(name, Double.valueOf(text.strip()));
      } catch (NumberFormatException e) {
        json.put(name, text);
      }
    }
  }
}
