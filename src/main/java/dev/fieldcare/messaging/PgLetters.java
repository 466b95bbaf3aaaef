package dev.fieldcare.messaging;

import static dev.fieldcare.messaging.PgOutbox.utc;

import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Letters and what came with them, as tables. */
final class PgLetters {
  private static final String INSERT =
      """
      INSERT INTO letters (mailbox, identity, received_at, sender, subject, body, disposition,
        reason, raw)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id
      """;

  private static final String LIST =
      """
      SELECT id, received_at, sender, subject, left(body, 2000) AS body, disposition, reason,
        ticket, (SELECT count(*)::int FROM letter_attachments a WHERE a.letter = l.id) AS files
      FROM letters l
      WHERE ($1::text IS NULL OR disposition = $1) AND ($2::bigint IS NULL OR id < $2)
        AND ($4::text IS NULL OR ticket = $4)
      ORDER BY id DESC LIMIT $3
      """;

  private static final String FILES =
      """
      SELECT number, name, type, length(content) AS bytes FROM letter_attachments
      WHERE letter = $1 ORDER BY number
      """;

  private PgLetters() {}

  /** Succeeds with its number; empty when it was taken before. */
  static Future<Optional<Long>> insert(
      SqlConnection sql,
      String mailbox,
      Letter letter,
      Instant at,
      String disposition,
      @Nullable String reason,
      @Nullable Buffer raw) {
    return sql.preparedQuery(INSERT)
        .execute(
            Tuple.of(
                    mailbox,
                    letter.identity(),
                    utc(at),
                    letter.sender(),
                    letter.subject(),
                    letter.text())
                .addString(disposition)
                .addString(reason)
                .addBuffer(raw))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getLong(0)));
  }

  static Future<Void> attach(SqlConnection sql, long letter, List<Letter.Attachment> files) {
    var tuples = new ArrayList<Tuple>();
    for (Letter.Attachment each : files) {
      tuples.add(
          Tuple.of(
              letter, tuples.size() + 1, each.name(), each.type(), Buffer.buffer(each.content())));
    }
    return tuples.isEmpty()
        ? Future.succeededFuture()
        : sql.preparedQuery(
                "INSERT INTO letter_attachments (letter, number, name, type, content)"
                    + " VALUES ($1, $2, $3, $4, $5)")
            .executeBatch(tuples)
            .mapEmpty();
  }

  static Future<Void> settle(SqlConnection sql, long letter, Correspondence.Outcome outcome) {
    return switch (outcome) {
      case Correspondence.Outcome.OnTicket it ->
          sql.preparedQuery("UPDATE letters SET disposition = 'handed', ticket = $2 WHERE id = $1")
              .execute(Tuple.of(letter, it.number()))
              .mapEmpty();
      case Correspondence.Outcome.Aside it ->
          sql.preparedQuery("UPDATE letters SET disposition = 'aside', reason = $2 WHERE id = $1")
              .execute(Tuple.of(letter, it.reason()))
              .mapEmpty();
    };
  }

  /** A letter on no ticket yet, with its files but without their content; locked. */
  static Future<Letter> claim(SqlConnection sql, long id) {
    return sql.preparedQuery(
            "SELECT identity, sender, subject, body, ticket FROM letters WHERE id = $1 FOR UPDATE")
        .execute(Tuple.of(id))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw unknown(id);
              }
              Row row = rows.iterator().next();
              if (row.getString("ticket") != null) {
                throw Problem.conflict(
                    "letter.taken",
                    "letter %d: expected one on no ticket, found it on %s"
                        .formatted(id, row.getString("ticket")));
              }
              return row;
            })
        .compose(
            row ->
                sql.preparedQuery(FILES)
                    .execute(Tuple.of(id))
                    .map(
                        files ->
                            new Letter(
                                row.getString("identity"),
                                row.getString("sender"),
                                row.getString("subject"),
                                row.getString("body"),
                                List.of(),
                                files.stream().map(PgLetters::named).toList(),
                                null)));
  }

  private static Letter.Attachment named(Row row) {
    return new Letter.Attachment(row.getString("name"), row.getString("type"), new byte[0]);
  }

  static Future<Page<JsonObject>> list(
      SqlClient sql,
      @Nullable String disposition,
      @Nullable String ticket,
      int limit,
      @Nullable Long before) {
    return sql.preparedQuery(LIST)
        .execute(Tuple.of(disposition, before, limit + 1, ticket))
        .map(
            rows ->
                Page.of(
                    rows.stream()
                        .map(row -> json(row).put("attachments", row.getInteger("files")))
                        .toList(),
                    limit,
                    each -> each.getString("id")));
  }

  /** Fails with {@code letter.unknown}. */
  static Future<JsonObject> get(SqlClient sql, long id) {
    return sql.preparedQuery("SELECT * FROM letters WHERE id = $1")
        .execute(Tuple.of(id))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                throw unknown(id);
              }
              JsonObject letter = json(rows.iterator().next());
              return sql.preparedQuery(FILES)
                  .execute(Tuple.of(id))
                  .map(
                      files ->
                          letter
                              .put("attachments", files.size())
                              .put(
                                  "files",
                                  new JsonArray(files.stream().map(PgLetters::file).toList())));
            });
  }

  private static JsonObject file(Row row) {
    return new JsonObject()
        .put("number", row.getInteger("number"))
        .put("name", row.getString("name"))
        .put("type", row.getString("type"))
        .put("bytes", row.getInteger("bytes"));
  }

  /** Fails with {@code letter.unknown}. */
  static Future<Letter.Attachment> attachment(SqlClient sql, long letter, int number) {
    return sql.preparedQuery(
            "SELECT name, type, content FROM letter_attachments WHERE letter = $1 AND number = $2")
        .execute(Tuple.of(letter, number))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw Problem.notFound(
                    "letter.unknown", "letter %d has no attachment %d".formatted(letter, number));
              }
              Row row = rows.iterator().next();
              return new Letter.Attachment(
                  row.getString("name"),
                  row.getString("type"),
                  row.getBuffer("content").getBytes());
            });
  }

  private static Problem unknown(long id) {
    return Problem.notFound("letter.unknown", "there is no letter " + id);
  }

  private static JsonObject json(Row row) {
    return new JsonObject()
        .put("id", Long.toString(row.getLong("id")))
        .put("receivedAt", row.getOffsetDateTime("received_at").toInstant().toString())
        .put("sender", row.getString("sender"))
        .put("subject", row.getString("subject"))
        .put("body", row.getString("body"))
        .put("disposition", row.getString("disposition"))
        .put("reason", row.getString("reason"))
        .put("ticket", row.getString("ticket"));
  }
}
