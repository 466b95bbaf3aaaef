package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.instant;
import static dev.fieldcare.tickets.PgTickets.utc;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@link GroupPlan} looks at and does what it decided, within a transaction of the
 * caller's that is alone in doing so. Tickets that meanwhile ended or got another parent are left
 * as they are.
 */
final class PgGroups {
  /** Held by whoever groups; others wait, then find nothing to do. */
  private static final long LOCK = 4_667_209;

  private static final String COLUMNS =
      """
      t.number, t.device, t.cause_type, t.cause_id, t.symptom, t.state, t.customer, t.severity,
        t.opened_at, t.first_seen_at, t.updated_at, t.parent, t.facts ->> 'releasedFrom' AS released,
        CASE WHEN t.cause_type IS NULL THEN t.active_alarms
          ELSE (SELECT count(*)::int FROM ticket_occurrences o
                WHERE o.ticket = t.number AND o.cleared_at IS NULL) END AS active
      """;

  private static final String LOAD =
      """
      WITH parents AS (
        SELECT number FROM tickets WHERE is_open AND cause_type IS NOT NULL
        UNION
        SELECT parent FROM tickets WHERE is_open AND parent IS NOT NULL)
      SELECT %s FROM tickets t
      WHERE t.kind = 'fault' AND (t.opened_at > $1
        OR t.number IN (SELECT number FROM parents) OR t.parent IN (SELECT number FROM parents)
        OR (t.is_open AND t.symptom = 'silence' AND t.active_alarms > 0))
      ORDER BY t.id
      """
          .formatted(COLUMNS);

  private static final String INSERT =
      """
      INSERT INTO tickets (number, kind, state, cause_type, cause_id, symptom, severity, because,
        because_key, because_args, customer, site, lot, model, opened_at, updated_at,
        first_seen_at, last_seen_at, occurrences, active_alarms)
      VALUES ($1, 'fault', 'NEW', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $14,
        0, 0)
      """;

  private static final String NUMBER =
      """
      INSERT INTO ticket_numbers (kind, year, last) VALUES ($1, $2, 1)
      ON CONFLICT (kind, year) DO UPDATE SET last = ticket_numbers.last + 1 RETURNING last
      """;

  private static final String JOIN =
      """
      UPDATE tickets SET parent = $2, updated_at = $3, version = version + 1
      WHERE number = ANY($1) AND is_open AND state <> 'MERGED' AND parent IS DISTINCT FROM $2
      RETURNING number
      """;

  private static final String RELEASE =
      """
      UPDATE tickets SET parent = NULL, updated_at = $3, version = version + 1,
        facts = CASE WHEN $4 THEN facts || jsonb_build_object('releasedFrom', parent) ELSE facts END
      WHERE number = $1 AND is_open AND parent = $2
      RETURNING number
      """;

  private static final String CLOSE =
      """
      UPDATE tickets SET state = 'CLOSED', resolution = $2, ended_at = $3, updated_at = $3,
        active_alarms = 0, version = version + 1
      WHERE number = $1 AND state IN ('NEW', 'TRIAGED')
      RETURNING state
      """;

  /** Parents show how many children they have, how many of these are active, and the worst. */
  private static final String COUNT =
      """
      UPDATE tickets p SET occurrences = c.all_of + o.all_of, active_alarms = c.active + o.active,
        severity = coalesce(c.severity, p.severity),
        first_seen_at = least(p.first_seen_at, c.first_seen),
        last_seen_at = greatest(p.last_seen_at, c.last_seen),
        version = p.version + 1, updated_at = $1
      FROM tickets q
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS all_of, count(*) FILTER (WHERE active_alarms > 0)::int AS active,
          min(first_seen_at) AS first_seen, max(last_seen_at) AS last_seen,
          (array_agg(severity ORDER BY
            array_position(ARRAY['critical', 'major', 'minor', 'warning'], severity)))[1] AS severity
        FROM tickets WHERE parent = q.number AND state <> 'MERGED') c
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS all_of, count(*) FILTER (WHERE cleared_at IS NULL)::int AS active
        FROM ticket_occurrences WHERE ticket = q.number) o
      WHERE p.number = q.number AND q.is_open AND q.cause_type IS NOT NULL
        AND (p.occurrences, p.active_alarms, p.severity, p.last_seen_at) IS DISTINCT FROM
          (c.all_of + o.all_of, c.active + o.active, coalesce(c.severity, p.severity),
           greatest(p.last_seen_at, c.last_seen))
      """;

