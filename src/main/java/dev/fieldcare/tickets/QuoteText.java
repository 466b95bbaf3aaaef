package dev.fieldcare.tickets;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a quote is wanted for, prices it, and writes its document. Pure. */
final class QuoteText {
  private static final BigDecimal MOST = BigDecimal.valueOf(10_000);
  private static final long MOST_MONEY = 1_000_000_000_00L;

  private QuoteText() {}

  /** Lines priced by the list, each covered as far as the ticket's entitlement goes. */
  static List<QuoteLine> lines(
      JsonArray wanted, PriceList prices, Labour labour, Entitled entitled, Instant now) {
    if (wanted.isEmpty() || wanted.size() > 200) {
      throw bad("lines", "1 to 200 lines", wanted.size());
    }
    var lines = new ArrayList<QuoteLine>();
    for (int i = 0; i < wanted.size(); i++) {
      if (!(wanted.getValue(i) instanceof JsonObject line)) {
        throw bad("lines[" + i + "]", "an object", wanted.getValue(i));
      }
      lines.add(line("lines[" + i + "]", line, prices, labour, entitled, now));
    }
    return lines;
  }

  private static QuoteLine line(
      String where,
      JsonObject line,
      PriceList prices,
      Labour labour,
      Entitled entitled,
      Instant now) {
    LocalDate day = prices.dayOf(now);
    String kind = Given.text(line, "kind");
    return switch (kind == null ? "" : kind) {
      case "PART" -> {
        String part = required(where, line, "item");
        PriceList.Price price = prices.price(part, day);
        yield QuoteLine.of(
            QuoteLine.Kind.PART,
            part,
            price.name(),
            quantity(where, line, "quantity", true),
            price.unitPrice(),
            entitled.parts());
      }
      case "LABOUR" -> {
        String grade = required(where, line, "item");
        String what = Given.text(line, "description");
        yield QuoteLine.of(
            QuoteLine.Kind.LABOUR,
            grade,
            what == null ? "labour of grade " + grade : what,
            quantity(where, line, "quantity", false),
            labour.hour(grade),
            entitled.labour());
      }
      case "TRAVEL" -> {
        long estimate = money(where, line, "estimate");
        long cap = money(where, line, "cap");
        if (cap < estimate) {
          throw bad(where + ".cap", "no less than the estimate of " + estimate, cap);
        }
        String what = Given.text(line, "description");
        yield QuoteLine.travel(what == null ? "travel" : what, estimate, cap, entitled.travel());
      }
      default -> throw bad(where + ".kind", "PART, LABOUR or TRAVEL", String.valueOf(kind));
    };
  }

  private static String required(String where, JsonObject line, String key) {
    String text = Given.text(line, key);
    if (text == null) {
      throw bad(where + "." + key, "a text", "none");
    }
    return text;
  }

  private static BigDecimal quantity(String where, JsonObject line, String key, boolean isWhole) {
    if (line.getValue(key) instanceof Number number) {
      var found = new BigDecimal(number.toString());
      int digits = Math.max(0, found.stripTrailingZeros().scale());
      if (found.signum() > 0 && found.compareTo(MOST) <= 0 && digits <= (isWhole ? 0 : 2)) {
        return found;
      }
    }
    throw bad(
        where + "." + key,
        (isWhole ? "a whole number" : "hours of at most two decimals") + ", above 0 up to " + MOST,
        String.valueOf(line.getValue(key)));
  }

  private static long money(String where, JsonObject line, String key) {
    if (line.getValue(key) instanceof Number number
        && number.doubleValue() % 1 == 0
        && number.longValue() >= 0
        && number.longValue() <= MOST_MONEY) {
      return number.longValue();
    }
    throw bad(
        where + "." + key,
        "a whole number of the currency's smallest unit",
        String.valueOf(line.getValue(key)));
  }

  /** What the customer is shown and signs. */
  static String document(
      Ticket ticket,
      int version,
      Quote.Purpose purpose,
      @Nullable JsonObject diagnosis,
      List<QuoteLine> lines,
      PriceList prices,
      Instant now,
      Instant validUntil) {
    return Json.canonical(
        new JsonObject()
            .put("document", "quote")
            .put("ticket", ticket.number())
            .put("version", version)
            .put("purpose", purpose.name())
            .put("customer", ticket.customer())
            .put("device", ticket.device())
            .put("symptom", ticket.symptom())
            .put("diagnosis", diagnosis)
            .put("lines", new JsonArray(lines.stream().map(QuoteLine::json).toList()))
            .put("currency", prices.currency())
            .put("payable", lines.stream().mapToLong(QuoteLine::payable).sum())
            .put("priceList", prices.version())
            .put("createdAt", now.toString())
            .put("validUntil", validUntil.toString()));
  }

  static Problem bad(String member, String expected, Object found) {
    return Problem.badInput(
        "quote." + member.replaceAll("\\[\\d+]", ""),
        "%s: expected %s, found %s".formatted(member, expected, found));
  }
}
