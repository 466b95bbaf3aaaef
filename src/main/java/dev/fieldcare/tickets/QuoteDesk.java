package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where repairs are priced, and customers agree or not. What a quote's step means for its ticket
 * happens in the same transaction, by the same actor.
 */
public final class QuoteDesk {
  private static final Set<Role> WRITERS = EnumSet.of(Role.SUPPORT, Role.FIELD_ENGINEER);

  private final Database database;
  private final Journal journal;
  private final TicketDesk desk;
  private final PriceList prices;
  private final Clock clock;
  private final Turn overdue =
      new Turn("SELECT id FROM quotes WHERE state = 'ISSUED' AND valid_until <= $1");

  public QuoteDesk(
      Database database, Journal journal, TicketDesk desk, PriceList prices, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.desk = desk;
    this.prices = prices;
    this.clock = clock;
  }

  public PriceList prices() {
    return prices;
  }

  /** Fails with {@code quote.unknown}. */
  public Future<Quote> get(long id) {
    return PgQuotes.get(database.pool(), id);
  }

  /** Newest first. */
  public Future<Page<Quote>> list(
      @Nullable String ticket,
      Quote.@Nullable State state,
      @Nullable String customer,
      int limit,
      @Nullable Long before) {
    return PgQuotes.list(
            database.pool(),
            ticket,
            state == null ? null : state.name(),
            customer,
            limit + 1,
            before)
        .map(found -> Page.of(found, limit, last -> Long.toString(last.id())));
  }

  /** Prices the lines; nobody but us knows of the quote until it is issued. */
  public Future<Quote> draft(String number, Quote.Purpose purpose, JsonArray wanted, Actor actor) {
    var made = new ArrayList<Quote>();
    return desk.changeAll(
            actor,
            sql ->
                mayWrite(actor)
                    .compose(done -> TicketWork.lock(sql, List.of(number)))
                    .compose(done -> PgTickets.get(sql, number))
                    .compose(ticket -> draft(sql, ticket, purpose, wanted))
                    .compose(
                        quote -> {
                          made.add(quote);
                          return note(sql, quote, null, actor);
                        }))
        .map(done -> made.getFirst());
  }

  private static Future<Void> mayWrite(Actor actor) {
    TicketWork.mustBeOneOf(WRITERS, actor, "write a quote or settle one");
    return Future.succeededFuture();
  }

  private Future<Quote> draft(
      SqlConnection sql, Ticket ticket, Quote.Purpose purpose, JsonArray wanted) {
    if (ticket.kind() != Kind.FAULT || !ticket.state().isOpen()) {
      throw Problem.conflict(
          "quote.ticket",
          "a quote is for a fault ticket that is open, "
              + ticket.number()
              + " is a "
              + ticket.kind().code()
              + " and "
              + ticket.state());
    }
    JsonObject diagnosis = Diagnosis.onRecord(ticket.facts());
    boolean isTrip = purpose == Quote.Purpose.TRIP;
    if (!isTrip && diagnosis.isEmpty()) {
      throw Problem.conflict(
          "quote.diagnosis", ticket.number() + " has no diagnosis: only a trip can be quoted");
    }
    Instant now = clock.instant();
    return desk.surroundings()
        .quoteTerms(sql, ticket, now)
        .compose(
            terms -> {
              List<QuoteLine> lines =
                  QuoteText.lines(wanted, prices, terms.labour(), ticket.entitlement(), now);
              return write(
                  sql, ticket, purpose, isTrip ? null : diagnosis, lines, terms.validUntil(), now);
            });
  }

  /**
   * @param diagnosis what it is for; null for a trip
   */
  private Future<Quote> write(
      SqlConnection sql,
      Ticket ticket,
      Quote.Purpose purpose,
      @Nullable JsonObject diagnosis,
      List<QuoteLine> lines,
      Instant until,
      Instant now) {
    return PgQuotes.ofTicket(sql, ticket.number())
        .compose(
            before -> {
              int version = before.size() + 1;
              String document =
                  QuoteText.document(
                      ticket, version, purpose, diagnosis, lines, prices, now, until);
              return PgQuotes.insert(
                  sql,
                  new Quote(
                      0,
                      ticket.number(),
                      version,
                      purpose,
                      Quote.State.DRAFT,
                      diagnosis == null ? "" : Diagnosis.scope(diagnosis),
                      lines,
                      prices.currency(),
                      document,
                      Quote.hashOf(document),
                      now,
                      until,
                      null,
                      null));
            });
  }

  /** Refuses with {@code quote.transition} or {@code quote.guard}, saying what is missing. */
  public Future<Quote> transition(long id, Quote.State to, @Nullable String reason, Actor actor) {
    return desk.changeAll(actor, sql -> move(sql, id, to, reason, actor)).compose(done -> get(id));
  }

