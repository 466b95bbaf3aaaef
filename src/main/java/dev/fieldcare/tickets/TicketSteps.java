package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Brings tickets from one state to another, each within a transaction of the caller's. */
final class TicketSteps {
  private static final String TRANSITION =
      """
      UPDATE tickets SET state = $2, severity = $3, facts = facts || $4, resolution = $5,
        parent = coalesce($6, parent), ended_at = $7, updated_at = $8,
        entitled = CASE WHEN $9::jsonb IS NULL THEN entitled ELSE $9 END, version = version + 1
      WHERE number = $1
      """;

  private static final String TAKE_IN =
      """
      UPDATE tickets p SET occurrences = p.occurrences + moved.count,
        active_alarms = p.active_alarms + moved.active,
        first_seen_at = least(p.first_seen_at, c.first_seen_at),
        last_seen_at = greatest(p.last_seen_at, c.last_seen_at),
        severity = $3, updated_at = $4, version = p.version + 1
      FROM tickets c, (
        SELECT count(*)::int AS count, count(*) FILTER (WHERE cleared_at IS NULL)::int AS active
        FROM ticket_occurrences WHERE ticket = $1) moved
      WHERE p.number = $2 AND c.number = $1
      """;

  private final Surroundings surroundings;
  private final Standings standings;
  private final Intakes intakes;
  private final Clock clock;

  TicketSteps(Surroundings surroundings, Intakes intakes, Clock clock) {
    this.surroundings = surroundings;
    this.standings = new Standings(surroundings);
    this.intakes = intakes;
    this.clock = clock;
  }

  Future<List<TicketDesk.Change>> transition(
      SqlConnection sql,
      String number,
      State to,
      JsonObject body,
      Actor actor,
      @Nullable Integer version) {
    String parent =
        to == State.MERGED && body.getValue("parent") instanceof String named ? named : null;
    List<String> concerned = parent == null ? List.of(number) : List.of(number, parent);
    return TicketWork.lock(sql, concerned)
        .compose(done -> PgTickets.byNumbers(sql, concerned))
        .compose(
            found -> {
              Ticket ticket =
                  found.stream()
                      .filter(each -> each.number().equals(number))
                      .findFirst()
                      .orElseThrow(() -> PgTickets.unknown(number));
              if (version != null && version != ticket.version()) {
                throw Problem.conflict(
                    "ticket.version",
                    "%s has changed: expected version %d, found %d"
                        .formatted(number, version, ticket.version()));
              }
              Transition row = ticket.kind().table().get(number, ticket.state(), to, actor);
              Instant now = clock.instant();
              return standings
                  .of(sql, ticket, row, body, found, now, actor)
                  .compose(
                      standing -> {
                        var it = new Guard.Case(ticket, body, standing, now);
                        check(row, it);
                        return apply(sql, row, it, actor);
                      });
            });
  }

  private static void check(Transition row, Guard.Case it) {
    for (Guard guard : row.guards()) {
      String refusal = guard.refusal(it);
      if (refusal != null) {
        throw Problem.conflict(
            "ticket.guard",
            "%s cannot become %s: guard %s (%s) failed: %s"
                .formatted(it.ticket().number(), row.to(), guard, guard.demand(), refusal));
      }
    }
  }

  private Future<List<TicketDesk.Change>> apply(
      SqlConnection sql, Transition row, Guard.Case it, Actor actor) {
    Ticket ticket = it.ticket();
    var changes = new ArrayList<TicketDesk.Change>();
    Severity severity =
        row.has(Guard.SEVERITY) && it.text("severity") != null
            ? Severities.get(Objects.requireNonNull(it.text("severity")))
            : ticket.severity();
    String resolution = row.to().isOpen() ? null : resolution(row, it);
    var facts = new JsonObject();
    row.guards().forEach(guard -> facts.mergeIn(guard.facts(it)));
    changes.add(
        new TicketDesk.Change(
            ticket.number(),
            row.to() == State.CLOSED ? TicketNews.Type.CLOSED : TicketNews.Type.TRANSITIONED,
            new JsonObject()
                .put("from", row.from().name())
                .put("to", row.to().name())
                .put("severity", severity.code())
                .put("resolution", resolution)
                .put("with", it.body())));
    return before(sql, row, it, facts, changes, actor)
        .compose(done -> write(sql, row, it, severity, resolution, facts))
        .compose(done -> after(sql, row, it, facts, changes, actor))
        .compose(done -> repair(sql, row, it, actor))
        .compose(done -> surroundings.clocks(sql, ticket, ClockRules.moved(it, row), actor))
        .map(done -> changes);
  }

