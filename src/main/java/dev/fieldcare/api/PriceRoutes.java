package dev.fieldcare.api;

import dev.fieldcare.base.Database;
import dev.fieldcare.promises.contracts.Agreements;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.tickets.Labour;
import dev.fieldcare.tickets.QuoteDesk;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/** What parts and labour cost on a day. */
final class PriceRoutes {
  private final Sight sight;
  private final Database database;
  private final QuoteDesk quotes;
  private final Standards standards;
  private final Agreements agreements;
  private final Clock clock;

  PriceRoutes(Sight sight, Api.Parts parts, Clock clock) {
    this.sight = sight;
    this.database = parts.database();
    this.quotes = parts.quotes();
    this.standards = parts.coverage().standards();
    this.agreements = parts.coverage().agreements();
    this.clock = clock;
  }

  /**
   * A customer is shown the rates that hold for them; with a device anybody those that hold for it,
   * as its contract may have others.
   */
  Future<Reply> list(Call call) {
    LocalDate day = day(call.query());
    Instant now = clock.instant();
    return target(call, now)
        .map(
            target ->
                Reply.ok(
                    quotes
                        .prices()
                        .json(day)
                        .put("labour", Labour.of(standards, target, now).json())
                        .put(
                            "validity",
                            standards.resolve("quote.validity", target, now).term().json())));
  }

  private Future<Target> target(Call call, Instant now) {
    String device = call.query().text("device");
    return device == null
        ? Future.succeededFuture(Target.of(call.caller().customer(), null))
        : agreements.target(database.pool(), sight.get(call.caller(), device), now);
  }

  private LocalDate day(Query query) {
    String on = query.text("on");
    if (on == null) {
      return quotes.prices().dayOf(clock.instant());
    }
    try {
      return LocalDate.parse(on);
    } catch (DateTimeException e) {
      throw Query.bad("on", "a day such as 2026-11-22", on);
    }
  }
}
