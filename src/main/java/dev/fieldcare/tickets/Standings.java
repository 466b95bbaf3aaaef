package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gathers what guards must know about a ticket before somebody moves it. */
final class Standings {
  static final Duration SILENCE = Duration.ofDays(7);

  private static final String QUIET_SINCE =
      """
      SELECT bool_or(cleared_at IS NULL) AS active, max(cleared_at) AS ended
      FROM ticket_occurrences
      WHERE ticket = $1 OR (device = $2 AND active_since >= $3)
      """;

  private final Surroundings surroundings;

  Standings(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * @param found the ticket, and the parent the request names
   */
  Future<Standing> of(
      SqlConnection sql,
      Ticket ticket,
      Transition row,
      JsonObject body,
      List<Ticket> found,
      Instant now,
      Actor actor) {
    var it = new Gathering(sql, ticket, row, body, now, actor);
    @Nullable Ticket parent =
        found.stream()
            .filter(each -> each.number().equals(Given.text(body, "parent")))
            .findFirst()
            .orElse(null);
    return it.entitled().compose(entitled -> it.rest(entitled, parent));
  }

  /** One ticket, one request, one transaction. */
  private final class Gathering {
    private final SqlConnection sql;
    private final Ticket ticket;
    private final Transition row;
    private final JsonObject body;
    private final Instant now;
    private final Actor actor;

    Gathering(
        SqlConnection sql,
        Ticket ticket,
        Transition row,
        JsonObject body,
        Instant now,
        Actor actor) {
      this.sql = sql;
      this.ticket = ticket;
      this.row = row;
      this.body = body;
      this.now = now;
      this.actor = actor;
    }

    /** Decided anew where a diagnosis is handed in, or the ticket is opened again. */
    Future<Entitled> entitled() {
      boolean isNew =
          row.has(Guard.EXPLAINED_DIAGNOSIS)
              || (row.has(Guard.EXPLAINED) && body.getValue("diagnosis") instanceof JsonObject)
              || row.has(Guard.REPAIR_WARRANTY);
      if (!isNew) {
        return Future.succeededFuture(ticket.entitlement());
      }
      boolean isReopened = row.has(Guard.REPAIR_WARRANTY);
      JsonObject diagnosis = isReopened ? Diagnosis.onRecord(ticket.facts()) : Diagnosis.of(body);
      return surroundings
          .entitle(sql, List.of(ticket), diagnosis, isReopened ? now : ticket.claimedAt(), actor)
          .map(all -> all.getOrDefault(ticket.number(), Entitled.NOTHING));
    }

    Future<Standing> rest(Entitled entitled, @Nullable Ticket parent) {
      Future<List<Quote>> quotes = PgQuotes.ofTicket(sql, ticket.number());
      Future<@Nullable ServiceReport> report = PgSignOffs.newestReport(sql, ticket.number());
      Future<@Nullable SignOff> signature =
          report.compose(
              newest ->
                  newest == null
                      ? Future.succeededFuture()
                      : PgSignOffs.newestOf(sql, "report:" + newest.id()));
      Future<Boolean> remote = surroundings.isRemote(sql, ticket);
      Future<Duration> soak = surroundings.soak(sql, ticket);
      Future<@Nullable Instant> quiet = quietSince();
      Future<@Nullable String> parts = partRefusal();
      Future<PgMessages.Answered> answered = PgMessages.answered(sql, ticket.number());
      Future<@Nullable String> other = otherOpen();
      String device = ticket.device() == null ? Given.text(body, "device") : ticket.device();
      return Future.all(List.of(quotes, signature, remote, soak, quiet, parts, answered, other))
          .map(
              done ->
                  new Standing(
                      entitled,
                      quotes.result(),
                      report.result(),
                      signature.result(),
                      remote.result(),
                      soak.result(),
                      SILENCE,
                      quiet.result(),
                      device == null ? null : surroundings.updateUnderWay(device).orElse(null),
                      parts.result(),
                      answered.result().hasSolution(),
                      answered.result().askedAgain(),
                      device != null && surroundings.device(device).isPresent(),
                      parent,
                      other.result()));
    }

    private Future<@Nullable Instant> quietSince() {
      Instant testing = Given.time(Given.text(ticket.facts(), "testingSince"));
      if (!row.has(Guard.SOAKED)) {
        return Future.succeededFuture();
      }
      return sql.preparedQuery(QUIET_SINCE)
          .execute(
              Tuple.of(
                  ticket.number(),
                  ticket.device(),
                  PgTickets.utc(Objects.requireNonNullElse(testing, now))))
          .map(
              rows -> {
                var only = rows.iterator().next();
                if (Boolean.TRUE.equals(only.getBoolean("active"))) {
                  return Instant.MAX;
                }
                OffsetDateTime ended = only.getOffsetDateTime("ended");
                return ended == null ? null : ended.toInstant();
              });
    }

    private Future<@Nullable String> partRefusal() {
      List<JsonObject> parts = Given.objects(body, "parts");
      Future<@Nullable String> refusal = Future.succeededFuture();
      if (!row.has(Guard.SOUND_PARTS) || parts == null) {
        return refusal;
      }
      for (JsonObject part : parts) {
        refusal =
            refusal.compose(
                before ->
                    before != null
                        ? Future.succeededFuture(before)
                        : surroundings
                            .partRefusal(sql, ticket, part)
                            .map(found -> found.orElse(null)));
      }
      return refusal;
    }

    private Future<@Nullable String> otherOpen() {
      if (!row.has(Guard.NONE_OPEN_NOW)) {
        return Future.succeededFuture();
      }
      return PgTickets.list(sql, TicketFilter.openLike(ticket), 1, null)
          .map(open -> open.isEmpty() ? null : open.getFirst().number());
    }
  }

  /** The device a request or a ticket names. */
  static @Nullable Device device(Surroundings surroundings, @Nullable String id) {
    return id == null ? null : surroundings.device(id).orElse(null);
  }
}
