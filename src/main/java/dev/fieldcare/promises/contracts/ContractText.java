package dev.fieldcare.promises.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.contracts.Subject.Kind;
import dev.fieldcare.promises.coverage.Covered;
import dev.fieldcare.promises.standards.Catalogue;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.registry.Fields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A contract in its written form. */
final class ContractText {
  static final String CODE = "contract.invalid";
  private static final List<String> KEYS =
      List.of(
          "number",
          "customer",
          "name",
          "from",
          "to",
          "calendar",
          "notes",
          "terms",
          "lines",
          "version");
  private static final List<String> LINE_KEYS =
      List.of("id", "devices", "sites", "models", "all", "covered", "terms");

  /** What is only told; a contract that was read is taken back with it. */
  private static final List<String> TOLD =
      List.of("begins", "ends", "endedAt", "endedBecause", "state");

  private static final int MOST_LINES = 200;
  private static final int MOST_IDS = 5_000;

  private ContractText() {}

  /**
   * @param zones of the calendars there are
   * @throws Problem naming the member, what was expected and what was found
   */
  static Contract parse(JsonObject given, Function<String, ZoneId> zones) {
    JsonObject json = given.copy();
    json.fieldNames().removeAll(TOLD);
    String where = "contract " + json.getValue("number") + ":";
    Fields fields = Fields.of(json, where, CODE, KEYS);
    String calendar = fields.findId("calendar");
    ZoneId zone = zones.apply(calendar == null ? PromiseDesk.HOME : calendar);
    LocalDate from = day(fields, "from");
    LocalDate to = day(fields, "to");
    if (to.isBefore(from)) {
      throw fields.refused("to", "a day not before " + from, fields.find("to"));
    }
    return new Contract(
        fields.getId("number"),
        fields.getId("customer"),
        fields.getText("name", 256),
        from,
        to,
        calendar,
        fields.findProse("notes", 4_000),
        ownTerms(fields),
        lines(json.getValue("lines"), where),
        from.atStartOfDay(zone).toInstant(),
        endOf(to, zone),
        null,
        null,
        fields.version());
  }

  /** The first moment after the day. */
  static Instant endOf(LocalDate day, ZoneId zone) {
    return day.plusDays(1).atStartOfDay(zone).toInstant();
  }

  private static LocalDate day(Fields fields, String name) {
    String text = fields.getText(name, 32);
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 1990 && day.getYear() < 2200) {
        return day;
      }
    } catch (DateTimeException e) {
      // no day: said below
    }
    throw fields.refused(name, "a day such as 2026-01-31", fields.find(name));
  }

  /**
   * The lines of a contract; none where there is none.
   *
   * @param where as in {@code contract C-7:}
   */
  static List<Line> lines(@Nullable Object given, String where) {
    if (given == null) {
      return List.of();
    }
    if (!(given instanceof JsonArray array) || array.size() > MOST_LINES) {
      throw Problem.badInput(
          CODE, where + " lines: expected a list of at most " + MOST_LINES + " lines");
    }
    var lines = new ArrayList<Line>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      String place = where + " lines[" + i + "]";
      if (!(array.getValue(i) instanceof JsonObject each)) {
        throw Problem.badInput(CODE, place + ": expected an object, found " + array.getValue(i));
      }
      // told, as those of the contract are
      each = each.copy();
      each.remove("since");
      Line line = line(Fields.of(each, place, CODE, LINE_KEYS), each);
      if (!ids.add(line.id())) {
        throw Problem.badInput(CODE, place + ".id: expected each id once, found " + line.id());
      }
      lines.add(line);
    }
    return lines;
  }

  private static Line line(Fields fields, JsonObject json) {
    Object covered = json.getValue("covered");
    if (covered != null && !(covered instanceof JsonObject)) {
      throw fields.refused("covered", "an object", fields.find("covered"));
    }
    return new Line(
        fields.getId("id"),
        subject(fields),
        covered instanceof JsonObject object ? Covered.parse(object) : Covered.NOTHING,
        terms(fields),
        null);
  }

  private static Subject subject(Fields fields) {
    @Nullable Subject found = null;
    for (Kind kind : Kind.values()) {
      JsonNode value = fields.find(kind.code());
      if (value == null) {
        continue;
      }
      if (found != null) {
        throw fields.refused(kind.code(), "only one of devices, sites, models or all", value);
      }
      found = kind == Kind.ALL ? all(fields) : new Subject(kind, ids(fields, kind.code(), value));
    }
    if (found == null) {
      throw fields.refused("", "one of devices, sites, models or all", null);
    }
    return found;
  }

  private static Subject all(Fields fields) {
    if (!Boolean.TRUE.equals(fields.findFlag("all"))) {
      throw fields.refused("all", "true, or else devices, sites or models", fields.find("all"));
    }
    return Subject.ALL;
  }

  private static Set<String> ids(Fields fields, String name, JsonNode list) {
    var ids = new HashSet<String>();
    list.forEach(each -> ids.add(each.isTextual() ? each.textValue() : ""));
    if (!list.isArray() || ids.isEmpty() || ids.contains("") || ids.size() > MOST_IDS) {
      throw fields.refused(name, "a list of 1 to " + MOST_IDS + " ids", list);
    }
    return ids;
  }

  /** Of the contract itself, whose calendar has a place of its own. */
  private static Map<String, Object> ownTerms(Fields fields) {
    Map<String, Object> terms = terms(fields);
    if (terms.containsKey(Catalogue.CALENDAR)) {
      throw fields.refused(
          "terms", "calendar beside the terms, not among them", fields.find("terms"));
    }
    return terms;
  }

  private static Map<String, Object> terms(Fields fields) {
    JsonNode given = fields.find("terms");
    if (given == null) {
      return Map.of();
    }
    if (!given.isObject()) {
      throw fields.refused("terms", "an object of parameters of the standard", given);
    }
    Map<String, Object> terms = entries(new JsonObject(given.toString()));
    terms.forEach((key, value) -> Standards.check(key, value, fields.at("terms." + key)));
    return terms;
  }

  /** Without those that are null; objects within are JSON objects, so that they compare. */
  static Map<String, Object> entries(JsonObject json) {
    var all = new LinkedHashMap<String, Object>();
    json.forEach(
        each -> {
          if (each.getValue() != null) {
            all.put(each.getKey(), each.getValue());
          }
        });
    return all;
  }
}
