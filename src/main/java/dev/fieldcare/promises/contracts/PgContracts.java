package dev.fieldcare.promises.contracts;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of contracts. */
final class PgContracts {
  private static final String COLUMNS =
      "number, customer, name, from_on, to_on, calendar, notes, terms::text AS terms,"
          + " lines::text AS lines, begins_at, ends_at, ended_at, ended_because, version";
  private static final String INSERT =
      "INSERT INTO contracts (number, customer, name, from_on, to_on, calendar, notes,"
          + " terms, lines, begins_at, ends_at, ended_at, ended_because, version)"
          + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::json, $9::text::json, $10, $11, $12,"
          + " $13, $14) ON CONFLICT DO NOTHING";
  private static final String UPDATE =
      "UPDATE contracts SET customer = $2, name = $3, from_on = $4, to_on = $5, calendar = $6,"
          + " notes = $7, terms = $8::text::json, lines = $9::text::json, begins_at = $10,"
          + " ends_at = $11, ended_at = $12, ended_because = $13, version = $14"
          + " WHERE number = $1";

  private PgContracts() {}

  static Future<List<Contract>> list(
      SqlClient sql, @Nullable String customer, int limit, @Nullable String after) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM contracts WHERE ($1::text IS NULL OR number > $1)"
                + " AND ($2::text IS NULL OR customer = $2) ORDER BY number LIMIT $3")
        .execute(Tuple.of(after, customer, limit))
        .map(PgContracts::all);
  }

  static Future<List<Contract>> ofCustomers(SqlClient sql, Collection<String> customers) {
    return sql.preparedQuery(
            "SELECT " + COLUMNS + " FROM contracts WHERE customer = ANY ($1) ORDER BY number")
        .execute(Tuple.tuple().addArrayOfString(customers.toArray(String[]::new)))
        .map(PgContracts::all);
  }

  static Future<Optional<Contract>> find(SqlClient sql, String number, boolean isLocked) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM contracts WHERE number = $1"
                + (isLocked ? " FOR UPDATE" : ""))
        .execute(Tuple.of(number))
        .map(rows -> all(rows).stream().findFirst());
  }

  /** False when there is one of that number. */
  static Future<Boolean> insert(SqlConnection sql, Contract it) {
    return sql.preparedQuery(INSERT).execute(values(it)).map(rows -> rows.rowCount() > 0);
  }

  static Future<Void> update(SqlConnection sql, Contract it) {
    return sql.preparedQuery(UPDATE).execute(values(it)).mapEmpty();
  }

  private static Tuple values(Contract it) {
    JsonObject json = it.json();
    return Tuple.from(
        new Object[] {
          it.number(),
          it.customer(),
          it.name(),
          it.from(),
          it.to(),
          it.calendar(),
          it.notes(),
          json.getJsonObject("terms").encode(),
          it.linesJson().encode(),
          utc(it.begins()),
          utc(it.ends()),
          utc(it.endedAt()),
          it.endedBecause(),
          it.version()
        });
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  private static List<Contract> all(RowSet<Row> rows) {
    var found = new ArrayList<Contract>();
    rows.forEach(row -> found.add(read(row)));
    return found;
  }

  private static Contract read(Row row) {
    String number = row.getString("number");
    OffsetDateTime ended = row.getOffsetDateTime("ended_at");
    var array = new JsonArray(row.getString("lines"));
    List<Line> lines = ContractText.lines(array, "stored contract " + number + ":");
    var dated = new ArrayList<Line>();
    for (int i = 0; i < lines.size(); i++) {
      String since = array.getJsonObject(i).getString("since");
      dated.add(lines.get(i).since(since == null ? null : Instant.parse(since)));
    }
    return new Contract(
        number,
        row.getString("customer"),
        row.getString("name"),
        row.getLocalDate("from_on"),
        row.getLocalDate("to_on"),
        row.getString("calendar"),
        row.getString("notes"),
        ContractText.entries(new JsonObject(row.getString("terms"))),
        dated,
        row.getOffsetDateTime("begins_at").toInstant(),
        row.getOffsetDateTime("ends_at").toInstant(),
        ended == null ? null : ended.toInstant(),
        row.getString("ended_because"),
        row.getInteger("version"));
  }
}
