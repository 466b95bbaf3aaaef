package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Takes requests in: each gets a number, its entitlement and its deadlines at once, and an
 * acknowledgement that says so and stops no clock.
 */
final class Intakes {
  private static final Set<Role> REPORTERS =
      EnumSet.of(Role.CUSTOMER, Role.SUPPORT, Role.FIELD_ENGINEER, Role.MANAGER);
  private static final Set<Role> INVESTIGATORS = EnumSet.of(Role.QUALITY, Role.MANAGER);

  private static final String INSERT =
      """
      INSERT INTO tickets (number, kind, state, device, model, customer, site, lot, cause_type,
        cause_id, symptom, title, severity, opened_at, first_seen_at, last_seen_at, updated_at,
        intake_at, channel, contact, occurrences, active_alarms, because, because_key,
        because_args, repeat_of, facts)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $14, $14, $15, $16,
        $17, 0, 0, $18, $19, $20,
        (SELECT number FROM tickets WHERE device = $4 AND symptom = $11 AND state = 'CLOSED'
         ORDER BY id DESC LIMIT 1), $21)
      """;

  private static final String NUMBER =
      """
      INSERT INTO ticket_numbers (kind, year, last) VALUES ($1, $2, $3)
      ON CONFLICT (kind, year) DO UPDATE SET last = ticket_numbers.last + $3 RETURNING last
      """;

  private static final String OPEN =
      """
      SELECT number FROM tickets WHERE is_open AND kind = $1 AND symptom IS NOT DISTINCT FROM $3
        AND (device = $2 OR ($1 = 'problem' AND cause_type = $4 AND cause_id = $5))
      ORDER BY id LIMIT 1 FOR UPDATE
      """;

  /** The ticket a request is on, and what was changed to put it there; the ticket's comes first. */
  record Taken(String number, boolean isNew, List<TicketDesk.Change> changes) {}

  private final Surroundings surroundings;
  private final Insight insight;
  private final Clock clock;
  private volatile ThreadPost post = ThreadPost.NONE;

  Intakes(Surroundings surroundings, Insight insight, Clock clock) {
    this.surroundings = surroundings;
    this.insight = insight;
    this.clock = clock;
  }

  /** Sends what is said to customers on by this. */
  void sendBy(ThreadPost by) {
    post = by;
  }

  /** A request about what is being worked on already goes on that ticket. */
  Future<Taken> take(SqlConnection sql, Intake intake, Actor actor) {
    check(intake, actor);
    return open(sql, intake, clock.instant(), new JsonObject(), actor)
        .compose(taken -> hear(sql, intake, taken, actor))
        .compose(taken -> taken.isNew() ? acknowledge(sql, taken) : Future.succeededFuture(taken));
  }

  private static void check(Intake intake, Actor actor) {
    if (!actor.system()) {
      Set<Role> who = intake.kind() == Kind.PROBLEM ? INVESTIGATORS : REPORTERS;
      TicketWork.mustBeOneOf(who, actor, "open a " + intake.kind().code());
    }
    String text = intake.text();
    if (text.isBlank() || text.length() > TicketWork.LONGEST_TEXT || text.indexOf('\0') >= 0) {
      throw refused("text", "of 1 to " + TicketWork.LONGEST_TEXT + " characters");
    }
    switch (intake.kind()) {
      case FAULT -> {
        if (intake.device() == null) {
          throw refused("device", "that a fault is on");
        }
        if (intake.symptom() == null) {
          throw refused("symptom", "in a word, as in temperature.high");
        }
      }
      case PROBLEM -> {
        if (intake.cause() == null) {
          throw refused("cause", "with type and id");
        }
      }
      case CONSULTATION -> {
        // a question may be about anything
      }
    }
  }

  private static Problem refused(String member, String what) {
    return Problem.badInput("ticket." + member, member + ": expected one " + what + ", found none");
  }

  private Future<Taken> open(
      SqlConnection sql, Intake intake, Instant intakeAt, JsonObject facts, Actor actor) {
    if (intake.kind() == Kind.CONSULTATION) {
      return insert(sql, intake, intakeAt, facts, actor);
    }
    Device device = intake.device();
    Cause cause = intake.cause();
    // whoever opens tickets takes the row that counts them first, so that none is missed here
    return count(sql, intake.kind(), 0)
        .compose(
            locked ->
                sql.preparedQuery(OPEN)
                    .execute(
                        Tuple.of(
                            intake.kind().code(),
                            device == null ? null : device.id(),
                            intake.symptom(),
                            cause == null ? null : cause.type().code(),
                            cause == null ? null : cause.id()))
                    .compose(
                        rows ->
                            rows.size() == 0
                                ? insert(sql, intake, intakeAt, facts, actor)
                                : joined(sql, rows.iterator().next().getString(0), intakeAt)));
  }

