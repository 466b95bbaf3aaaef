package dev.fieldcare.promises;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pauses of subjects, past and present. */
final class PgPauses {
  /** A pause that has lasted as long as it may. */
  record Expired(String subject, Instant latest) {}

  private PgPauses() {}

  static Future<List<Pause>> of(SqlConnection sql, String subject) {
    return sql.preparedQuery(
            "SELECT from_at, to_at, reason FROM promise_pauses WHERE subject = $1"
                + " ORDER BY from_at, id")
        .execute(Tuple.of(subject))
        .map(
            rows -> {
              var found = new ArrayList<Pause>();
              rows.forEach(row -> found.add(pause(row)));
              return found;
            });
  }

  /** Of several subjects; those without any are not in it. */
  static Future<Map<String, List<Pause>>> of(SqlConnection sql, List<String> subjects) {
    return sql.preparedQuery(
            "SELECT from_at, to_at, reason, subject FROM promise_pauses WHERE subject = ANY($1)"
                + " ORDER BY from_at, id")
        .execute(Tuple.tuple().addArrayOfString(subjects.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, List<Pause>> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found
                          .computeIfAbsent(row.getString("subject"), any -> new ArrayList<>())
                          .add(pause(row)));
              return found;
            });
  }

  private static Pause pause(Row row) {
    return new Pause(
        row.getOffsetDateTime("from_at").toInstant(),
        PgCommitments.instant(row, "to_at"),
        PauseReason.valueOf(row.getString("reason")));
  }

  /** False when one lasts already. */
  static Future<Boolean> begin(
      SqlConnection sql,
      String subject,
      Pause pause,
      Instant latest,
      @Nullable String message,
      String actor) {
    return sql.preparedQuery(
            "INSERT INTO promise_pauses (subject, from_at, latest_at, reason, message, paused_by)"
                + " VALUES ($1, $2, $3, $4, $5, $6)"
                + " ON CONFLICT (subject) WHERE to_at IS NULL DO NOTHING")
        .execute(
            Tuple.of(
                subject,
                PgCommitments.stamp(pause.from()),
                PgCommitments.stamp(latest),
                pause.reason().name(),
                message,
                actor))
        .map(rows -> rows.rowCount() == 1);
  }

  /** False when none lasts. */
  static Future<Boolean> end(SqlConnection sql, String subject, Instant at) {
    return sql.preparedQuery(
            "UPDATE promise_pauses SET to_at = greatest(from_at, $2)"
                + " WHERE subject = $1 AND to_at IS NULL")
        .execute(Tuple.of(subject, PgCommitments.stamp(at)))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Locked; what another server is at is left to it. */
  static Future<List<Expired>> expired(SqlConnection sql, Instant now, int most) {
    return sql.preparedQuery(
            "SELECT subject, latest_at FROM promise_pauses WHERE to_at IS NULL AND latest_at <= $1"
                + " ORDER BY latest_at LIMIT $2 FOR UPDATE SKIP LOCKED")
        .execute(Tuple.of(PgCommitments.stamp(now), most))
        .map(
            rows -> {
              var found = new ArrayList<Expired>();
              rows.forEach(
                  row ->
                      found.add(
                          new Expired(row.getString(0), row.getOffsetDateTime(1).toInstant())));
              return found;
            });
  }
}
