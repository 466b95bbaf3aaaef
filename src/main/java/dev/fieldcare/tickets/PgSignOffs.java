package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.instant;
import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps service reports and what customers signed. */
final class PgSignOffs {
  private PgSignOffs() {}

  static Future<@Nullable ServiceReport> newestReport(SqlClient sql, String ticket) {
    return sql.preparedQuery(
            "SELECT * FROM service_reports WHERE ticket = $1 ORDER BY version DESC LIMIT 1")
        .execute(Tuple.of(ticket))
        .map(rows -> rows.size() == 0 ? null : report(rows.iterator().next()));
  }

  static Future<ServiceReport> report(SqlClient sql, long id) {
    return sql.preparedQuery("SELECT * FROM service_reports WHERE id = $1")
        .execute(Tuple.of(id))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw Problem.notFound("report.unknown", "there is no service report " + id);
              }
              return report(rows.iterator().next());
            });
  }

  /** Succeeds with the report, which counts on from the ticket's newest. */
  static Future<ServiceReport> report(
      SqlClient sql, Ticket ticket, JsonObject facts, List<Quote> quotes, Instant now) {
    return newestReport(sql, ticket.number())
        .compose(
            before -> {
              int version = before == null ? 1 : before.version() + 1;
              String document = ServiceReport.write(ticket, facts, quotes, version);
              return sql.preparedQuery(
                      "INSERT INTO service_reports (ticket, version, document, hash, at)"
                          + " VALUES ($1, $2, $3, $4, $5) RETURNING *")
                  .execute(
                      Tuple.of(
                          ticket.number(), version, document, Quote.hashOf(document), utc(now)))
                  .map(rows -> report(rows.iterator().next()));
            });
  }

  private static ServiceReport report(Row row) {
    return new ServiceReport(
        row.getLong("id"),
        row.getString("ticket"),
        row.getInteger("version"),
        row.getString("document"),
        row.getString("hash"),
        instant(row, "at"));
  }

  static Future<@Nullable SignOff> newestOf(SqlClient sql, String subject) {
    return sql.preparedQuery("SELECT * FROM signoffs WHERE subject = $1 ORDER BY id DESC LIMIT 1")
        .execute(Tuple.of(subject))
        .map(rows -> rows.size() == 0 ? null : signOff(rows.iterator().next()));
  }

  /** Fails with {@code signoff.unknown}. */
  static Future<SignOff> get(SqlClient sql, long id) {
    return sql.preparedQuery("SELECT * FROM signoffs WHERE id = $1")
        .execute(Tuple.of(id))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw Problem.notFound("signoff.unknown", "there is no sign-off " + id);
              }
              return signOff(rows.iterator().next());
            });
  }

  static Future<SignOff> insert(SqlClient sql, SignOff it) {
    return sql.preparedQuery(
            """
            INSERT INTO signoffs (ticket, subject, hash, agreed, signer, account, method, at,
              evidence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *
            """)
        .execute(
            Tuple.of(it.ticket(), it.subject(), it.hash(), it.agreed(), it.signer(), it.account())
                .addString(it.method().name())
                .addOffsetDateTime(utc(it.at()))
                .addValue(it.evidence()))
        .map(rows -> signOff(rows.iterator().next()));
  }

  private static SignOff signOff(Row row) {
    return new SignOff(
        row.getLong("id"),
        row.getString("ticket"),
        row.getString("subject"),
        row.getString("hash"),
        row.getBoolean("agreed"),
        row.getString("signer"),
        row.getString("account"),
        SignOff.Method.valueOf(row.getString("method")),
        instant(row, "at"),
        row.getJsonObject("evidence"));
  }
}
