package dev.fieldcare.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Durations;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of one JSON or YAML object, read strictly; a refusal names the place. */
public final class Fields {
  private final JsonNode object;
  private final String where;
  private final String code;

  /**
   * @param where the file or model, then the path to this object within
   * @param known the only names allowed; empty for any
   */
  public Fields(@Nullable JsonNode object, String where, String code, List<String> known) {
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

  /** Of what was sent over REST or made of a line of CSV. */
  public static Fields of(JsonObject json, String where, String code, List<String> known) {
    try {
      return new Fields(Json.mapper().readTree(json.encode()), where, code, known);
    } catch (JsonProcessingException e) {
      throw Problem.badInput(code, where + " expected JSON, found: " + e.getOriginalMessage());
    }
  }

  /** Free of control characters and of halves of surrogate pairs, which no UTF-8 can hold. */
  static boolean isPlain(String text) {
    return text.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  public List<String> names() {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** What {@code name: } holds; null when absent or null. */
  public @Nullable JsonNode find(String name) {
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  public Fields inner(String name, List<String> known) {
    return new Fields(find(name), at(name), code, known);
  }

  public @Nullable String findText(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isBlank() || !isPlain(value.textValue())) {
      throw refused(name, "a text of printable characters", value);
    }
    return value.textValue();
  }

  /** At most so many characters. */
  public @Nullable String findText(String name, int longest) {
    String text = findText(name);
    if (text != null && text.length() > longest) {
      throw refused(name, "at most " + longest + " characters", find(name));
    }
    return text;
  }

  public String getText(String name, int longest) {
    String text = findText(name, longest);
    if (text == null) {
      throw refused(name, "a text", null);
    }
    return text;
  }

  /** A text that may have several lines, at most so many characters. */
  public @Nullable String findProse(String name, int longest) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    String text = value.isTextual() ? value.textValue().strip() : "";
    boolean isPlain = isPlain(text.replaceAll("[\\r\\n\\t]", ""));
    if (text.isEmpty() || !isPlain || text.length() > longest) {
      throw refused(name, "a text of at most " + longest + " characters", value);
    }
    return text;
  }

  /** A text of the form that ids have. */
  public @Nullable String findId(String name) {
    String text = findText(name);
    if (text != null && !Registration.ID.matcher(text).matches()) {
      throw refused(name, "the form " + Registration.ID.pattern(), find(name));
    }
    return text;
  }

  public String getId(String name) {
    String id = findId(name);
    if (id == null) {
      throw refused(name, "the form " + Registration.ID.pattern(), null);
    }
    return id;
  }

  /** The version that something must still have when it is changed; 0, whichever it has. */
  public int version() {
    JsonNode value = find("version");
    if (value == null) {
      return 0;
    }
    if (!value.isInt() || value.intValue() < 1) {
      throw refused("version", "a whole number above 0", value);
    }
    return value.intValue();
  }

  public @Nullable Double findNumber(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw refused(name, "a number", value);
    }
    return value.doubleValue();
  }

  public @Nullable Boolean findFlag(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      throw refused(name, "true or false", value);
    }
    return value.booleanValue();
  }

  public @Nullable Duration findDuration(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    return Durations.parse(value.asText()).orElseThrow(() -> refused(name, Durations.FORM, value));
  }

  public Problem refused(String name, String expected, @Nullable JsonNode found) {
    String text = found == null || found.isNull() ? "nothing" : found.toString();
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return refused(name, expected + ", found " + shown);
  }

  /**
   * A refusal that tells nothing of what was found, or in other words.
   *
   * @param expected as in {@code a number, found another}
   */
  public Problem refused(String name, String expected) {
    String place = at(name);
    String message = place + ": expected " + expected;
    int start = place.indexOf(": ");
    return start < 0
        ? Problem.badInput(code, message)
        : Problem.badField(code, place.substring(start + 2), message);
  }

  public String at(String name) {
    if (name.isEmpty()) {
      return where;
    }
    return where.endsWith(":") ? where + " " + name : where + "." + name;
  }
}
