package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.instant;
import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.Because;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Loads and saves a {@link Docket} with a handful of statements, however many alarms it is for.
 *
 * <p>Tickets are locked by id in ascending order. When another server opens the same ticket
 * meanwhile, the unique index refuses ours; the transaction fails and is to be tried again.
 */
final class PgDocket {
  private static final String HEARD =
      "SELECT key, ticket, last_seen, cleared_at, quiet_at FROM ticket_occurrences"
          + " WHERE key = ANY($1)";

  private static final String LATEST =
      """
      SELECT p.device, p.symptom, o.number AS open, c.number AS closed, m.parent AS parent
      FROM unnest($1::text[], $2::text[]) AS p(device, symptom)
      LEFT JOIN LATERAL (
        SELECT number FROM tickets t
        WHERE t.device = p.device AND t.symptom = p.symptom AND t.is_open AND t.kind = 'fault'
      ) o ON true
      LEFT JOIN LATERAL (
        SELECT number FROM tickets t
        WHERE t.device = p.device AND t.symptom = p.symptom AND t.state = 'CLOSED'
        ORDER BY id DESC LIMIT 1
      ) c ON true
      LEFT JOIN LATERAL (
        SELECT state, parent FROM tickets t
        WHERE t.device = p.device AND t.symptom = p.symptom
        ORDER BY id DESC LIMIT 1
      ) m ON m.state = 'MERGED'
      """;

  private static final String LOCK =
      """
      SELECT number, state, severity, because, because_key, because_args, first_seen_at,
             last_seen_at, occurrences, active_alarms
      FROM tickets WHERE number = ANY($1) ORDER BY id FOR UPDATE
      """;

  private static final String UPDATE =
      """
      UPDATE tickets SET state = $2, severity = $3, because = $4, because_key = $5,
        because_args = $6, first_seen_at = $7, last_seen_at = $8, occurrences = $9,
        active_alarms = $10, resolution = coalesce($11, resolution),
        ended_at = coalesce(ended_at, $12), updated_at = $13, version = version + 1
      WHERE number = $1
      """;

  private static final String INSERT =
      """
      INSERT INTO tickets (number, state, severity, because, because_key, because_args,
        first_seen_at, last_seen_at, occurrences, active_alarms, resolution, ended_at, opened_at,
        updated_at, kind, device, model, customer, site, lot, symptom, metric, repeat_of)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
        $13, 'fault', $14, $15, $16, $17, $18, $19, $20, $21)
      """;

  private static final String INSERT_HEARD =
      """
      INSERT INTO ticket_occurrences (key, ticket, device, severity, metric, active_since,
        last_seen, cleared_at, quiet_at, because, because_key, because_args)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      """;

  private static final String UPDATE_HEARD =
      "UPDATE ticket_occurrences SET last_seen = $2, cleared_at = $3, quiet_at = $4 WHERE key = $1";

  private static final String NUMBERS =
      """
      INSERT INTO ticket_numbers (kind, year, last) VALUES ($1, $2, $3)
      ON CONFLICT (kind, year) DO UPDATE SET last = ticket_numbers.last + $3 RETURNING last
      """;

  private final SqlConnection transaction;
  private final Docket docket = new Docket();

  private PgDocket(SqlConnection transaction) {
    this.transaction = transaction;
  }

  /** Succeeds with a docket that knows all these alarms may concern, locked against others. */
  static Future<Docket> load(SqlConnection transaction, List<Alarm> alarms) {
    return new PgDocket(transaction).load(alarms);
  }

  private Future<Docket> load(List<Alarm> alarms) {
    String[] keys = alarms.stream().map(Alarm::key).distinct().toArray(String[]::new);
    List<Docket.Pair> pairs = alarms.stream().map(Docket.Pair::of).distinct().toList();
    Future<List<Row>> heard = query(HEARD, Tuple.tuple().addArrayOfString(keys));
    return heard.compose(
        known -> query(LATEST, columns(pairs)).compose(latest -> lock(known, latest)).map(docket));
  }

  private static Tuple columns(List<Docket.Pair> pairs) {
    return Tuple.tuple()
        .addArrayOfString(pairs.stream().map(Docket.Pair::device).toArray(String[]::new))
        .addArrayOfString(pairs.stream().map(Docket.Pair::symptom).toArray(String[]::new));
  }

  private Future<Void> lock(List<Row> heard, List<Row> latest) {
    var numbers = new TreeSet<String>();
    heard.forEach(row -> numbers.add(row.getString("ticket")));
    latest.forEach(
        row -> {
          String target = target(row);
          if (target != null) {
            numbers.add(target);
          }
        });
    Future<List<Row>> locked =
        numbers.isEmpty()
            ? Future.succeededFuture(List.of())
            : query(LOCK, Tuple.tuple().addArrayOfString(numbers.toArray(String[]::new)));
    return locked.map(rows -> know(heard, latest, rows)).mapEmpty();
  }

  /**
   * The ticket that alarms of this pair count up: its open one, else the one it was merged into.
   */
  private static @Nullable String target(Row row) {
    String open = row.getString("open");
    return open != null ? open : row.getString("parent");
  }