  private final SqlConnection transaction;
  private final Instant now;
  private final List<TicketDesk.Change> changes = new ArrayList<>();

  PgGroups(SqlConnection transaction, Instant now) {
    this.transaction = transaction;
    this.now = now;
  }

  /** Succeeds, once nobody else groups, with the tickets a plan looks at. */
  Future<List<KnownTicket>> load() {
    return query("SELECT 1 FROM pg_advisory_xact_lock($1)", Tuple.of(LOCK))
        .compose(alone -> query(LOAD, Tuple.of(utc(now.minus(GroupPlan.RECENT)))))
        .map(rows -> rows.stream().map(PgGroups::known).toList());
  }

  private static KnownTicket known(Row row) {
    String type = row.getString("cause_type");
    return new KnownTicket(
        row.getString("number"),
        row.getString("device"),
        type == null
            ? null
            : new Cause(Cause.Type.find(type).orElseThrow(), row.getString("cause_id")),
        row.getString("symptom"),
        State.valueOf(row.getString("state")),
        row.getString("customer"),
        Severities.get(row.getString("severity")),
        instant(row, "opened_at"),
        instant(row, "first_seen_at"),
        instant(row, "updated_at"),
        row.getInteger("active"),
        row.getString("parent"),
        row.getString("released"));
  }

  /** Succeeds with what was changed. */
  Future<List<TicketDesk.Change>> apply(GroupPlan plan) {
    Future<?> done = lock(plan);
    for (GroupPlan.Release each : plan.released()) {
      done = done.compose(before -> release(each));
    }
    for (GroupPlan.NewParent each : plan.opened()) {
      done = done.compose(before -> open(each));
    }
    for (var each : plan.joined().entrySet()) {
      done = done.compose(before -> join(each.getKey(), each.getValue(), true));
    }
    for (var each : plan.closed().entrySet()) {
      done = done.compose(before -> close(each.getKey(), each.getValue()));
    }
    return done.compose(before -> query(COUNT, Tuple.of(utc(now)))).map(counted -> changes);
  }

  /** Locks what is concerned in the order of ids, as everybody does. */
  private Future<?> lock(GroupPlan plan) {
    var numbers = new TreeSet<String>(plan.closed().keySet());
    plan.released().forEach(each -> numbers.add(each.child().number()));
    plan.opened().forEach(each -> each.children().forEach(child -> numbers.add(child.number())));
    plan.joined()
        .forEach(
            (parent, children) -> {
              numbers.add(parent);
              children.forEach(child -> numbers.add(child.number()));
            });
    return query(
        "SELECT id FROM tickets WHERE number = ANY($1) OR (is_open AND cause_type IS NOT NULL)"
            + " ORDER BY id FOR UPDATE",
        Tuple.tuple().addArrayOfString(numbers.toArray(String[]::new)));
  }

  private Future<?> release(GroupPlan.Release release) {
    String number = release.child().number();
    boolean forGood = !release.reason().equals(GroupPlan.FLOOD_OVER);
    return query(RELEASE, Tuple.of(number, release.parent(), utc(now), forGood))
        .map(
            rows -> {
              if (!rows.isEmpty()) {
                var data =
                    new JsonObject()
                        .put("parent", release.parent())
                        .put("reason", release.reason());
                changes.add(new TicketDesk.Change(number, TicketNews.Type.RELEASED, data));
              }
              return null;
            });
  }

