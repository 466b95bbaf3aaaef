package dev.fieldcare.api;

import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.tickets.Labour;
import dev.fieldcare.tickets.QuoteDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What parts and labour cost on a day. */
final class PriceRoutes {
  private final QuoteDesk quotes;
  private final Standards standards;
  private final Clock clock;

  PriceRoutes(QuoteDesk quotes, Standards standards, Clock clock) {
    this.quotes = quotes;
    this.standards = standards;
    this.clock = clock;
  }

  /** A customer is shown the rates that hold for them. */
  Future<Reply> list(Call call) {
    Target target = Target.of(call.caller().customer(), null);
    Instant now = clock.instant();
    JsonObject validity = standards.resolve("quote.validity", target, now).term().json();
    return Future.succeededFuture(
        Reply.ok(
            quotes
                .prices()
                .json(day(call.query()))
                .put("labour", Labour.of(standards, target, now).json())
                .put("validity", validity)));
  }

  private LocalDate day(Query query) {
    String on = query.text("on");
    if (on == null) {
      return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }
    try {
      return LocalDate.parse(on);
    } catch (DateTimeException e) {
      throw Query.bad("on", "a day such as 2026-11-22", on);
    }
  }
}
