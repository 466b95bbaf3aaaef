package dev.fieldcare.tickets;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Fixes;
import dev.fieldcare.stability.Because;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads tickets out of PostgreSQL. */
final class PgTickets {
  private static final int ALARMS_SHOWN = 10;
  private static final int MESSAGES_SHOWN = 50;
  private static final int SIBLINGS_SHOWN = 50;
  private static final int CHILDREN_SHOWN = 50;

  private static final String SELECT =
      """
      SELECT t.*,
        (SELECT json_agg(o ORDER BY o.active_since) FROM (
           SELECT * FROM ticket_occurrences WHERE ticket = t.number
           ORDER BY active_since DESC LIMIT %d) o) AS alarms,
        (SELECT json_agg(c ORDER BY c.id) FROM (
           SELECT * FROM ticket_messages WHERE ticket = t.number
           ORDER BY id DESC LIMIT %d) c) AS messages,
        (SELECT json_agg(s.number ORDER BY s.id) FROM (
           SELECT id, number FROM tickets s
           WHERE s.is_open AND s.lot = t.lot AND s.symptom = t.symptom AND s.device <> t.device
           ORDER BY s.id DESC LIMIT %d) s) AS siblings,
        (SELECT count(*)::int FROM tickets k
         WHERE k.parent = t.number AND k.state <> 'MERGED') AS child_count,
        (SELECT json_agg(k ORDER BY k.id) FROM (
           SELECT k.id, k.number, k.device, k.state, k.active_alarms FROM tickets k
           WHERE k.parent = t.number AND k.state <> 'MERGED'
           ORDER BY k.id LIMIT %d) k) AS children,
        %s AS fixed_in
      FROM tickets t
      """
          .formatted(
              ALARMS_SHOWN,
              MESSAGES_SHOWN,
              SIBLINGS_SHOWN,
              CHILDREN_SHOWN,
              Fixes.fixedIn("t.model", "t.symptom"));

  private PgTickets() {}

  /** The ticket of this number; fails with {@code ticket.unknown}. */
  static Future<Ticket> get(SqlClient client, String number) {
    return byNumbers(client, List.of(number))
        .map(
            found -> {
              if (found.isEmpty()) {
                throw unknown(number);
              }
              return found.getFirst();
            });
  }

  static Problem unknown(String number) {
    return Problem.notFound("ticket.unknown", "there is no ticket " + number);
  }

  /** Those of these numbers that exist, oldest first. */
  static Future<List<Ticket>> byNumbers(SqlClient client, List<String> numbers) {
    return client
        .preparedQuery(SELECT + "WHERE t.number = ANY($1) ORDER BY t.id")
        .execute(Tuple.tuple().addArrayOfString(numbers.toArray(String[]::new)))
        .map(PgTickets::tickets);
  }

  /** Newest first, at most {@code limit}, only those older than the id {@code before}. */
  static Future<List<Ticket>> list(
      SqlClient client, TicketFilter filter, int limit, @Nullable Long before) {
    String text = filter.text();
    if (text != null) {
      return new TicketSearch(client, filter, text, limit)
          .before(before)
          .compose(ids -> byIds(client, ids));
    }
    Where where = Where.of(filter).and("t.id < ?", before);
    return client
        .preparedQuery(SELECT + where.sql() + " ORDER BY t.id DESC LIMIT " + limit)
        .execute(where.values())
        .map(PgTickets::tickets);
  }

  private static Future<List<Ticket>> byIds(SqlClient client, List<Long> ids) {
    return client
        .preparedQuery(SELECT + " WHERE t.id = ANY($1) ORDER BY t.id DESC")
        .execute(Tuple.tuple().addArrayOfLong(ids.toArray(Long[]::new)))
        .map(PgTickets::tickets);
  }

  private static List<Ticket> tickets(Iterable<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(PgTickets::ticket).toList();
  }

  private static Ticket ticket(Row row) {
    return new Ticket(
        row.getLong("id"),
        row.getString("number"),
        Kind.find(row.getString("kind")).orElseThrow(),
        State.valueOf(row.getString("state")),
        row.getString("device"),
        row.getString("model"),
        cause(row),
        row.getString("customer"),
        row.getString("site"),
        row.getString("lot"),
        row.getString("symptom"),
        row.getString("title"),
        Severities.get(row.getString("severity")),
        row.getString("metric"),
        row.getString("channel"),
        row.getJsonObject("contact"),
        instant(row, "opened_at"),
        instant(row, row.getOffsetDateTime("intake_at") == null ? "opened_at" : "intake_at"),
        instant(row, "first_seen_at"),
        instant(row, "last_seen_at"),
        instant(row, "updated_at"),
        row.getOffsetDateTime("ended_at") == null ? null : instant(row, "ended_at"),
        row.getInteger("occurrences"),
        row.getInteger("active_alarms"),
        new Because(
            row.getString("because"),
            row.getString("because_key"),
            row.getJsonObject("because_args").getMap()),
        row.getString("assignee"),
        row.getString("resolution"),
        row.getString("parent"),
        row.getString("repeat_of"),
        row.getJsonObject("facts"),
        row.getInteger("version"),
        objects(row, "alarms").stream().map(PgTickets::occurrence).toList(),
        objects(row, "messages").stream().map(PgMessages::message).toList(),
        new Ticket.Children(
            row.getInteger("child_count"),
            objects(row, "children").stream().map(PgTickets::child).toList()),
        strings(row.getJsonArray("siblings")),
        row.getBoolean("back_dated"),
        row.getString("fixed_in"),
        row.getJsonObject("entitled_at_intake"),
        row.getJsonObject("entitled"),
        row.getJsonObject("known"),
        new JsonArray());
  }

  private static @Nullable Cause cause(Row row) {
    String type = row.getString("cause_type");
    return type == null
        ? null
        : new Cause(Cause.Type.find(type).orElseThrow(), row.getString("cause_id"));
  }

  private static Ticket.Child child(JsonObject row) {
    return new Ticket.Child(
        row.getString("number"),
        row.getString("device"),
        State.valueOf(row.getString("state")),
        row.getInteger("active_alarms"));
  }

  private static Ticket.Occurrence occurrence(JsonObject row) {
    return new Ticket.Occurrence(
        row.getString("key"),
        row.getString("device"),
        Severities.get(row.getString("severity")),
        row.getString("metric"),
        time(row.getString("active_since")),
        time(row.getString("last_seen")),
        row.getString("cleared_at") == null ? null : time(row.getString("cleared_at")),
        row.getString("quiet_at") == null ? null : time(row.getString("quiet_at")),
        new Because(
            row.getString("because"),
            row.getString("because_key"),
            row.getJsonObject("because_args").getMap()));
  }

  private static List<JsonObject> objects(Row row, String column) {
    var objects = new ArrayList<JsonObject>();
    JsonArray array = row.getJsonArray(column);
    for (int i = 0; array != null && i < array.size(); i++) {
      objects.add(array.getJsonObject(i));
    }
    return objects;
  }

  private static List<String> strings(@Nullable JsonArray array) {
    var strings = new ArrayList<String>();
    for (int i = 0; array != null && i < array.size(); i++) {
      strings.add(array.getString(i));
    }
    return strings;
  }

  private static Instant time(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
