package dev.fieldcare.tickets.papers;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.w3c.dom.Element;

/** What a quote says, line by line, from its stored text. */
final class QuoteSheet {
  private QuoteSheet() {}

  static void write(Sheet sheet, Words words, JsonObject quote) {
    String currency = quote.getString("currency", "");
    lines(sheet, words, quote.getJsonArray("lines", new JsonArray()), currency);
    Element total = sheet.add(sheet.body(), "table");
    total.setAttribute("class", "total");
    Element row = sheet.add(total, "tr");
    sheet.add(row, "th", "", words.of("total"));
    sheet.add(row, "td", "", words.money(quote.getLong("payable", 0L), currency));
    if (quote.getValue("diagnosis") instanceof JsonObject diagnosis) {
      sheet.heading(words.of("diagnosis"));
      new Stored(sheet, words).facts(sheet.body(), diagnosis);
    }
    sheet.heading(words.of("terms"));
    Element terms = sheet.add(sheet.body(), "ul");
    sheet.add(
        terms,
        "li",
        "",
        words.of("terms.valid").formatted(words.moment(quote.getString("validUntil"))));
    if (hasTravel(quote)) {
      sheet.add(terms, "li", "", words.of("terms.travel"));
    }
    sheet.add(terms, "li", "", words.of("terms.consent"));
    sheet.add(
        terms, "li", "", words.of("terms.prices").formatted(quote.getString("priceList", "–")));
  }

  private static void lines(Sheet sheet, Words words, JsonArray lines, String currency) {
    Element body =
        sheet.table(
            sheet.body(),
            "lines",
            List.of(
                "#",
                words.of("line.what"),
                words.of("line.quantity"),
                words.of("line.price"),
                words.of("line.amount"),
                words.of("line.covered"),
                words.of("line.payable")));
    alignNumbers(body);
    for (int i = 0; i < lines.size(); i++) {
      JsonObject line = lines.getJsonObject(i);
      boolean isTravel = "TRAVEL".equals(line.getString("kind"));
      Element row = sheet.add(body, "tr");
      sheet.add(row, "td", "number", Integer.toString(i + 1));
      Element what = sheet.add(row, "td");
      sheet.add(what, "div", "", line.getString("description", ""));
      sheet.add(what, "div", "small", kind(words, line));
      sheet.add(row, "td", "number", line.getString("quantity", ""));
      sheet.add(row, "td", "number", words.money(line.getLong("unitPrice", 0L), currency));
      Element amount = sheet.add(row, "td");
      amount.setAttribute("class", "number");
      sheet.add(amount, "div", "", words.money(line.getLong("amount", 0L), currency));
      if (isTravel) {
        String cap = words.money(line.getLong("cap", 0L), currency);
        sheet.add(amount, "div", "small", words.of("line.cap").formatted(cap));
      }
      sheet.add(row, "td", "number", line.getInteger("covered", 0) + " %");
      sheet.add(row, "td", "number", words.money(line.getLong("payable", 0L), currency));
    }
  }

  /** All heads but that of the description stand over numbers. */
  private static void alignNumbers(Element body) {
    var heads = ((Element) body.getParentNode()).getElementsByTagName("th");
    for (int i = 0; i < heads.getLength(); i++) {
      if (i != 1) {
        ((Element) heads.item(i)).setAttribute("class", "number");
      }
    }
  }

  private static String kind(Words words, JsonObject line) {
    String kind = words.code("kind", line.getString("kind", ""));
    String item = line.getString("item");
    return item == null ? kind : kind + " · " + item;
  }

  private static boolean hasTravel(JsonObject quote) {
    return quote.getJsonArray("lines", new JsonArray()).stream()
        .anyMatch(each -> each instanceof JsonObject it && "TRAVEL".equals(it.getString("kind")));
  }
}
