package dev.fieldcare.tickets;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a customer owes for a ticket: only what they accepted and what was done of it, travel at its
 * receipts.
 *
 * @param accepted the most they agreed to pay
 */
public record Bill(String ticket, String currency, List<Item> items, long total, long accepted) {

  /** One line of an accepted quote. */
  public record Item(String quote, QuoteLine line, long spent, long payable) {
    JsonObject json() {
      return line.json().put("quote", quote).put("spent", spent).put("payable", payable);
    }
  }

  static Bill of(Ticket ticket, List<Quote> quotes, Map<Long, Map<Integer, Long>> spent) {
    var items = new ArrayList<Item>();
    long accepted = 0;
    String currency = "CNY";
    for (Quote quote : quotes) {
      if (quote.state() != Quote.State.ACCEPTED) {
        continue;
      }
      accepted += quote.payable();
      currency = quote.currency();
      boolean isDone = ticket.facts().containsKey(evidence(quote.purpose()));
      for (int i = 0; i < quote.lines().size(); i++) {
        QuoteLine line = quote.lines().get(i);
        long receipts = spent.getOrDefault(quote.id(), Map.of()).getOrDefault(i, 0L);
        boolean isTravel = line.kind() == QuoteLine.Kind.TRAVEL;
        long actual = isTravel ? receipts : isDone ? line.amount() : 0;
        if (actual > 0) {
          items.add(new Item(quote.name(), line, actual, line.settled(actual)));
        }
      }
    }
    long total = items.stream().mapToLong(Item::payable).sum();
    return new Bill(ticket.number(), currency, List.copyOf(items), total, accepted);
  }

  /** The fact that shows that what a quote was for was done. */
  private static String evidence(Quote.Purpose purpose) {
    return purpose == Quote.Purpose.TRIP ? "checkIn" : "work";
  }

  /** As outside interfaces show it. */
  public JsonObject json() {
    return new JsonObject()
        .put("ticket", ticket)
        .put("currency", currency)
        .put("items", new JsonArray(items.stream().map(Item::json).toList()))
        .put("total", total)
        .put("accepted", accepted);
  }
}
