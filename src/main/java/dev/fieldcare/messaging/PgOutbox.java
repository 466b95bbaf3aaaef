package dev.fieldcare.messaging;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The outbox as a table. */
final class PgOutbox {
  private static final String CLAIM =
      """
      UPDATE outbox SET attempts = attempts + 1, next_at = $2
      WHERE id IN (
        SELECT id FROM outbox WHERE state = 'pending' AND next_at <= $1 AND channel = ANY($4)
          AND (good_until IS NULL OR good_until > $1)
        ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING *
      """;

  private static final String KEPT =
      "CASE WHEN good_until IS NULL THEN payload ELSE '{}'::json END";

  private PgOutbox() {}

  static Future<Void> insert(SqlConnection transaction, List<Delivery.Draft> drafts, Instant now) {
    if (drafts.isEmpty()) {
      return Future.succeededFuture();
    }
    return transaction
        .preparedQuery(
            "INSERT INTO outbox (delivery, channel, target, payload, next_at, created_at,"
                + " good_until) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .executeBatch(
            drafts.stream()
                .map(
                    each ->
                        Tuple.of(
                                UUID.randomUUID(),
                                each.channel(),
                                each.target(),
                                each.payload(),
                                utc(each.notBefore()),
                                utc(now))
                            .addOffsetDateTime(
                                each.goodUntil() == null ? null : utc(each.goodUntil())))
                .toList())
        .mapEmpty();
  }

  /**
   * Takes due deliveries for this server: until {@code leaseEnd} no other takes them, and whoever
   * dies with them in hand leaves them to be taken again then.
   */
  static Future<List<Delivery>> claim(
      SqlClient client, Instant now, Instant leaseEnd, int limit, List<String> channels) {
    return client
        .preparedQuery(CLAIM)
        .execute(
            Tuple.of(utc(now), utc(leaseEnd), limit)
                .addArrayOfString(channels.toArray(String[]::new)))
        .map(PgOutbox::deliveries);
  }

  static Future<Void> delivered(SqlClient client, Delivery delivery, Instant now) {
    return client
        .preparedQuery(
            "UPDATE outbox SET state = 'delivered', settled_at = $2, last_error = NULL, payload = "
                + KEPT
                + " WHERE id = $1")
        .execute(Tuple.of(delivery.id(), utc(now)))
        .mapEmpty();
  }

  static Future<Void> failed(SqlClient client, Delivery delivery, String error, Instant nextAt) {
    return client
        .preparedQuery("UPDATE outbox SET last_error = $2, next_at = $3 WHERE id = $1")
        .execute(Tuple.of(delivery.id(), error, utc(nextAt)))
        .mapEmpty();
  }

  static Future<Void> dead(SqlClient client, Delivery delivery, String error, Instant now) {
    return client
        .preparedQuery(
            "UPDATE outbox SET state = 'dead', settled_at = $3, last_error = $2, payload = "
                + KEPT
                + " WHERE id = $1")
        .execute(Tuple.of(delivery.id(), error, utc(now)))
        .mapEmpty();
  }

  /** Gives up and erases what is of no use any more. */
  static Future<Void> expire(SqlClient client, Instant now) {
    return client
        .preparedQuery(
            "UPDATE outbox SET state = 'dead', settled_at = $1, payload = '{}',"
                + " last_error = concat_ws('; ', last_error, 'of no use any more')"
                + " WHERE state = 'pending' AND good_until <= $1")
        .execute(Tuple.of(utc(now)))
        .mapEmpty();
  }

  /** Lets what else is due at this target wait a moment: it is probably down. */
  static Future<Void> postpone(SqlClient client, Delivery failed, Instant until) {
    return client
        .preparedQuery(
            "UPDATE outbox SET next_at = $4 WHERE state = 'pending' AND channel = $1"
                + " AND target = $2 AND id <> $3 AND next_at < $4")
        .execute(Tuple.of(failed.channel(), failed.target(), failed.id(), utc(until)))
        .mapEmpty();
  }

  static Future<Delivery> retry(SqlClient client, long id, Instant now) {
    return client
        .preparedQuery(
            "UPDATE outbox SET state = 'pending', attempts = 0, next_at = $2, settled_at = NULL"
                + " WHERE id = $1 AND state <> 'delivered' AND good_until IS NULL RETURNING *")
        .execute(Tuple.of(id, utc(now)))
        .map(
            rows -> {
              List<Delivery> found = deliveries(rows);
              if (found.isEmpty()) {
                throw Problem.notFound("delivery.unknown", "there is no undelivered message " + id);
              }
              return found.getFirst();
            });
  }

  static Future<List<Delivery>> list(
      SqlClient client, Delivery.@Nullable State state, int limit, @Nullable Long before) {
    return client
        .preparedQuery(
            "SELECT * FROM outbox WHERE ($1::text IS NULL OR state = $1)"
                + " AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3")
        .execute(Tuple.of(state == null ? null : state.code(), before, limit))
        .map(PgOutbox::deliveries);
  }

  static Future<Void> forget(SqlClient client, Instant deliveredBefore) {
    return client
        .preparedQuery("DELETE FROM outbox WHERE state = 'delivered' AND settled_at < $1")
        .execute(Tuple.of(utc(deliveredBefore)))
        .mapEmpty();
  }

  private static List<Delivery> deliveries(Iterable<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(PgOutbox::delivery).toList();
  }

  private static Delivery delivery(Row row) {
    OffsetDateTime settled = row.getOffsetDateTime("settled_at");
    return new Delivery(
        row.getLong("id"),
        row.getUUID("delivery"),
        row.getString("channel"),
        row.getString("target"),
        row.get(JsonObject.class, "payload"),
        row.getInteger("attempts"),
        row.getOffsetDateTime("next_at").toInstant(),
        Delivery.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("last_error"),
        row.getOffsetDateTime("created_at").toInstant(),
        settled == null ? null : settled.toInstant());
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
