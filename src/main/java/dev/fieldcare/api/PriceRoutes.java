package dev.fieldcare.api;

import dev.fieldcare.tickets.QuoteDesk;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What parts and labour cost on a day. */
final class PriceRoutes {
  private final QuoteDesk quotes;
  private final Clock clock;

  PriceRoutes(QuoteDesk quotes, Clock clock) {
    this.quotes = quotes;
    this.clock = clock;
  }

  Future<Reply> list(Call call) {
    return Future.succeededFuture(Reply.ok(quotes.prices().json(day(call.query()))));
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
