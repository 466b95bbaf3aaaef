package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people do to tickets, each within a transaction of the caller's. */
final class TicketWork {
  static final int LONGEST_TEXT = 20_000;
  static final Set<Role> STAFF =
      EnumSet.of(Role.SUPPORT, Role.MANAGER, Role.FIELD_ENGINEER, Role.QUALITY);
  static final Set<Role> MAY_COMMENT = EnumSet.complementOf(EnumSet.of(Role.VIEWER));

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
                PgMessages.insert(
                    transaction,
                    number,
                    PgMessages.draft(
                        clock.instant(),
                        actor.system() ? Message.Channel.SYSTEM : Message.Channel.PORTAL,
                        Message.Direction.NOTE,
                        actor.authorKind(),
                        actor.name(),
                        text)))
        .compose(done -> touch(transaction, number, clock.instant()))
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
                + " AND NOT EXISTS (SELECT FROM ticket_messages c WHERE c.ticket = t.number"
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

  /** Locks the tickets in the order of their ids, as everybody does. */
  static Future<Void> lock(SqlConnection transaction, List<String> numbers) {
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

  static void mustBeOneOf(Set<Role> roles, Actor actor, String what) {
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

  /** Counts a change that is not in the ticket's own row. */
  static Future<Void> touch(SqlConnection transaction, String number, Instant at) {
    return transaction
        .preparedQuery(
            "UPDATE tickets SET updated_at = $2, version = version + 1 WHERE number = $1")
        .execute(Tuple.of(number, utc(at)))
        .mapEmpty();
  }
}
