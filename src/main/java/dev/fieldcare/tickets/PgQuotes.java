package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.instant;
import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps quotes and the receipts that settle them. */
final class PgQuotes {
  private static final String SELECT =
      """
      SELECT q.*, s.hash AS signed_hash
      FROM quotes q LEFT JOIN signoffs s ON s.id = q.signoff AND s.agreed
      """;

  private PgQuotes() {}

  /** Oldest first. */
  static Future<List<Quote>> ofTicket(SqlClient sql, String ticket) {
    return list(sql, "WHERE q.ticket = $1 ORDER BY q.version", Tuple.of(ticket));
  }

  /** Newest first, those with ids below {@code before}. */
  static Future<List<Quote>> list(
      SqlClient sql,
      @Nullable String ticket,
      @Nullable String state,
      @Nullable String customer,
      int limit,
      @Nullable Long before) {
    return list(
        sql,
        """
        JOIN tickets t ON t.number = q.ticket
        WHERE ($1::text IS NULL OR q.ticket = $1) AND ($2::text IS NULL OR q.state = $2)
          AND ($3::text IS NULL OR t.customer = $3) AND ($4::bigint IS NULL OR q.id < $4)
        ORDER BY q.id DESC LIMIT $5
        """,
        Tuple.of(ticket, state, customer, before, limit));
  }

  private static Future<List<Quote>> list(SqlClient sql, String where, Tuple values) {
    return sql.preparedQuery(SELECT + where)
        .execute(values)
        .map(rows -> rows.stream().map(PgQuotes::quote).toList());
  }

  /** Fails with {@code quote.unknown}. */
  static Future<Quote> get(SqlClient sql, long id) {
    return list(sql, "WHERE q.id = $1", Tuple.of(id))
        .map(
            found -> {
              if (found.isEmpty()) {
                throw Problem.notFound("quote.unknown", "there is no quote " + id);
              }
              return found.getFirst();
            });
  }

  static Future<Quote> insert(SqlClient sql, Quote it) {
    return sql.preparedQuery(
            """
            INSERT INTO quotes (ticket, version, purpose, state, scope, lines, currency, document,
              hash, created_at, valid_until)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
            """)
        .execute(
            Tuple.of(it.ticket(), it.version(), it.purpose().name(), it.state().name(), it.scope())
                .addValue(new JsonArray(it.lines().stream().map(QuoteLine::json).toList()))
                .addString(it.currency())
                .addString(it.document())
                .addString(it.hash())
                .addOffsetDateTime(utc(it.createdAt()))
                .addOffsetDateTime(utc(it.validUntil())))
        .compose(rows -> get(sql, rows.iterator().next().getLong(0)));
  }

  static Future<Void> move(SqlClient sql, long id, Quote.State to, @Nullable Long signoff) {
    return sql.preparedQuery(
            "UPDATE quotes SET state = $2, signoff = coalesce($3, signoff) WHERE id = $1")
        .execute(Tuple.of(id, to.name(), signoff))
        .mapEmpty();
  }

  /** What was spent on each line of these quotes, by quote and line. */
  static Future<Map<Long, Map<Integer, Long>>> receipts(SqlClient sql, String ticket) {
    return sql.preparedQuery(
            """
            SELECT r.quote, r.line, sum(r.amount)::bigint AS amount FROM quote_receipts r
            JOIN quotes q ON q.id = r.quote WHERE q.ticket = $1 GROUP BY r.quote, r.line
            """)
        .execute(Tuple.of(ticket))
        .map(
            rows -> {
              var spent = new HashMap<Long, Map<Integer, Long>>();
              rows.forEach(
                  row ->
                      spent
                          .computeIfAbsent(row.getLong("quote"), id -> new HashMap<>())
                          .put(row.getInteger("line"), row.getLong("amount")));
              return spent;
            });
  }

  private static Quote quote(Row row) {
    var lines = new ArrayList<QuoteLine>();
    JsonArray array = row.getJsonArray("lines");
    for (int i = 0; i < array.size(); i++) {
      JsonObject line = array.getJsonObject(i);
      lines.add(QuoteLine.parse(line));
    }
    Instant created = instant(row, "created_at");
    return new Quote(
        row.getLong("id"),
        row.getString("ticket"),
        row.getInteger("version"),
        Quote.Purpose.valueOf(row.getString("purpose")),
        Quote.State.valueOf(row.getString("state")),
        row.getString("scope"),
        lines,
        row.getString("currency"),
        row.getString("document"),
        row.getString("hash"),
        created,
        instant(row, "valid_until"),
        row.getLong("signoff"),
        row.getString("signed_hash"));
  }
}
