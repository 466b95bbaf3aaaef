package dev.fieldcare.promises;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A calendar as JSON: hours of the week, and under {@code notices} what each year's official notice
 * said, with its source.
 */
final class CalendarText {
  private static final Set<String> KEYS =
      Set.of(
          "id",
          "zone",
          "hours",
          "makeUpHours",
          "closeOfBusiness",
          "knownThrough",
          "notices",
          "version");
  private static final Set<String> NOTICE_KEYS = Set.of("source", "off", "work");
  private static final List<String> WEEKDAYS =
      Arrays.stream(DayOfWeek.values()).map(day -> day.name().toLowerCase(Locale.ROOT)).toList();

  private CalendarText() {}

  /**
   * @param where the file or request, for a refusal to name
   * @throws Problem {@code calendar.invalid}
   */
  static WorkCalendar parse(JsonObject json, int version, String where) {
    known(json, KEYS, where);
    var special = new TreeMap<LocalDate, SpecialDay>();
    var sources = new ArrayList<String>();
    JsonObject notices = object(json, "notices", where);
    for (String year : notices.fieldNames().stream().sorted().toList()) {
      String place = where + ": notices." + year;
      notice(object(notices, year, where), place, special);
      sources.add(text(object(notices, year, where), "source", place));
    }
    return new WorkCalendar(
        text(json, "id", where),
        version,
        zone(text(json, "zone", where), where),
        hours(object(json, "hours", where), where),
        openings(json.getValue("makeUpHours"), where + ": makeUpHours"),
        Opening.minute(text(json, "closeOfBusiness", where), where + ": closeOfBusiness"),
        special,
        date(text(json, "knownThrough", where), where + ": knownThrough"),
        sources);
  }

  /** The same calendar with the notice of a year added or replaced. */
  static JsonObject with(JsonObject calendar, int year, JsonObject notice) {
    JsonObject changed = calendar.copy();
    changed.getJsonObject("notices").put(Integer.toString(year), notice);
    String through = year + "-12-31";
    if (through.compareTo(changed.getString("knownThrough")) > 0) {
      changed.put("knownThrough", through);
    }
    return changed;
  }

  private static void notice(JsonObject notice, String where, Map<LocalDate, SpecialDay> special) {
    known(notice, NOTICE_KEYS, where);
    for (String key : List.of("off", "work")) {
      JsonObject days = notice.containsKey(key) ? object(notice, key, where) : new JsonObject();
      for (String day : days.fieldNames()) {
        LocalDate date = date(day, where + "." + key);
        var found = new SpecialDay(key.equals("work"), text(days, day, where + "." + key));
        SpecialDay other = special.putIfAbsent(date, found);
        if (other != null && other.isWorked() != found.isWorked()) {
          throw invalid(where, day + " either off or worked", "both");
        }
      }
    }
  }

  private static Map<DayOfWeek, List<Opening>> hours(JsonObject json, String where) {
    known(json, Set.copyOf(WEEKDAYS), where + ": hours");
    var found = new EnumMap<DayOfWeek, List<Opening>>(DayOfWeek.class);
    for (DayOfWeek day : DayOfWeek.values()) {
      String name = day.name().toLowerCase(Locale.ROOT);
      if (json.containsKey(name)) {
        found.put(day, openings(json.getValue(name), where + ": hours." + name));
      }
    }
    return found;
  }

  private static List<Opening> openings(Object value, String where) {
    if (!(value instanceof JsonArray array)) {
      throw invalid(where, "a list of hours such as [\"09:00-18:00\"]", value);
    }
    return array.stream().map(each -> Opening.parse(String.valueOf(each), where)).toList();
  }

  private static ZoneId zone(String text, String where) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw invalid(where + ": zone", "a zone such as Asia/Shanghai", text);
    }
  }

  static LocalDate date(String text, String where) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw invalid(where, "a date such as 2026-10-01", text);
    }
  }

  static JsonObject object(JsonObject json, String name, String where) {
    if (json.getValue(name) instanceof JsonObject found) {
      return found;
    }
    throw invalid(where + ": " + name, "an object", json.getValue(name));
  }

  static String text(JsonObject json, String name, String where) {
    if (json.getValue(name) instanceof String found && !found.isBlank()) {
      return found;
    }
    throw invalid(where + ": " + name, "a text", json.getValue(name));
  }

  private static void known(JsonObject json, Set<String> keys, String where) {
    for (String name : json.fieldNames()) {
      if (!keys.contains(name)) {
        throw invalid(
            where,
            "only " + String.join(", ", keys.stream().sorted().toList()),
            name + Nearest.hint(name, keys));
      }
    }
  }

  private static Problem invalid(
      String where, String expected, @org.jspecify.annotations.Nullable Object found) {
    return Problem.badInput(
        "calendar.invalid", where + ": expected " + expected + ", found " + found);
  }

  /** What is announced, by date, for people to read. */
  static JsonObject days(Map<LocalDate, SpecialDay> special, boolean isWorked) {
    var found = new LinkedHashMap<String, Object>();
    special.forEach(
        (date, day) -> {
          if (day.isWorked() == isWorked) {
            found.put(date.toString(), day.name());
          }
        });
    return new JsonObject(found);
  }
}