  private static @Nullable String resolution(Transition row, Guard.Case it) {
    String given = it.text("resolution");
    return given != null ? given : row.has(Guard.ALL_QUIET) ? "self_cleared" : null;
  }

  /** What has to happen first, because what it brings is kept with the ticket. */
  private Future<?> before(
      SqlConnection sql,
      Transition row,
      Guard.Case it,
      JsonObject facts,
      List<TicketDesk.Change> changes,
      Actor actor) {
    if (row.to() == State.CONVERTED) {
      return intakes
          .convert(sql, it, actor)
          .map(
              fault -> {
                facts.put("convertedTo", fault.number());
                changes.addAll(fault.changes());
                return null;
              });
    }
    if (row.has(Guard.SIGNED)) {
      JsonObject diagnosis = Diagnosis.onRecord(it.ticket().facts());
      return surroundings
          .warrantRepair(sql, it.ticket(), diagnosis, it.now(), actor)
          .map(
              until -> {
                until.ifPresent(end -> facts.put("repairWarrantyUntil", end.toString()));
                return null;
              });
    }
    return Future.succeededFuture();
  }

  private Future<?> write(
      SqlConnection sql,
      Transition row,
      Guard.Case it,
      Severity severity,
      @Nullable String resolution,
      JsonObject facts) {
    boolean isDecided = facts.containsKey("diagnosis") || row.has(Guard.REPAIR_WARRANTY);
    Ticket into = it.standing().parent();
    return sql.preparedQuery(TRANSITION)
        .execute(
            Tuple.of(
                    it.ticket().number(),
                    row.to().name(),
                    severity.code(),
                    facts,
                    resolution,
                    into == null ? null : into.number())
                .addOffsetDateTime(row.to().isOpen() ? null : utc(it.now()))
                .addOffsetDateTime(utc(it.now()))
                .addValue(isDecided ? it.standing().entitled().json() : null));
  }

  private Future<?> after(
      SqlConnection sql,
      Transition row,
      Guard.Case it,
      JsonObject facts,
      List<TicketDesk.Change> changes,
      Actor actor) {
    Ticket into = it.standing().parent();
    if (row.to() == State.MERGED && into != null) {
      return merge(sql, it, into, changes);
    }
    if (row.has(Guard.SOUND_PARTS)) {
      return install(sql, it, actor);
    }
    if (row.to() == State.AWAITING_SIGNOFF) {
      JsonObject all = it.ticket().facts().copy().mergeIn(facts);
      return PgSignOffs.report(sql, it.ticket(), all, it.standing().quotes(), it.now());
    }
    if (row.to() == State.ANSWERED && it.text("solution") != null) {
      return intakes.answer(sql, it, actor, changes);
    }
    return Future.succeededFuture();
  }

  private Future<?> repair(SqlConnection sql, Transition row, Guard.Case it, Actor actor) {
    boolean begins = row.to() == State.REPAIRING;
    return begins || row.from() == State.REPAIRING
        ? surroundings.repair(sql, it.ticket(), begins, it.now(), actor)
        : Future.succeededFuture();
  }

  private Future<?> install(SqlConnection sql, Guard.Case it, Actor actor) {
    Future<Void> booked = Future.succeededFuture();
    List<JsonObject> parts = Given.objects(it.body(), "parts");
    for (JsonObject part : parts == null ? List.<JsonObject>of() : parts) {
      booked =
          booked.compose(done -> surroundings.install(sql, it.ticket(), part, it.now(), actor));
    }
    return booked;
  }

  /** The parent takes the alarms in, and whatever was merged into the child before. */
  private Future<?> merge(
      SqlConnection sql, Guard.Case it, Ticket parent, List<TicketDesk.Change> changes) {
    Ticket child = it.ticket();
    Severity severity =
        Severities.isWorse(child.severity(), parent.severity())
            ? child.severity()
            : parent.severity();
    changes.add(
        new TicketDesk.Change(
            parent.number(),
            TicketNews.Type.OCCURRED,
            new JsonObject()
                .put("merged", new JsonArray().add(child.number()))
                .put("severity", severity.code())
                .put("occurrences", parent.occurrences() + child.occurrences())));
    return sql.preparedQuery(TAKE_IN)
        .execute(Tuple.of(child.number(), parent.number(), severity.code(), utc(it.now())))
        .compose(
            done ->
                sql.preparedQuery("UPDATE ticket_occurrences SET ticket = $2 WHERE ticket = $1")
                    .execute(Tuple.of(child.number(), parent.number())))
        .compose(
            done ->
                sql.preparedQuery("UPDATE tickets SET parent = $2 WHERE parent = $1")
                    .execute(Tuple.of(child.number(), parent.number())));
  }
}
