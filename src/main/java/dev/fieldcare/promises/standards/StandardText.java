package dev.fieldcare.promises.standards;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.coverage.StatutoryRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the service standard: every parameter there must be, each of its kind, and none else. */
final class StandardText {
  private static final String CODE = "standard.invalid";
  private static final List<String> MEMBERS =
      List.of("value", "starts", "stops", "pausable", "clause");
  private static final List<String> STATUTORY =
      List.of("presumption", "presumptionMonths", "threeGuarantees", "periodMonths", "repairDays");
  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private StandardText() {}

  static VendorStandard parse(String yaml, String where) {
    JsonObject file = read(yaml, where);
    known(file, List.of("version", "parameters", "statutory"), where);
    String version = String.valueOf(required(file, "version", where));
    JsonObject given = object(file, "parameters", where);
    known(given, Catalogue.KEYS, where + ": parameters");
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    Map<String, JsonObject> rules = new LinkedHashMap<>();
    for (String key : Catalogue.KEYS) {
      String place = where + ": " + key;
      JsonObject entry = object(given, key, where);
      known(entry, MEMBERS, place);
      Object value = value(key, required(entry, "value", place), place);
      String clause = String.valueOf(required(entry, "clause", place));
      parameters.put(key, new Parameter(key, value, Level.VENDOR, null, clause, version));
      entry.remove("value");
      rules.put(key, entry);
    }
    return new VendorStandard(
        version, parameters, rules, statutory(object(file, "statutory", where), where));
  }

  private static JsonObject read(String yaml, String where) {
    try {
      return new JsonObject(
          YAML.readValue(yaml, new TypeReference<LinkedHashMap<String, Object>>() {}));
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      String line = place == null ? "" : ": line " + place.getLineNr();
      throw Problem.badInput(CODE, where + line + ": expected YAML, found another text");
    }
  }

  /** A value of the kind that the key wants. */
  static Object value(String key, Object found, String where) {
    Catalogue.Kind kind = Catalogue.kind(key);
    Object value = found instanceof Map<?, ?> map ? object(map) : found;
    if (value instanceof List<?> list) {
      value = new JsonArray(List.copyOf(list));
    }
    boolean fits =
        switch (kind) {
          case TERM -> value instanceof JsonObject;
          case TEXT -> value instanceof String text && !text.isBlank();
          case COUNT -> value instanceof Integer count && count > 0;
          case FLAG -> value instanceof Boolean;
          case LIST -> value instanceof JsonArray;
        };
    if (!fits) {
      throw Problem.badInput(
          CODE, where + ": value: expected " + kind.expected() + ", found " + found);
    }
    List<String> codes = Catalogue.codes(key);
    if (!codes.isEmpty() && !codes.contains(String.valueOf(value))) {
      throw Problem.badInput(
          CODE,
          where + ": value: expected one of " + String.join(", ", codes) + ", found " + found);
    }
    return value instanceof JsonObject json ? Term.parse(json, where) : value;
  }

  private static StatutoryRules statutory(JsonObject json, String where) {
    String place = where + ": statutory";
    known(json, STATUTORY, place);
    return new StatutoryRules(
        flag(json, "presumption", place),
        count(json, "presumptionMonths", place),
        flag(json, "threeGuarantees", place),
        Term.of(Measure.CALENDAR_MONTHS, count(json, "periodMonths", place)),
        Term.of(Measure.CALENDAR_DAYS, count(json, "repairDays", place)));
  }

  private static boolean flag(JsonObject json, String name, String where) {
    if (json.getValue(name) instanceof Boolean flag) {
      return flag;
    }
    throw bad(where, name, "true or false", json.getValue(name));
  }

  private static int count(JsonObject json, String name, String where) {
    if (json.getValue(name) instanceof Integer count && count > 0) {
      return count;
    }
    throw bad(where, name, "a whole number above 0", json.getValue(name));
  }

  private static void known(JsonObject json, List<String> names, String where) {
    for (String name : json.fieldNames()) {
      if (!names.contains(name)) {
        throw Problem.badInput(CODE, where + ": unknown key " + name + Nearest.hint(name, names));
      }
    }
  }

  private static Object required(JsonObject json, String name, String where) {
    Object value = json.getValue(name);
    if (value == null) {
      throw bad(where, name, "a value", null);
    }
    return value;
  }

  private static JsonObject object(JsonObject json, String name, String where) {
    Object value = json.getValue(name);
    if (value instanceof JsonObject object) {
      return object;
    }
    throw bad(where, name, "a mapping", value);
  }

  private static JsonObject object(Map<?, ?> map) {
    var copy = new LinkedHashMap<String, Object>();
    map.forEach((name, each) -> copy.put(String.valueOf(name), each));
    return new JsonObject(copy);
  }

  private static Problem bad(String where, String name, String expected, @Nullable Object found) {
    return Problem.badInput(
        CODE,
        where
            + ": "
            + name
            + ": expected "
            + expected
            + ", found "
            + (found == null ? "none" : found));
  }
}
