package dev.fieldcare.api;

import dev.fieldcare.registry.Role;
import dev.fieldcare.tickets.Quote;
import dev.fieldcare.tickets.QuoteDesk;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.papers.Language;
import dev.fieldcare.tickets.papers.Papers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Quotes, the receipts that settle them, and the bill. A customer sees none before it is issued.
 */
final class QuoteRoutes {
  private static final List<String> STATES =
      Arrays.stream(Quote.State.values()).map(Quote.State::name).toList();

  private final TicketSight tickets;
  private final QuoteDesk quotes;
  private final Papers papers;

  QuoteRoutes(TicketDesk desk, QuoteDesk quotes, Papers papers) {
    this.tickets = new TicketSight(desk);
    this.quotes = quotes;
    this.papers = papers;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    boolean isCustomer = call.caller().role() == Role.CUSTOMER;
    Quote.State state = query.code("state", QuoteRoutes::state, STATES);
    return quotes
        .list(
            query.text("ticket"),
            state,
            isCustomer ? String.valueOf(call.caller().customer()) : null,
            query.limit(),
            query.cursor("after"))
        .map(
            page ->
                Reply.page(
                    page.items().stream()
                        .filter(each -> !isCustomer || each.state() != Quote.State.DRAFT)
                        .map(Quote::json)
                        .toList(),
                    page.next()));
  }

  private static Optional<Quote.State> state(String name) {
    return Arrays.stream(Quote.State.values())
        .filter(each -> each.name().equalsIgnoreCase(name))
        .findFirst();
  }

  Future<Reply> draft(Call call) {
    Body body = call.body("ticket", "purpose", "lines");
    String named = body.required("purpose");
    Quote.Purpose purpose =
        Arrays.stream(Quote.Purpose.values())
            .filter(each -> each.name().equalsIgnoreCase(named))
            .findFirst()
            .orElseThrow(() -> Body.bad("purpose", "TRIP, REPAIR or SUPPLEMENT", named));
    if (!(body.json().getValue("lines") instanceof JsonArray lines)) {
      throw Body.bad("lines", "an array", String.valueOf(body.json().getValue("lines")));
    }
    return tickets
        .get(call.caller(), body.required("ticket"))
        .compose(ticket -> quotes.draft(ticket.number(), purpose, lines, TicketSight.actor(call)))
        .map(quote -> Reply.created("/api/v1/quotes/" + quote.id(), quote.json()));
  }

  Future<Reply> get(Call call) {
    return seen(call).map(quote -> Reply.ok(quote.json()));
  }

  /** The quote as PDF. */
  Future<Reply> print(Call call) {
    Language language = language(call);
    return seen(call).compose(quote -> papers.quote(quote, language)).map(QuoteRoutes::pdf);
  }

  /** What a paper is to be written in: Chinese where nobody says. */
  static Language language(Call call) {
    Language wanted = call.query().code("lang", Language::find, Language.CODES);
    return wanted == null ? Language.ZH : wanted;
  }

  static Reply pdf(Papers.Paper paper) {
    return Reply.file("application/pdf", paper.name() + ".pdf", paper.pdf());
  }

  Future<Reply> transition(Call call) {
    Body body = call.body("to", "reason");
    String to = body.required("to");
    Quote.State state =
        state(to).orElseThrow(() -> Body.bad("to", "one of " + String.join(", ", STATES), to));
    String reason = body.text("reason");
    return seen(call)
        .compose(quote -> quotes.transition(quote.id(), state, reason, TicketSight.actor(call)))
        .map(quote -> Reply.ok(quote.json()));
  }

  Future<Reply> receipt(Call call) {
    Body body = call.body("line", "amount", "proof");
    long line = whole(body, "line");
    long amount = whole(body, "amount");
    String proof = body.required("proof");
    return seen(call)
        .compose(
            quote ->
                quotes.receipt(
                    quote.id(), Math.toIntExact(line), amount, proof, TicketSight.actor(call)))
        .map(quote -> Reply.ok(quote.json()).status(201));
  }

  private static long whole(Body body, String name) {
    if (body.json().getValue(name) instanceof Number number
        && number.doubleValue() % 1 == 0
        && Math.abs(number.doubleValue()) < 1e15
        && (!name.equals("line") || Math.abs(number.doubleValue()) < 1e6)) {
      return number.longValue();
    }
    throw Body.bad(name, "a whole number", String.valueOf(body.json().getValue(name)));
  }

  Future<Reply> bill(Call call) {
    return tickets
        .get(call.caller(), call.path("number"))
        .compose(ticket -> quotes.bill(ticket.number()))
        .map(bill -> Reply.ok(bill.json()));
  }

  private Future<Quote> seen(Call call) {
    long id = TicketSight.id(call, "quote.unknown", "quote");
    String what = "quote " + id;
    return quotes
        .get(id)
        .compose(
            quote ->
                tickets
                    .of(call.caller(), quote.ticket(), "quote.unknown", what)
                    .map(ticket -> visible(call, quote, what)));
  }

  private static Quote visible(Call call, Quote quote, String what) {
    if (call.caller().role() == Role.CUSTOMER && quote.state() == Quote.State.DRAFT) {
      throw dev.fieldcare.base.Problem.notFound("quote.unknown", "there is no " + what);
    }
    return quote;
  }
}
