package dev.fieldcare.tickets;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What parts cost, and from when to when. Pure: the same part on the same day costs the same.
 *
 * @param version names the list on the quotes made by it
 * @param zone in which its days begin
 */
public record PriceList(String version, String currency, List<Price> parts, ZoneId zone) {

  /**
   * What a part costs.
   *
   * @param until the first day on which it no longer does; null while no end is set
   */
  public record Price(
      String part, String name, long unitPrice, LocalDate from, @Nullable LocalDate until) {
    JsonObject json() {
      return new JsonObject()
          .put("part", part)
          .put("name", name)
          .put("price", unitPrice)
          .put("from", from.toString())
          .put("until", until == null ? null : until.toString());
    }

    boolean holdsOn(LocalDate day) {
      return !day.isBefore(from) && (until == null || day.isBefore(until));
    }
  }

  public PriceList {
    parts = List.copyOf(parts);
    if (parts.stream().anyMatch(each -> each.unitPrice() < 0)) {
      throw bad("prices of at least 0", "a negative one");
    }
  }

  /** The day by which prices are looked up at that moment. */
  public LocalDate dayOf(Instant moment) {
    return moment.atZone(zone).toLocalDate();
  }

  /** The part's price on that day; refuses with {@code quote.price} where there is none. */
  public Price price(String part, LocalDate day) {
    return parts.stream()
        .filter(each -> each.part().equals(part) && each.holdsOn(day))
        .reduce((one, later) -> later)
        .orElseThrow(
            () -> {
              var known = new TreeSet<String>();
              parts.forEach(each -> known.add(each.part()));
              return Problem.badInput(
                  "quote.price",
                  "price list %s has no price for part %s on %s%s"
                      .formatted(version, part, day, Nearest.hint(part, known)));
            });
  }

  /** What holds on that day, and on which days that changes, as outside interfaces show it. */
  public JsonObject json(LocalDate day) {
    var changes = new TreeSet<LocalDate>();
    parts.forEach(
        each -> {
          changes.add(each.from());
          if (each.until() != null) {
            changes.add(each.until());
          }
        });
    return new JsonObject()
        .put("version", version)
        .put("currency", currency)
        .put("on", day.toString())
        .put(
            "parts",
            new JsonArray(
                parts.stream()
                    .filter(each -> each.holdsOn(day) && each.equals(price(each.part(), day)))
                    .map(Price::json)
                    .toList()))
        .put("changesOn", new JsonArray(changes.stream().map(LocalDate::toString).toList()));
  }

  /** Reads the price list out of its file, read as JSON. */
  public static PriceList parse(JsonObject json) {
    try {
      var parts = new ArrayList<Price>();
      JsonArray listed = json.getJsonArray("parts", new JsonArray());
      for (int i = 0; i < listed.size(); i++) {
        JsonObject each = listed.getJsonObject(i);
        String until = each.getString("until");
        parts.add(
            new Price(
                required(each, "part"),
                required(each, "name"),
                whole(each, "price"),
                LocalDate.parse(required(each, "from")),
                until == null ? null : LocalDate.parse(until)));
      }
      return new PriceList(
          required(json, "version"),
          required(json, "currency"),
          parts,
          ZoneId.of(json.getString("zone", "UTC")));
    } catch (ClassCastException | NumberFormatException | DateTimeException e) {
      throw bad(
          "numbers, texts, a zone and days such as 2026-01-01", String.valueOf(e.getMessage()));
    }
  }

  private static String required(JsonObject json, String key) {
    Object value = json.getValue(key);
    if (value == null) {
      throw bad(key, "none in " + json.fieldNames());
    }
    return value.toString();
  }

  private static long whole(JsonObject json, String key) {
    if (json.getValue(key) instanceof Number number && number.doubleValue() % 1 == 0) {
      return number.longValue();
    }
    throw bad("a whole number as " + key, String.valueOf(json.getValue(key)));
  }

  private static Problem bad(String expected, String found) {
    return Problem.badInput("price-list", "price list: expected " + expected + ", found " + found);
  }
}