  /** One step of a quote in the caller's transaction, and what follows for others. */
  Future<List<TicketDesk.Change>> move(
      SqlConnection sql, long id, Quote.State to, @Nullable String reason, Actor actor) {
    return PgQuotes.get(sql, id)
        .compose(quote -> TicketWork.lock(sql, List.of(quote.ticket())))
        .compose(done -> PgQuotes.get(sql, id))
        .compose(
            quote -> {
              QuoteTable.check(quote, to, actor);
              return PgTickets.get(sql, quote.ticket())
                  .compose(
                      ticket ->
                          signed(sql, quote, to)
                              .compose(
                                  signoff -> {
                                    check(quote, to, ticket, signoff);
                                    return step(sql, quote, to, signoff, reason, ticket, actor);
                                  }));
            });
  }

  private static Future<@Nullable SignOff> signed(SqlConnection sql, Quote quote, Quote.State to) {
    return to == Quote.State.ACCEPTED || to == Quote.State.DECLINED
        ? PgSignOffs.newestOf(sql, "quote:" + quote.id())
        : Future.succeededFuture();
  }

  private void check(Quote quote, Quote.State to, Ticket ticket, @Nullable SignOff signoff) {
    Instant now = clock.instant();
    boolean holds = !quote.isExpired(now);
    String refusal =
        switch (to) {
          case ISSUED -> issueRefusal(quote, ticket, now);
          case ACCEPTED ->
              !holds
                  ? "it was valid until " + quote.validUntil()
                  : !ticket.state().isOpen()
                      ? ticket.number() + " is " + ticket.state()
                      : signoff == null || !signoff.agreed() || !signoff.hash().equals(quote.hash())
                          ? "the customer has not signed " + quote.hash()
                          : null;
          case EXPIRED -> holds ? "it is valid until " + quote.validUntil() : null;
          default -> null;
        };
    if (refusal != null) {
      throw Problem.conflict(
          "quote.guard", "quote %s cannot become %s: %s".formatted(quote.name(), to, refusal));
    }
  }

  private static @Nullable String issueRefusal(Quote quote, Ticket ticket, Instant now) {
    if (quote.isExpired(now)) {
      return "it was valid until " + quote.validUntil();
    }
    if (!ticket.state().isOpen()) {
      return ticket.number() + " is " + ticket.state();
    }
    if (quote.purpose() != Quote.Purpose.TRIP
        && !quote.scope().equals(Diagnosis.scope(Diagnosis.onRecord(ticket.facts())))) {
      return "the diagnosis has changed since it was written";
    }
    Entitled entitled = ticket.entitlement();
    return quote.lines().stream()
            .allMatch(each -> each.covered() == entitled.percentOf(each.kind()))
        ? null
        : "what is covered has changed since it was written";
  }

  private Future<List<TicketDesk.Change>> step(
      SqlConnection sql,
      Quote quote,
      Quote.State to,
      @Nullable SignOff signoff,
      @Nullable String reason,
      Ticket ticket,
      Actor actor) {
    Long by = signoff == null ? null : (Long) signoff.id();
    return supersede(sql, quote, to, actor)
        .compose(done -> PgQuotes.move(sql, quote.id(), to, by))
        .compose(done -> PgQuotes.get(sql, quote.id()))
        .compose(after -> note(sql, after, reason, actor))
        .compose(
            changes ->
                follow(sql, quote, to, ticket, actor)
                    .map(
                        followed -> {
                          var all = new ArrayList<>(changes);
                          all.addAll(followed);
                          return all;
                        }));
  }

  /** A new offer takes the place of open ones; an accepted repair that of the one before. */
  private Future<?> supersede(SqlConnection sql, Quote quote, Quote.State to, Actor actor) {
    if (to != Quote.State.ISSUED && to != Quote.State.ACCEPTED) {
      return Future.succeededFuture();
    }
    return PgQuotes.ofTicket(sql, quote.ticket())
        .compose(
            all -> {
              Future<Void> done = Future.succeededFuture();
              for (Quote each : all) {
                if (each.id() != quote.id() && isReplaced(each, quote, to)) {
                  done =
                      done.compose(
                          next ->
                              PgQuotes.move(sql, each.id(), Quote.State.SUPERSEDED, null)
                                  .compose(
                                      moved ->
                                          append(
                                              sql,
                                              each,
                                              Quote.State.SUPERSEDED,
                                              "by " + quote.name(),
                                              actor)));
                }
              }
              return done;
            });
  }

  private static boolean isReplaced(Quote other, Quote quote, Quote.State to) {
    if (to == Quote.State.ISSUED) {
      return other.purpose() == quote.purpose() && other.state() == Quote.State.ISSUED;
    }
    return quote.purpose() == Quote.Purpose.REPAIR
        && other.purpose() != Quote.Purpose.TRIP
        && other.state() == Quote.State.ACCEPTED;
  }

  /** What the ticket does when its quote takes a step. */
  private Future<List<TicketDesk.Change>> follow(
      SqlConnection sql, Quote quote, Quote.State to, Ticket ticket, Actor actor) {
    State next =
        switch (to) {
          case ISSUED ->
              ticket.state() == State.DIAGNOSED || ticket.state() == State.DECLINED
                  ? State.QUOTED
                  : null;
          case ACCEPTED -> ticket.state() == State.QUOTED ? State.APPROVED : null;
          case DECLINED -> ticket.state() == State.QUOTED ? State.DECLINED : null;
          default -> null;
        };
    boolean isOfNow = quote.isOfRepair(Diagnosis.scope(Diagnosis.onRecord(ticket.facts())));
    return next == null || !isOfNow
        ? Future.succeededFuture(List.of())
        : desk.step(sql, ticket.number(), next, new JsonObject(), actor);
  }