  /** What is open is as old as the oldest request for it. */
  private Future<Taken> joined(SqlConnection sql, String number, Instant intakeAt) {
    return sql.preparedQuery(
            """
            UPDATE tickets SET intake_at = least(coalesce(intake_at, opened_at), $2),
              channel = CASE channel WHEN 'telemetry' THEN 'portal' ELSE channel END
            WHERE number = $1
            """)
        .execute(Tuple.of(number, utc(intakeAt)))
        .map(done -> new Taken(number, false, List.of()));
  }

  private Future<Taken> insert(
      SqlConnection sql, Intake intake, Instant intakeAt, JsonObject facts, Actor actor) {
    return count(sql, intake.kind(), 1)
        .compose(number -> insert(sql, number, intake, intakeAt, facts, actor));
  }

  private Future<String> count(SqlConnection sql, Kind kind, int more) {
    int year = clock.instant().atOffset(ZoneOffset.UTC).getYear();
    return sql.preparedQuery(NUMBER)
        .execute(Tuple.of(kind.code(), year, more))
        .map(rows -> kind.number(year, rows.iterator().next().getInteger(0)));
  }

  private Future<Taken> insert(
      SqlConnection sql,
      String number,
      Intake it,
      Instant intakeAt,
      JsonObject facts,
      Actor actor) {
    Device device = it.device();
    Cause cause = it.cause();
    Instant now = clock.instant();
    String title = it.title() == null && it.symptom() == null ? firstLine(it.text()) : it.title();
    String because =
        "reported by %s over %s: %s"
            .formatted(
                actor.isCustomer() ? "the customer" : actor.name(),
                it.channel().code(),
                firstLine(it.text()));
    var args = new JsonObject().put("channel", it.channel().code()).put("by", actor.name());
    Tuple values =
        Tuple.of(
                number,
                it.kind().code(),
                it.kind().table().start().name(),
                device == null ? null : device.id(),
                device == null ? null : device.model(),
                device != null && device.customer() != null ? device.customer() : it.customer())
            .addString(device == null ? null : device.site())
            .addString(device == null ? null : device.lot())
            .addString(cause == null ? null : cause.type().code())
            .addString(cause == null ? null : cause.id())
            .addString(it.symptom())
            .addString(title)
            .addString(it.severity().code())
            .addOffsetDateTime(utc(now))
            .addOffsetDateTime(utc(intakeAt))
            .addString(it.channel().code())
            .addValue(it.contact())
            .addString(because)
            .addString("reported")
            .addValue(args)
            .addValue(facts);
    var data =
        new JsonObject()
            .put("to", it.kind().table().start().name())
            .put("channel", it.channel().code())
            .put("device", device == null ? null : device.id())
            .put("symptom", it.symptom())
            .put("title", title)
            .put("intakeAt", intakeAt.toString())
            .put("because", because)
            .put("contact", Contacted.of(it.contact()));
    return sql.preparedQuery(INSERT)
        .execute(values)
        .compose(done -> owe(sql, List.of(number), actor))
        .map(
            learnt -> {
              data.put("knows", learnt.journalled().get(number));
              var changes = new ArrayList<TicketDesk.Change>();
              changes.add(new TicketDesk.Change(number, TicketNews.Type.OPENED, data));
              changes.addAll(learnt.changes());
              return new Taken(number, true, changes);
            });
  }

  /**
   * Decides what new tickets' customers are entitled to, has the tickets know what is to be known,
   * and starts their clocks.
   */
  Future<Insight.Learnt> owe(SqlConnection sql, List<String> numbers, Actor actor) {
    if (numbers.isEmpty()) {
      return Future.succeededFuture(Insight.Learnt.NOTHING);
    }
    Instant now = clock.instant();
    return PgTickets.byNumbers(sql, numbers)
        .compose(
            tickets ->
                surroundings
                    .entitle(sql, tickets, new JsonObject(), claimedAt(tickets), actor)
                    .compose(
                        entitled ->
                            keep(sql, entitled)
                                .compose(done -> insight.know(sql, tickets, now))
                                .compose(
                                    learnt -> start(sql, tickets, entitled, actor).map(learnt))));
  }

  /** Tickets that are opened together were claimed together. */
  private Instant claimedAt(List<Ticket> tickets) {
    return tickets.isEmpty() ? clock.instant() : tickets.getFirst().claimedAt();
  }

  private static Future<?> keep(SqlConnection sql, Map<String, Entitled> entitled) {
    List<Tuple> values =
        entitled.entrySet().stream()
            .map(each -> Tuple.of(each.getKey(), each.getValue().json()))
            .toList();
    return values.isEmpty()
        ? Future.succeededFuture()
        : sql.preparedQuery("UPDATE tickets SET entitled_at_intake = $2 WHERE number = $1")
            .executeBatch(values);
  }

