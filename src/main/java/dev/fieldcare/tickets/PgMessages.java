package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;

/** Keeps what was said about tickets. */
final class PgMessages {
  private static final String INSERT =
      """
      INSERT INTO ticket_messages (ticket, at, channel, direction, author_kind, author, body,
        guidance, solution, asks, external_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      ON CONFLICT DO NOTHING RETURNING id
      """;

  private PgMessages() {}

  /** Succeeds with the message under its id; empty when it was taken before. */
  static Future<Optional<Message>> insert(SqlConnection sql, String ticket, Message it) {
    return sql.preparedQuery(INSERT)
        .execute(
            Tuple.of(
                    ticket,
                    utc(it.at()),
                    it.channel().code(),
                    it.direction().code(),
                    it.authorKind().name(),
                    it.author())
                .addString(it.text())
                .addBoolean(it.guidance())
                .addBoolean(it.solution())
                .addBoolean(it.asks())
                .addString(it.externalId()))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(withId(it, rows.iterator().next().getLong(0))));
  }

  private static Message withId(Message it, long id) {
    return new Message(
        id,
        it.at(),
        it.channel(),
        it.direction(),
        it.authorKind(),
        it.author(),
        it.text(),
        it.guidance(),
        it.solution(),
        it.asks(),
        it.externalId());
  }

  /** Whether a solution was sent, and whether the customer wrote after that. */
  record Answered(boolean hasSolution, boolean askedAgain) {}

  static Future<Answered> answered(SqlConnection sql, String ticket) {
    return sql.preparedQuery(
            """
            SELECT max(id) FILTER (WHERE solution AND direction = 'out') AS solved,
              max(id) FILTER (WHERE direction = 'in') AS asked
            FROM ticket_messages WHERE ticket = $1
            """)
        .execute(Tuple.of(ticket))
        .map(
            rows -> {
              Long solved = rows.iterator().next().getLong("solved");
              Long asked = rows.iterator().next().getLong("asked");
              return new Answered(
                  solved != null, solved != null && asked != null && asked > solved);
            });
  }

  /** A message as JSON of its row. */
  static Message message(JsonObject row) {
    return new Message(
        row.getLong("id"),
        OffsetDateTime.parse(row.getString("at")).toInstant(),
        Message.Channel.valueOf(row.getString("channel").toUpperCase(Locale.ROOT)),
        Message.Direction.valueOf(row.getString("direction").toUpperCase(Locale.ROOT)),
        Message.AuthorKind.valueOf(row.getString("author_kind")),
        row.getString("author"),
        row.getString("body"),
        row.getBoolean("guidance"),
        row.getBoolean("solution"),
        row.getBoolean("asks"),
        row.getString("external_id"));
  }

  /** A message that is yet to get its id. */
  static Message draft(
      Instant at,
      Message.Channel channel,
      Message.Direction direction,
      Message.AuthorKind kind,
      String author,
      String text) {
    return new Message(0, at, channel, direction, kind, author, text, false, false, false, null);
  }
}
