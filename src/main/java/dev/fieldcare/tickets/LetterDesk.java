package dev.fieldcare.tickets;

import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.messaging.Correspondence;
import dev.fieldcare.messaging.Letter;
import dev.fieldcare.messaging.LetterBox;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Role;
import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts customers' letters on tickets: on the one they answer, or on a new one. Only what comes from
 * a contact of the ticket's customer gets there; all else is left to people, who may put it there.
 */
public final class LetterDesk implements Correspondence {
  private static final int MOST_SUCCESSORS = 10;

  /**
   * What somebody makes of a letter by hand.
   *
   * @param ticket the one it goes on; absent, it opens one with what else is given
   */
  public record Wish(
      @Nullable String ticket,
      Kind kind,
      @Nullable Device device,
      @Nullable String customer,
      @Nullable String symptom,
      Severity severity) {}

  private final TicketDesk desk;
  private final Journal journal;
  private final Acquaintance acquaintance;
  private final Supplier<List<Device>> devices;
  private final Function<Device, Collection<String>> metrics;

  /**
   * @param devices all there are
   * @param metrics what a device measures, by their names
   */
  public LetterDesk(
      TicketDesk desk,
      Journal journal,
      Acquaintance acquaintance,
      Supplier<List<Device>> devices,
      Function<Device, Collection<String>> metrics) {
    this.desk = desk;
    this.journal = journal;
    this.acquaintance = acquaintance;
    this.devices = devices;
    this.metrics = metrics;
  }

  @Override
  public Future<Outcome> take(SqlConnection sql, Letter letter, Optional<String> claimed) {
    return sql.preparedQuery(
            "SELECT ticket FROM ticket_messages WHERE channel = 'email' AND external_id = $1")
        .execute(Tuple.of(letter.identity()))
        .compose(
            taken ->
                taken.size() == 0
                    ? takeNew(sql, letter, claimed)
                    : Future.succeededFuture(
                        new Outcome.OnTicket(taken.iterator().next().getString(0))));
  }

  /** One that no mailbox brought before, under whatever name that was read. */
  private Future<Outcome> takeNew(SqlConnection sql, Letter letter, Optional<String> claimed) {
    return acquaintance
        .customersOf(sql, letter.sender())
        .compose(
            customers ->
                named(sql, claimed, 0)
                    .compose(
                        ticket ->
                            ticket.isPresent()
                                ? continued(sql, letter, ticket.get(), customers)
                                : begun(sql, letter, customers)));
  }