  private Future<?> open(GroupPlan.NewParent parent) {
    int year = now.atOffset(ZoneOffset.UTC).getYear();
    return query(NUMBER, Tuple.of(Kind.FAULT.code(), year))
        .compose(
            rows -> {
              String number = Kind.FAULT.number(year, rows.getFirst().getInteger("last"));
              var data =
                  new JsonObject()
                      .put("cause", parent.cause().json())
                      .put("symptom", parent.symptom())
                      .put("because", parent.because().text());
              changes.add(new TicketDesk.Change(number, TicketNews.Type.OPENED, data));
              return query(INSERT, values(number, parent))
                  .compose(done -> join(number, parent.children(), false))
                  .onSuccess(children -> data.put("children", children));
            });
  }

  private Tuple values(String number, GroupPlan.NewParent parent) {
    Cause cause = parent.cause();
    List<KnownTicket> children = parent.children();
    Instant first =
        children.stream().map(KnownTicket::firstSeenAt).min(Instant::compareTo).orElse(now);
    return Tuple.tuple()
        .addString(number)
        .addString(cause.type().code())
        .addString(cause.id())
        .addString(parent.symptom())
        .addString(worst(children))
        .addString(parent.because().text())
        .addString(parent.because().key())
        .addValue(new JsonObject(parent.because().arguments()))
        .addString(shared(children, KnownTicket::customer))
        .addString(cause.type() == Cause.Type.SITE ? cause.id() : null)
        .addString(cause.type() == Cause.Type.LOT ? cause.id() : null)
        .addString(cause.type() == Cause.Type.MODEL ? cause.id() : null)
        .addOffsetDateTime(utc(now))
        .addOffsetDateTime(utc(first));
  }

  private static String worst(List<KnownTicket> children) {
    return children.stream()
        .map(KnownTicket::severity)
        .reduce((one, other) -> Severities.isWorse(one, other) ? one : other)
        .orElseThrow()
        .code();
  }

  /** What all have in common, or null. */
  private static @Nullable String shared(
      List<KnownTicket> children, Function<KnownTicket, @Nullable String> what) {
    Set<String> found = new HashSet<>();
    for (KnownTicket each : children) {
      found.add(Objects.requireNonNullElse(what.apply(each), ""));
    }
    String only = found.size() == 1 ? found.iterator().next() : "";
    return only.isEmpty() ? null : only;
  }

  private Future<JsonArray> join(
      String parent, List<KnownTicket> children, boolean isNewsOfParent) {
    String[] numbers = children.stream().map(KnownTicket::number).toArray(String[]::new);
    return query(
            JOIN,
            Tuple.tuple().addArrayOfString(numbers).addString(parent).addOffsetDateTime(utc(now)))
        .map(
            rows -> {
              var taken = new JsonArray();
              for (Row row : rows) {
                String number = row.getString("number");
                taken.add(number);
                var data = new JsonObject().put("parent", parent);
                changes.add(new TicketDesk.Change(number, TicketNews.Type.JOINED, data));
              }
              if (isNewsOfParent && !taken.isEmpty()) {
                var data = new JsonObject().put("children", taken);
                changes.add(new TicketDesk.Change(parent, TicketNews.Type.OCCURRED, data));
              }
              return taken;
            });
  }

  private Future<?> close(String number, String resolution) {
    return query(CLOSE, Tuple.of(number, resolution, utc(now)))
        .map(
            rows -> {
              if (!rows.isEmpty()) {
                var data =
                    new JsonObject().put("to", State.CLOSED.name()).put("resolution", resolution);
                changes.add(new TicketDesk.Change(number, TicketNews.Type.CLOSED, data));
              }
              return null;
            });
  }

  private Future<List<Row>> query(String sql, Tuple values) {
    return transaction.preparedQuery(sql).execute(values).map(rows -> rows.stream().toList());
  }
}
