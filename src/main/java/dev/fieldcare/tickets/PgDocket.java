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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private static final String EPISODES =
      """
      SELECT DISTINCT o.ticket, o.device, o.symptom, o.episode_since
      FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS p(device, symptom, since)
      JOIN ticket_occurrences o
        ON o.device = p.device AND o.symptom = p.symptom AND o.episode_since = p.since
      """;

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
             last_seen_at, occurrences, active_alarms, resolution,
             channel <> 'telemetry' AS wanted
      FROM tickets WHERE number = ANY($1) ORDER BY id FOR UPDATE
      """;

  private static final String UPDATE =
      """
      UPDATE tickets SET state = $2, severity = $3, because = $4, because_key = $5,
        because_args = $6, first_seen_at = $7, last_seen_at = $8, occurrences = $9,
        active_alarms = $10, resolution = $11,
        ended_at = CASE WHEN $12::timestamptz IS NULL THEN NULL ELSE coalesce(ended_at, $12) END,
        updated_at = $13, version = version + 1
      WHERE number = $1
      """;

  private static final String INSERT =
      """
      INSERT INTO tickets (number, state, severity, because, because_key, because_args,
        first_seen_at, last_seen_at, occurrences, active_alarms, resolution, ended_at, opened_at,
        updated_at, kind, device, model, customer, site, lot, symptom, metric, repeat_of,
        back_dated)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
        $13, 'fault', $14, $15, $16, $17, $18, $19, $20, $21, $22)
      """;

  private static final String INSERT_HEARD =
      """
      INSERT INTO ticket_occurrences (key, ticket, device, severity, metric, active_since,
        last_seen, cleared_at, quiet_at, because, because_key, because_args, symptom, episode_since)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      """;

  private static final String UPDATE_HEARD =
      "UPDATE ticket_occurrences SET last_seen = $2, cleared_at = $3, quiet_at = $4 WHERE key = $1";

  private static final String RESTATE_HEARD =
      """
      UPDATE ticket_occurrences SET ticket = $2, severity = $3, last_seen = $4, cleared_at = $5,
        quiet_at = $6, because = $7, because_key = $8, because_args = $9, episode_since = $10
      WHERE key = $1
      """;

  private static final String RETRACT_HEARD = "DELETE FROM ticket_occurrences WHERE key = $1";

  /**
   * Counts tickets again from their alarms, so that it does not matter in which order these were
   * heard. What people may have decided, the severity, is left alone once they have.
   */
  private static final String RECOUNT =
      """
      UPDATE tickets t SET occurrences = o.heard, active_alarms = o.active,
        first_seen_at = o.first_seen, last_seen_at = o.last_seen,
        severity = CASE WHEN mine THEN w.severity ELSE t.severity END,
        because = CASE WHEN mine THEN w.because ELSE t.because END,
        because_key = CASE WHEN mine THEN w.because_key ELSE t.because_key END,
        because_args = CASE WHEN mine THEN w.because_args ELSE t.because_args END
      FROM (
        SELECT ticket, count(*) AS heard, count(*) FILTER (WHERE cleared_at IS NULL) AS active,
          min(active_since) AS first_seen, max(last_seen) AS last_seen
        FROM ticket_occurrences WHERE ticket = ANY($1) GROUP BY ticket) o
      CROSS JOIN LATERAL (
        SELECT severity, because, because_key, because_args FROM ticket_occurrences
        WHERE ticket = o.ticket
        ORDER BY array_position(ARRAY['critical', 'major', 'minor', 'warning'], severity),
          active_since
        LIMIT 1) w
      CROSS JOIN LATERAL (
        SELECT state = 'NEW' OR coalesce(resolution, '') IN ('self_cleared', 'retracted') AS mine
        FROM tickets WHERE number = o.ticket) p
      WHERE t.number = o.ticket
      """;

  private static final String NUMBERS =
      """
      INSERT INTO ticket_numbers (kind, year, last) VALUES ($1, $2, $3)
      ON CONFLICT (kind, year) DO UPDATE SET last = ticket_numbers.last + $3 RETURNING last
      """;

  private final SqlConnection transaction;
  private final Docket docket;

  private PgDocket(SqlConnection transaction, Docket docket) {
    this.transaction = transaction;
    this.docket = docket;
  }

  /** Succeeds with a docket that knows all these alarms may concern, locked against others. */
  static Future<Docket> load(SqlConnection transaction, List<Alarm> alarms, Instant now) {
    return new PgDocket(transaction, new Docket(now)).load(alarms);
  }

  private Future<Docket> load(List<Alarm> alarms) {
    String[] keys = alarms.stream().map(Alarm::key).distinct().toArray(String[]::new);
    List<Docket.Pair> pairs = alarms.stream().map(Docket.Pair::of).distinct().toList();
    Future<List<Row>> heard = query(HEARD, Tuple.tuple().addArrayOfString(keys));
    return heard
        .compose(
            known ->
                query(LATEST, columns(pairs))
                    .compose(
                        latest ->
                            episodes(alarms).compose(episodes -> lock(known, latest, episodes))))
        .map(docket);
  }

  private Future<List<Row>> episodes(List<Alarm> alarms) {
    List<Docket.Episode> episodes =
        alarms.stream()
            .filter(alarm -> alarm.course().revised())
            .map(Docket.Episode::of)
            .distinct()
            .toList();
    if (episodes.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Tuple values = columns(episodes.stream().map(Docket.Episode::pair).toList());
    return query(
        EPISODES,
        values.addArrayOfOffsetDateTime(
            episodes.stream().map(each -> utc(each.since())).toArray(OffsetDateTime[]::new)));
  }

  private static Tuple columns(List<Docket.Pair> pairs) {
    return Tuple.tuple()
        .addArrayOfString(pairs.stream().map(Docket.Pair::device).toArray(String[]::new))
        .addArrayOfString(pairs.stream().map(Docket.Pair::symptom).toArray(String[]::new));
  }

  private Future<Void> lock(List<Row> heard, List<Row> latest, List<Row> episodes) {
    var numbers = new TreeSet<String>();
    heard.forEach(row -> numbers.add(row.getString("ticket")));
    episodes.forEach(row -> numbers.add(row.getString("ticket")));
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
    return locked.map(
        rows -> {
          Map<String, Draft> drafts = know(heard, latest, rows);
          knowEpisodes(episodes, drafts);
          return null;
        });
  }

  /**
   * The ticket that alarms of this pair count up: its open one, else the one it was merged into.
   */
  private static @Nullable String target(Row row) {
    String open = row.getString("open");
    return open != null ? open : row.getString("parent");
  }

  private void knowEpisodes(List<Row> episodes, Map<String, Draft> drafts) {
    for (Row row : episodes) {
      Draft draft = drafts.get(row.getString("ticket"));
      if (draft != null) {
        var pair = new Docket.Pair(row.getString("device"), row.getString("symptom"));
        docket.knowEpisode(new Docket.Episode(pair, instant(row, "episode_since")), draft);
      }
    }
  }

  private Map<String, Draft> know(List<Row> heard, List<Row> latest, List<Row> locked) {
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
    return drafts;
  }

  private static Draft draft(Row row) {
    var draft =
        new Draft(
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
            row.getInteger("active_alarms"),
            row.getString("resolution"));
    draft.wanted = row.getBoolean("wanted");
    return draft;
  }

  /** Succeeds when everything the docket decided is written; new tickets then have numbers. */
  static Future<Void> save(SqlConnection transaction, Docket docket, Instant now) {
    var pg = new PgDocket(transaction, docket);
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
                        .toList()))
        .compose(done -> pg.revise());
  }

  private Future<Void> revise() {
    var gone = new ArrayList<Tuple>();
    var other = new ArrayList<Tuple>();
    for (Docket.Heard each : docket.revised()) {
      Alarm now = Objects.requireNonNull(each.restated);
      if (now.phase() == Alarm.Phase.RETRACTED) {
        gone.add(Tuple.of(each.key));
      } else {
        other.add(restated(each, now));
      }
    }
    String[] numbers = docket.restated().stream().map(Draft::number).toArray(String[]::new);
    if (numbers.length == 0) {
      return Future.succeededFuture();
    }
    return batch(RETRACT_HEARD, gone)
        .compose(done -> batch(RESTATE_HEARD, other))
        .compose(done -> query(RECOUNT, Tuple.tuple().addArrayOfString(numbers)))
        .mapEmpty();
  }

  private static Tuple restated(Docket.Heard heard, Alarm now) {
    return Tuple.tuple()
        .addString(heard.key)
        .addString(heard.draft.number())
        .addString(now.severity().code())
        .addOffsetDateTime(utc(heard.lastSeen))
        .addOffsetDateTime(utcOrNull(heard.clearedAt))
        .addOffsetDateTime(utcOrNull(heard.quietAt))
        .addString(now.because().text())
        .addString(now.because().key())
        .addValue(new JsonObject(now.because().arguments()))
        .addOffsetDateTime(utc(now.course().episodeSince()));
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
    Draft.Opening opening = Objects.requireNonNull(draft.opening);
    return values(draft, now)
        .addString(opening.device().id())
        .addString(opening.device().model())
        .addString(opening.device().customer())
        .addString(opening.device().site())
        .addString(opening.device().lot())
        .addString(opening.symptom())
        .addString(opening.metric())
        .addString(opening.repeatOf().get())
        .addBoolean(opening.backDated());
  }

  private static Tuple values(Docket.Heard heard) {
    Alarm alarm = Objects.requireNonNull(heard.added);
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
        .addValue(new JsonObject(alarm.because().arguments()))
        .addString(alarm.symptom())
        .addOffsetDateTime(utc(alarm.course().episodeSince()));
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