  /** The ticket, or what has taken its place; nothing where there is none of that number. */
  private static Future<Optional<Ticket>> named(
      SqlConnection sql, Optional<String> number, int passed) {
    if (number.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    return PgTickets.byNumbers(sql, List.of(number.get()))
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
              }
              Ticket ticket = found.getFirst();
              String successor = successor(ticket);
              return successor == null || passed == MOST_SUCCESSORS
                  ? Future.succeededFuture(Optional.of(ticket))
                  : named(sql, Optional.of(successor), passed + 1)
                      .map(next -> next.isPresent() ? next : Optional.of(ticket));
            });
  }

  private static @Nullable String successor(Ticket ticket) {
    return switch (ticket.state()) {
      case MERGED -> ticket.parent();
      case CONVERTED -> Given.text(ticket.facts(), "convertedTo");
      default -> null;
    };
  }

  private Future<Outcome> continued(
      SqlConnection sql, Letter letter, Ticket ticket, Set<String> customers) {
    boolean isContact = letter.sender().equalsIgnoreCase(address(ticket));
    if (!isContact && (ticket.customer() == null || !customers.contains(ticket.customer()))) {
      return aside(
          "it names %s, of whose customer %s is no contact"
              .formatted(ticket.number(), letter.sender()));
    }
    Actor writer = writer(letter);
    return ticket.state().isOpen()
        ? desk.changeWithin(
                sql, writer, go -> desk.said(go, ticket.number(), message(letter), writer))
            .map(new Outcome.OnTicket(ticket.number()))
        : open(sql, again(letter, ticket), writer);
  }

  private Future<Outcome> begun(SqlConnection sql, Letter letter, Set<String> customers) {
    if (customers.size() != 1) {
      return aside(
          customers.isEmpty()
              ? letter.sender() + " is no customer's contact"
              : "%s is a contact of several customers: %s".formatted(letter.sender(), customers));
    }
    String customer = customers.iterator().next();
    List<Device> theirs =
        devices.get().stream()
            .filter(each -> customer.equals(each.customer()) && !each.isDecommissioned())
            .toList();
    Complaint read = Complaint.read(letter.subject() + "\n" + letter.text(), theirs, metrics);
    Kind kind = read.isFault() ? Kind.FAULT : Kind.CONSULTATION;
    return open(
        sql,
        intake(letter, kind, read.device(), customer, read.symptom(), Severity.MINOR),
        writer(letter));
  }

  private Future<Outcome> open(SqlConnection sql, Intake intake, Actor writer) {
    var number = new ArrayList<String>();
    return desk.changeWithin(
            sql,
            writer,
            go ->
                desk.taken(go, intake, writer)
                    .compose(taken -> answered(go, taken, intake, number)))
        .map(done -> new Outcome.OnTicket(number.getFirst()));
  }

  /** Whoever wrote about what is being worked on is told under which number. */
  private Future<List<TicketDesk.Change>> answered(
      SqlConnection sql, Intakes.Taken taken, Intake intake, List<String> number) {
    number.add(taken.number());
    if (taken.isNew()) {
      return Future.succeededFuture(taken.changes());
    }
    return sql.preparedQuery(
            "UPDATE tickets SET contact = $2 WHERE number = $1 AND contact IS NULL")
        .execute(Tuple.of(taken.number(), intake.contact()))
        .compose(
            named ->
                PgTickets.get(sql, taken.number())
                    .compose(
                        ticket ->
                            desk.said(
                                sql,
                                ticket.number(),
                                draft(Message.Direction.OUT, Acknowledgement.of(ticket), null),
                                Actor.SYSTEM))
                    .map(
                        said -> {
                          var changes = new ArrayList<>(taken.changes());
                          if (named.rowCount() > 0) {
                            changes.add(named(taken.number(), intake));
                          }
                          changes.addAll(said);
                          return changes;
                        }));
  }

  private static TicketDesk.Change named(String number, Intake intake) {
    return new TicketDesk.Change(
        number,
        TicketNews.Type.CONTACT_NAMED,
        new JsonObject().put("contact", Contacted.of(intake.contact())));
  }

  /** Puts a letter that was left to people on a ticket; fails with {@code letter.taken}. */
  public Future<Ticket> turn(LetterBox box, long id, Wish wish, Actor actor) {
    TicketWork.mustBeOneOf(TicketWork.STAFF, actor, "put a letter on a ticket");
    var number = new ArrayList<String>();
    return desk.changeAll(
            actor,
            sql ->
                box.claim(sql, id)
                    .compose(letter -> turned(sql, letter, wish, actor, number))
                    .compose(
                        changes ->
                            box.settle(sql, id, number.getFirst())
                                .compose(done -> keep(sql, id, number.getFirst(), actor))
                                .map(changes)))
        .compose(done -> desk.get(number.getFirst()));
  }

  private Future<List<TicketDesk.Change>> turned(
      SqlConnection sql, Letter letter, Wish wish, Actor actor, List<String> number) {
    if (letter.sender().isEmpty()) {
      throw Problem.conflict(
          "letter.unread", "expected a letter that could be read, found one without a sender");
    }
    if (wish.ticket() != null) {
      number.add(wish.ticket());
      return desk.said(sql, wish.ticket(), message(letter), actor);
    }
    if (wish.customer() == null && (wish.device() == null || wish.device().customer() == null)) {
      throw Problem.badInput(
          "body.customer", "customer: expected whose letter it is, or a device of theirs");
    }
    Intake intake =
        intake(
            letter, wish.kind(), wish.device(), wish.customer(), wish.symptom(), wish.severity());
    return desk.taken(sql, intake, actor).compose(taken -> answered(sql, taken, intake, number));
  }

  private Future<?> keep(SqlConnection sql, long id, String number, Actor actor) {
    return journal.append(
        sql,
        new Journal.Entry(
            actor.journalName(),
            "letter:" + id,
            "letter.handed",
            new JsonObject().put("ticket", number)));
  }

  private static Future<Outcome> aside(String reason) {
    return Future.succeededFuture(new Outcome.Aside(reason));
  }

  /** The customer, as far as From can be believed: enough to write, never to sign. */
  private static Actor writer(Letter letter) {
    return Actor.person(letter.sender(), Role.CUSTOMER);
  }

  private static @Nullable String address(Ticket ticket) {
    JsonObject contact = ticket.contact();
    return contact == null ? null : Given.text(contact, "email");
  }

  private static Message message(Letter letter) {
    return draft(Message.Direction.IN, LetterText.of(letter), letter.identity());
  }

  private static Message draft(
      Message.Direction direction, String text, @Nullable String externalId) {
    return new Message(
        0,
        Instant.EPOCH,
        Message.Channel.EMAIL,
        direction,
        Message.AuthorKind.CUSTOMER,
        "",
        text,
        false,
        false,
        false,
        externalId);
  }

  /** What is over is not taken up again by a letter: it begins another question on the same. */
  private Intake again(Letter letter, Ticket ended) {
    Device device =
        devices.get().stream()
            .filter(each -> each.id().equals(ended.device()))
            .filter(each -> Objects.equals(each.customer(), ended.customer()))
            .findFirst()
            .orElse(null);
    return intake(letter, Kind.CONSULTATION, device, ended.customer(), null, Severity.MINOR);
  }

  private static Intake intake(
      Letter letter,
      Kind kind,
      @Nullable Device device,
      @Nullable String customer,
      @Nullable String symptom,
      Severity severity) {
    return new Intake(
        kind,
        Message.Channel.EMAIL,
        device,
        customer,
        symptom,
        LetterText.title(letter),
        severity,
        LetterText.of(letter),
        new JsonObject().put("email", letter.sender()),
        null,
        letter.identity());
  }
}