  private Future<List<TicketDesk.Change>> note(
      SqlConnection sql, Quote quote, @Nullable String reason, Actor actor) {
    var data =
        new JsonObject()
            .put("quote", quote.name())
            .put("state", quote.state().name())
            .put("payable", quote.payable())
            .put("hash", quote.hash());
    return append(sql, quote, quote.state(), reason, actor)
        .compose(done -> TicketWork.touch(sql, quote.ticket(), clock.instant()))
        .map(done -> List.of(new TicketDesk.Change(quote.ticket(), TicketNews.Type.QUOTED, data)));
  }

  private Future<Void> append(
      SqlConnection sql, Quote quote, Quote.State to, @Nullable String reason, Actor actor) {
    var data =
        new JsonObject()
            .put("ticket", quote.ticket())
            .put("name", quote.name())
            .put("from", quote.state() == to ? null : quote.state().name())
            .put("to", to.name())
            .put("hash", quote.hash())
            .put("payable", quote.payable())
            .put("reason", reason);
    String type = "quote." + to.name().toLowerCase(java.util.Locale.ROOT);
    return journal
        .append(sql, new Journal.Entry(actor.journalName(), "quote:" + quote.id(), type, data))
        .mapEmpty();
  }

  /** Quotes that were not answered in time are over. Succeeds with how many there were. */
  public Future<Integer> expire() {
    return overdue
        .next(database.pool(), Tuple.of(utc(clock.instant())))
        .compose(
            rows -> {
              Future<Integer> count = Future.succeededFuture(0);
              for (var row : rows) {
                long id = row.getLong(0);
                count =
                    count.compose(
                        before ->
                            transition(id, Quote.State.EXPIRED, null, Actor.SYSTEM)
                                .map(before + 1)
                                .recover(
                                    refused ->
                                        refused instanceof Problem
                                            ? Future.succeededFuture(before)
                                            : Future.failedFuture(refused)));
              }
              return count;
            });
  }

  /** What a trip cost by this receipt; refused beyond the cap with {@code quote.cap}. */
  public Future<Quote> receipt(long id, int line, long amount, String proof, Actor actor) {
    return desk.changeAll(
            actor,
            sql ->
                mayWrite(actor)
                    .compose(done -> PgQuotes.get(sql, id))
                    .compose(quote -> TicketWork.lock(sql, List.of(quote.ticket())))
                    .compose(done -> PgQuotes.get(sql, id))
                    .compose(quote -> settle(sql, quote, line, amount, proof, actor)))
        .compose(done -> get(id));
  }

  private Future<List<TicketDesk.Change>> settle(
      SqlConnection sql, Quote quote, int line, long amount, String proof, Actor actor) {
    if (quote.state() != Quote.State.ACCEPTED) {
      throw Problem.conflict(
          "quote.receipt",
          quote.name() + " is " + quote.state() + ", only accepted ones are settled");
    }
    if (line < 0
        || line >= quote.lines().size()
        || quote.lines().get(line).kind() != QuoteLine.Kind.TRAVEL) {
      throw QuoteText.bad("line", "the place of a TRAVEL line, from 0", line);
    }
    if (amount <= 0 || proof.isBlank()) {
      throw QuoteText.bad("amount", "more than 0, with a proof", amount);
    }
    return PgQuotes.receipts(sql, quote.ticket())
        .compose(
            spent -> {
              long before =
                  spent.getOrDefault(quote.id(), java.util.Map.of()).getOrDefault(line, 0L);
              long cap = quote.lines().get(line).cap();
              if (amount > cap - before) {
                throw Problem.conflict(
                    "quote.cap",
                    "%s: the customer accepted travel up to %d, found %d and %d more"
                        .formatted(quote.name(), cap, before, amount));
              }
              return sql.preparedQuery(
                      "INSERT INTO quote_receipts (quote, line, amount, proof, at, author)"
                          + " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING")
                  .execute(
                      Tuple.of(
                          quote.id(), line, amount, proof, utc(clock.instant()), actor.name()));
            })
        .compose(
            done ->
                journal.append(
                    sql,
                    new Journal.Entry(
                        actor.journalName(),
                        "quote:" + quote.id(),
                        "quote.receipt",
                        new JsonObject()
                            .put("line", line)
                            .put("amount", amount)
                            .put("proof", proof))))
        .map(done -> List.of());
  }

  /** What the customer owes by now: never more than they accepted. */
  public Future<Bill> bill(String number) {
    return PgTickets.get(database.pool(), number)
        .compose(
            ticket ->
                PgQuotes.ofTicket(database.pool(), number)
                    .compose(
                        quotes ->
                            PgQuotes.receipts(database.pool(), number)
                                .map(spent -> Bill.of(ticket, quotes, spent))));
  }
}
