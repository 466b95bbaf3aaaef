package dev.fieldcare.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Durations;
import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of one JSON or YAML object, read strictly; a refusal names the place. */
final class Fields {
  private final JsonNode object;
  private final String where;
  private final String code;

  /**
   * @param where the file or model, then the path to this object within
   * @param known the only names allowed; empty for any
   */
  Fields(@Nullable JsonNode object, String where, String code, List<String> known) {
    this.where = where;
    this.code = code;
    if (object == null || !object.isObject()) {
      throw refused("", "an object", object);
    }
    this.object = object;
    for (String name : names()) {
      if (!isPlain(name)) {
        throw refused("", "names of printable characters", object);
      }
    }
    if (!known.isEmpty()) {
      for (String name : names()) {
        if (!known.contains(name)) {
          throw Problem.badInput(
              code,
              at(name)
                  + ": unknown key"
                  + Nearest.hint(name, known)
                  + "; expected one of "
                  + String.join(", ", known));
        }
      }
    }
  }

  /** Free of control characters and of halves of surrogate pairs, which no UTF-8 can hold. */
  static boolean isPlain(String text) {
    return text.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  List<String> names() {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** What {@code name: } holds; null when absent or null. */
  @Nullable JsonNode find(String name) {
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  Fields inner(String name, List<String> known) {
    return new Fields(find(name), at(name), code, known);
  }

  @Nullable String findText(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isBlank() || !isPlain(value.textValue())) {
      throw refused(name, "a text of printable characters", value);
    }
    return value.textValue();
  }

  @Nullable Double findNumber(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw refused(name, "a number", value);
    }
    return value.doubleValue();
  }

  @Nullable Boolean findFlag(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      throw refused(name, "true or false", value);
    }
    return value.booleanValue();
  }

  @Nullable Duration findDuration(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    return Durations.parse(value.asText()).orElseThrow(() -> refused(name, Durations.FORM, value));
  }

  Problem refused(String name, String expected, @Nullable JsonNode found) {
    String text = found == null || found.isNull() ? "nothing" : found.toString();
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return Problem.badInput(code, at(name) + ": expected " + expected + ", found " + shown);
  }

  String at(String name) {
    if (name.isEmpty()) {
      return where;
    }
    return where.endsWith(":") ? where + " " + name : where + "." + name;
  }
}