  private Docket know(List<Row> heard, List<Row> latest, List<Row> locked) {
    Map<String, Draft> drafts = new HashMap<>();
    locked.forEach(row -> drafts.put(row.getString("number"), draft(row)));
    for (Row row : latest) {
      var pair = new Docket.Pair(row.getString("device"), row.getString("symptom"));
      String closed = row.getString("closed");
      if (closed != null) {
        docket.knowClosedLast(pair, closed);
      }
      String target = target(row);
      Draft draft = target == null ? null : drafts.get(target);
      if (draft != null) {
        docket.knowOpen(pair, draft);
      }
    }
    for (Row row : heard) {
      Draft draft = drafts.get(row.getString("ticket"));
      if (draft != null) {
        var known = new Docket.Heard(row.getString("key"), draft, null, instant(row, "last_seen"));
        known.clearedAt = instantOrNull(row, "cleared_at");
        known.quietAt = instantOrNull(row, "quiet_at");
        docket.knowHeard(known);
      }
    }
    return docket;
  }

  private static Draft draft(Row row) {
    return new Draft(
        row.getString("number"),
        State.valueOf(row.getString("state")),
        Severities.get(row.getString("severity")),
        new Because(
            row.getString("because"),
            row.getString("because_key"),
            row.getJsonObject("because_args").getMap()),
        instant(row, "first_seen_at"),
        instant(row, "last_seen_at"),
        row.getInteger("occurrences"),
        row.getInteger("active_alarms"));
  }

  /** Succeeds when everything the docket decided is written; new tickets then have numbers. */
  static Future<Void> save(SqlConnection transaction, Docket docket, Instant now) {
    var pg = new PgDocket(transaction);
    return pg.batch(UPDATE, docket.changed().stream().map(each -> values(each, now)).toList())
        .compose(done -> pg.number(docket.opened(), now))
        .compose(
            done ->
                pg.batch(
                    INSERT, docket.opened().stream().map(each -> newValues(each, now)).toList()))
        .compose(
            done -> pg.batch(INSERT_HEARD, docket.added().stream().map(PgDocket::values).toList()))
        .compose(
            done ->
                pg.batch(
                    UPDATE_HEARD,
                    docket.updated().stream()
                        .map(
                            each ->
                                Tuple.of(
                                    each.key,
                                    utc(each.lastSeen),
                                    utcOrNull(each.clearedAt),
                                    utcOrNull(each.quietAt)))
                        .toList()));
  }

  private Future<Void> number(List<Draft> drafts, Instant now) {
    if (drafts.isEmpty()) {
      return Future.succeededFuture();
    }
    int year = now.atOffset(ZoneOffset.UTC).getYear();
    return query(NUMBERS, Tuple.of(Kind.FAULT.code(), year, drafts.size()))
        .map(
            rows -> {
              int next = rows.getFirst().getInteger("last") - drafts.size() + 1;
              for (Draft draft : drafts) {
                draft.number(Kind.FAULT.number(year, next++));
              }
              return null;
            });
  }

  private static Tuple values(Draft draft, Instant now) {
    return Tuple.tuple()
        .addString(draft.number())
        .addString(draft.state.name())
        .addString(draft.severity.code())
        .addString(draft.because.text())
        .addString(draft.because.key())
        .addValue(new JsonObject(draft.because.arguments()))
        .addOffsetDateTime(utc(draft.firstSeen))
        .addOffsetDateTime(utc(draft.lastSeen))
        .addInteger(draft.occurrences)
        .addInteger(draft.active)
        .addString(draft.resolution)
        .addOffsetDateTime(draft.state.isOpen() ? null : utc(now))
        .addOffsetDateTime(utc(now));
  }

  private static Tuple newValues(Draft draft, Instant now) {
    Draft.Opening opening = java.util.Objects.requireNonNull(draft.opening);
    return values(draft, now)
        .addString(opening.device().id())
        .addString(opening.device().model())
        .addString(opening.device().customer())
        .addString(opening.device().site())
        .addString(opening.device().lot())
        .addString(opening.symptom())
        .addString(opening.metric())
        .addString(opening.repeatOf().get());
  }

  private static Tuple values(Docket.Heard heard) {
    Alarm alarm = java.util.Objects.requireNonNull(heard.added);
    return Tuple.tuple()
        .addString(heard.key)
        .addString(heard.draft.number())
        .addString(alarm.device().id())
        .addString(alarm.severity().code())
        .addString(alarm.metric())
        .addOffsetDateTime(utc(alarm.activeSince()))
        .addOffsetDateTime(utc(heard.lastSeen))
        .addOffsetDateTime(utcOrNull(heard.clearedAt))
        .addOffsetDateTime(utcOrNull(heard.quietAt))
        .addString(alarm.because().text())
        .addString(alarm.because().key())
        .addValue(new JsonObject(alarm.because().arguments()));
  }

  private Future<Void> batch(String sql, List<Tuple> tuples) {
    return tuples.isEmpty()
        ? Future.succeededFuture()
        : transaction.preparedQuery(sql).executeBatch(tuples).mapEmpty();
  }

  private Future<List<Row>> query(String sql, Tuple values) {
    return transaction.preparedQuery(sql).execute(values).map(rows -> rows.stream().toList());
  }

  private static @Nullable Instant instantOrNull(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable OffsetDateTime utcOrNull(@Nullable Instant instant) {
    return instant == null ? null : utc(instant);
  }
}