  private Future<Void> start(
      SqlConnection sql, List<Ticket> tickets, Map<String, Entitled> entitled, Actor actor) {
    return surroundings.clocks(
        sql,
        tickets.stream()
            .map(
                each ->
                    new Surroundings.Opened(
                        each,
                        ClockRules.opened(
                            each,
                            entitled.getOrDefault(each.number(), Entitled.NOTHING),
                            each.intakeAt())))
            .toList(),
        actor);
  }

  private Future<Taken> hear(SqlConnection sql, Intake intake, Taken taken, Actor actor) {
    if (actor.system()) {
      return Future.succeededFuture(taken);
    }
    var message =
        new Message(
            0,
            clock.instant(),
            intake.channel(),
            Message.Direction.IN,
            Message.AuthorKind.CUSTOMER,
            actor.name(),
            intake.text(),
            false,
            false,
            false,
            intake.externalId());
    return say(sql, taken.number(), message, actor)
        .map(
            said -> {
              var changes = new ArrayList<>(taken.changes());
              changes.addAll(said);
              return new Taken(taken.number(), taken.isNew(), changes);
            });
  }

  /** Keeps what was said and does to the clocks what follows from it. */
  Future<List<TicketDesk.Change>> say(
      SqlConnection sql, String number, Message draft, Actor actor) {
    return TicketWork.lock(sql, List.of(number))
        .compose(done -> PgMessages.insert(sql, number, draft))
        .compose(
            kept -> {
              if (kept.isEmpty()) {
                return Future.succeededFuture(List.of());
              }
              Message message = kept.get();
              return PgTickets.get(sql, number)
                  .compose(
                      ticket ->
                          surroundings
                              .clocks(sql, ticket, ClockRules.said(ticket, message), actor)
                              .compose(done -> post.send(sql, ticket, message)))
                  .compose(done -> TicketWork.touch(sql, number, clock.instant()))
                  .map(
                      done ->
                          List.of(
                              new TicketDesk.Change(number, TicketNews.Type.SAID, message.json())));
            });
  }

  private Future<Taken> acknowledge(SqlConnection sql, Taken taken) {
    return PgTickets.get(sql, taken.number())
        .compose(
            ticket ->
                surroundings
                    .commitments(sql, List.of(ticket.number()))
                    .map(all -> ticket.owing(all.getOrDefault(ticket.number(), new JsonArray()))))
        .compose(
            ticket ->
                say(
                    sql,
                    ticket.number(),
                    PgMessages.draft(
                        clock.instant(),
                        Message.Channel.SYSTEM,
                        Message.Direction.OUT,
                        Message.AuthorKind.SYSTEM,
                        Actor.SYSTEM.name(),
                        Acknowledgement.of(ticket)),
                    Actor.SYSTEM))
        .map(
            said -> {
              var changes = new ArrayList<>(taken.changes());
              changes.addAll(said);
              return new Taken(taken.number(), true, changes);
            });
  }

  /** The consultation turns out to be a fault, which takes over with its intake time. */
  Future<Taken> convert(SqlConnection sql, Guard.Case it, Actor actor) {
    Ticket asked = it.ticket();
    String device = asked.device() == null ? it.text("device") : asked.device();
    String symptom = asked.symptom() == null ? it.text("symptom") : asked.symptom();
    var intake =
        new Intake(
            Kind.FAULT,
            Message.Channel.find(asked.channel()).orElse(Message.Channel.PORTAL),
            Objects.requireNonNull(Standings.device(surroundings, device)),
            asked.customer(),
            symptom,
            asked.title(),
            asked.severity(),
            asked.about(),
            asked.contact(),
            null,
            null);
    return open(
            sql,
            intake,
            asked.intakeAt(),
            new JsonObject().put("convertedFrom", asked.number()),
            actor)
        .compose(
            taken ->
                sql.preparedQuery(
                        """
                        INSERT INTO ticket_messages (ticket, at, channel, direction, author_kind,
                          author, body, guidance, solution, asks)
                        SELECT $2, at, channel, direction, author_kind, author, body, guidance,
                          solution, asks
                        FROM ticket_messages WHERE ticket = $1 ORDER BY id
                        """)
                    .execute(Tuple.of(asked.number(), taken.number()))
                    .compose(
                        done ->
                            surroundings.clocks(
                                sql,
                                asked,
                                List.of(new ClockStep.Cancel("it became " + taken.number())),
                                actor))
                    .map(taken));
  }

  /** Sends the solution that a step was handed. */
  Future<?> answer(SqlConnection sql, Guard.Case it, Actor actor, List<TicketDesk.Change> changes) {
    var message =
        new Message(
            0,
            it.now(),
            Message.Channel.find(String.valueOf(it.text("channel"))).orElse(Message.Channel.PORTAL),
            Message.Direction.OUT,
            Message.AuthorKind.HUMAN,
            actor.name(),
            String.valueOf(it.text("solution")),
            true,
            true,
            false,
            null);
    return say(sql, it.ticket().number(), message, actor)
        .map(
            said -> {
              changes.addAll(said);
              return null;
            });
  }

  private static String firstLine(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }
}
