package dev.fieldcare.tickets;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a customer has to agree before work is done that costs them something, and whether they
 * did: to exactly that work, for exactly that money, and not too long ago. Pure.
 */
final class Consent {
  private Consent() {}

  /** Whether the repair the diagnosis plans costs the customer nothing. */
  static boolean isFree(JsonObject diagnosis, Standing standing) {
    String scope = Diagnosis.scope(diagnosis);
    return standing.entitled().coversAll()
        && !Diagnosis.isPayable(diagnosis)
        && standing.quotes().stream()
            .noneMatch(each -> each.isOfRepair(scope) && each.isCurrent() && each.payable() > 0);
  }

  /** The quote the customer accepted for the repair the diagnosis plans; null without one. */
  static @Nullable Quote accepted(JsonObject diagnosis, List<Quote> quotes, Instant now) {
    String scope = Diagnosis.scope(diagnosis);
    return quotes.stream()
        .filter(each -> each.isOfRepair(scope) && each.isConsented(now))
        .findFirst()
        .orElse(null);
  }

  /** Why the repair may not be done yet; null when it may. */
  static @Nullable String refusal(JsonObject diagnosis, Standing standing, Instant now) {
    if (isFree(diagnosis, standing) || accepted(diagnosis, standing.quotes(), now) != null) {
      return null;
    }
    String scope = Diagnosis.scope(diagnosis);
    String found =
        standing.quotes().stream()
            .filter(each -> each.purpose() != Quote.Purpose.TRIP)
            .map(each -> describe(each, scope, now))
            .reduce((one, two) -> two)
            .orElse("there is no quote");
    return "the repair is payable and the customer has accepted no quote for it: " + found;
  }

  private static String describe(Quote quote, String scope, Instant now) {
    String name = quote.name() + " is " + quote.state();
    if (!quote.scope().equals(scope)) {
      return name + " but for another scope: the diagnosis has changed";
    }
    return quote.isExpired(now) ? name + " and was valid until " + quote.validUntil() : name;
  }

  /** Why nobody may travel yet; null when the trip is covered or was consented to. */
  static @Nullable String tripRefusal(Standing standing, Instant now) {
    boolean isAgreed =
        standing.entitled().coversTravel()
            || standing.quotes().stream()
                .anyMatch(each -> each.hasTravel() && each.isConsented(now));
    return isAgreed ? null : "the trip is payable and the customer has accepted no quote for it";
  }
}
