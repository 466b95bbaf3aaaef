package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people do to tickets, each within a transaction of the caller's. */
final class TicketWork {
  private static final int LONGEST_TEXT = 20_000;
  private static final Set<Role> STAFF =
      EnumSet.of(Role.SUPPORT, Role.MANAGER, Role.FIELD_ENGINEER, Role.QUALITY);
  private static final Set<Role> MAY_COMMENT = EnumSet.complementOf(EnumSet.of(Role.VIEWER));

  private static final String TRANSITION =
      """
      UPDATE tickets SET state = $2, severity = $3, facts = facts || $4, resolution = $5,
        parent = coalesce($6, parent), ended_at = $7, updated_at = $8, version = version + 1
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

  private final Clock clock;

  TicketWork(Clock clock) {
    this.clock = clock;
  }

  Future<List<TicketDesk.Change>> assign(
      SqlConnection transaction, String number, @Nullable String assignee, Actor actor) {
    mustBeOneOf(STAFF, actor, "assign a ticket");
    if (assignee != null && (assignee.isBlank() || assignee.length() > 200)) {
      throw Problem.badInput(
          "ticket.assignee", "assignee must be a name of up to 200 characters, or null");
    }
    return lock(transaction, List.of(number))
        .compose(
            done ->
                transaction
                    .preparedQuery(
                        "UPDATE tickets SET assignee = $2, updated_at = $3, version = version + 1"
                            + " WHERE number = $1")
                    .execute(Tuple.of(number, assignee, utc(clock.instant()))))
        .map(
            done ->
                List.of(
                    new TicketDesk.Change(
                        number,
                        TicketNews.Type.ASSIGNED,
                        new JsonObject().put("assignee", assignee))));
  }

  Future<List<TicketDesk.Change>> comment(
      SqlConnection transaction, String number, String text, Actor actor) {
    if (!actor.system()) {
      mustBeOneOf(MAY_COMMENT, actor, "comment on a ticket");
    }
    if (text.isBlank() || text.length() > LONGEST_TEXT || text.indexOf('\0') >= 0) {
      throw Problem.badInput(
          "ticket.comment",
          "a comment must be text of 1 to " + LONGEST_TEXT + " characters, found " + text.length());
    }
    return lock(transaction, List.of(number))
        .compose(
            done ->
                transaction
                    .preparedQuery(
                        "INSERT INTO ticket_comments (ticket, at, author, body)"
                            + " VALUES ($1, $2, $3, $4)")
                    .execute(Tuple.of(number, utc(clock.instant()), actor.name(), text)))
        .compose(
            done ->
                transaction
                    .preparedQuery(
                        "UPDATE tickets SET updated_at = $2, version = version + 1"
                            + " WHERE number = $1")
                    .execute(Tuple.of(number, utc(clock.instant()))))
        .map(
            done ->
                List.of(
                    new TicketDesk.Change(
                        number, TicketNews.Type.COMMENTED, new JsonObject().put("text", text))));
  }

  /** As a comment on each open ticket that has no such comment yet. */
  Future<List<TicketDesk.Change>> mended(
      SqlConnection transaction, String device, String version, List<String> symptoms) {
    String text = "%s runs release %s, which fixes this symptom".formatted(device, version);
    return transaction
        .preparedQuery(
            "SELECT number FROM tickets t WHERE is_open AND device = $1 AND symptom = ANY($2)"
                + " AND NOT EXISTS (SELECT FROM ticket_comments c WHERE c.ticket = t.number"
                + " AND c.body = $3) ORDER BY id")
        .execute(Tuple.of(device, symptoms.toArray(String[]::new), text))
        .compose(
            rows -> {
              Future<List<TicketDesk.Change>> all = Future.succeededFuture(List.of());
              for (Row row : rows) {
                String number = row.getString("number");
                all =
                    all.compose(
                        before ->
                            comment(transaction, number, text, Actor.SYSTEM)
                                .map(
                                    more ->
                                        Stream.concat(before.stream(), more.stream()).toList()));
              }
              return all;
            });
  }

  Future<List<TicketDesk.Change>> transition(
      SqlConnection transaction,
      String number,
      State to,
      JsonObject body,
      Actor actor,
      @Nullable Integer version) {
    String parent =
        to == State.MERGED && body.getValue("parent") instanceof String named ? named : null;
    List<String> concerned = parent == null ? List.of(number) : List.of(number, parent);
    return lock(transaction, concerned)
        .compose(done -> PgTickets.byNumbers(transaction, concerned))
        .compose(
            found -> {
              Ticket ticket = get(found, number);
              if (version != null && version != ticket.version()) {
                throw Problem.conflict(
                    "ticket.version",
                    "%s has changed: expected version %d, found %d"
                        .formatted(number, version, ticket.version()));
              }
              Transition row = ticket.kind().table().get(number, ticket.state(), to, actor);
              return otherOpen(transaction, ticket, row)
                  .compose(
                      other -> {
                        Ticket into = parent == null ? null : find(found, parent);
                        check(row, new Guard.Case(ticket, body, into, other, clock.instant()));
                        return apply(transaction, ticket, row, body, into);
                      });
            });
  }

  private static void check(Transition row, Guard.Case it) {
    String refusal = row.guard().refusal(it);
    if (refusal != null) {
      throw Problem.conflict(
          "ticket.guard",
          "%s cannot become %s: guard %s (%s) failed: %s"
              .formatted(
                  it.ticket().number(), row.to(), row.guard(), row.guard().demand(), refusal));
    }
  }

  private Future<List<TicketDesk.Change>> apply(
      SqlConnection transaction,
      Ticket ticket,
      Transition row,
      JsonObject body,
      @Nullable Ticket into) {
    boolean ends = !row.to().isOpen();
    String resolution =
        body.getValue("resolution") instanceof String given
            ? given
            : row.guard() == Guard.ALL_QUIET ? "self_cleared" : null;
    Severity severity =
        row.guard() == Guard.SEVERITY && body.getValue("severity") instanceof String code
            ? Severities.get(code)
            : ticket.severity();
    var data = new JsonObject().put("from", row.from().name()).put("to", row.to().name());
    data.put("severity", severity.code()).put("resolution", resolution).put("with", body);
    var changes = new ArrayList<TicketDesk.Change>();
    changes.add(
        new TicketDesk.Change(
            ticket.number(),
            row.to() == State.CLOSED ? TicketNews.Type.CLOSED : TicketNews.Type.TRANSITIONED,
            data));
    Future<?> done =
        transaction
            .preparedQuery(TRANSITION)
            .execute(
                Tuple.of(
                        ticket.number(),
                        row.to().name(),
                        severity.code(),
                        row.guard().facts(body),
                        ends ? resolution : null,
                        into == null ? null : into.number())
                    .addOffsetDateTime(ends ? utc(clock.instant()) : null)
                    .addOffsetDateTime(utc(clock.instant())));
    if (into != null) {
      done = done.compose(updated -> merge(transaction, ticket, into, changes));
    }
    return done.map(ignored -> changes);
  }

  /** The parent takes the alarms in, and whatever was merged into the child before. */
  private Future<?> merge(
      SqlConnection transaction, Ticket child, Ticket parent, List<TicketDesk.Change> changes) {
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
    return transaction
        .preparedQuery(TAKE_IN)
        .execute(Tuple.of(child.number(), parent.number(), severity.code(), utc(clock.instant())))
        .compose(
            done ->
                transaction
                    .preparedQuery("UPDATE ticket_occurrences SET ticket = $2 WHERE ticket = $1")
                    .execute(Tuple.of(child.number(), parent.number())))
        .compose(
            done ->
                transaction
                    .preparedQuery("UPDATE tickets SET parent = $2 WHERE parent = $1")
                    .execute(Tuple.of(child.number(), parent.number())));
  }

  private static Future<@Nullable String> otherOpen(
      SqlConnection transaction, Ticket ticket, Transition row) {
    if (row.guard() != Guard.NONE_OPEN_NOW) {
      return Future.succeededFuture();
    }
    return PgTickets.list(transaction, TicketFilter.openLike(ticket), 1, null)
        .map(found -> found.isEmpty() ? null : found.getFirst().number());
  }

  /** Locks the tickets in the order of their ids, as everybody does. */
  private static Future<Void> lock(SqlConnection transaction, List<String> numbers) {
    return transaction
        .preparedQuery("SELECT number FROM tickets WHERE number = ANY($1) ORDER BY id FOR UPDATE")
        .execute(Tuple.tuple().addArrayOfString(numbers.toArray(String[]::new)))
        .map(
            rows -> {
              if (rows.stream().noneMatch(row -> row.getString(0).equals(numbers.getFirst()))) {
                throw PgTickets.unknown(numbers.getFirst());
              }
              return null;
            });
  }

  private static void mustBeOneOf(Set<Role> roles, Actor actor, String what) {
    if (!actor.isOneOf(roles)) {
      throw new Problem(
          Problem.Kind.FORBIDDEN,
          "ticket.role",
          "to %s takes one of %s, not %s".formatted(what, codes(roles), codes(actor.roles())));
    }
  }

  private static List<String> codes(Set<Role> roles) {
    return roles.stream().map(Role::code).sorted().toList();
  }

  private static Ticket get(List<Ticket> found, String number) {
    Ticket ticket = find(found, number);
    if (ticket == null) {
      throw PgTickets.unknown(number);
    }
    return ticket;
  }

  private static @Nullable Ticket find(List<Ticket> found, String number) {
    return found.stream().filter(each -> each.number().equals(number)).findFirst().orElse(null);
  }
}
