package dev.fieldcare.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object somebody sent, read strictly: known members only, each of the right type. */
final class Body {
  private final JsonObject json;

  private Body(JsonObject json) {
    this.json = json;
  }

  static Body parse(Buffer bytes, Collection<String> known) {
    JsonObject json = parse(bytes);
    for (String name : json.fieldNames()) {
      if (!known.contains(name)) {
        throw Problem.badInput(
            "body.unknown",
            "unknown member \""
                + name
                + "\""
                + Nearest.hint(name, known)
                + ": expected only "
                + String.join(", ", known));
      }
    }
    return new Body(json);
  }

  /** Any JSON object; says at which line and column it stops being one. */
  static JsonObject parse(Buffer bytes) {
    if (bytes.length() == 0) {
      throw Problem.badInput("body.missing", "body: expected a JSON object, found nothing");
    }
    try {
      Map<String, Object> map =
          Json.mapper()
              .readValue(bytes.getBytes(), new TypeReference<LinkedHashMap<String, Object>>() {});
      if (map == null) {
        throw Problem.badInput("body.type", "body: expected a JSON object, found null");
      }
      return new JsonObject(map);
    } catch (MismatchedInputException e) {
      throw Problem.badInput("body.type", "body: expected one JSON object, found something else");
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      String where =
          place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
      throw Problem.badInput(
          "body.malformed", "body: malformed JSON" + where + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Problem.badInput("body.malformed", "body: malformed JSON: " + e.getMessage());
    }
  }

  JsonObject json() {
    return json;
  }

  @Nullable String text(String name) {
    Object value = json.getValue(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw bad(name, "a string", value);
  }

  String required(String name) {
    String value = text(name);
    if (value == null || value.isBlank()) {
      throw Problem.badField("body." + name, name, name + ": expected a string, found none");
    }
    return value;
  }

  static Problem bad(String name, String expected, Object found) {
    String shown = String.valueOf(found);
    return Problem.badField(
        "body." + name,
        name,
        name
            + ": expected "
            + expected
            + ", found "
            + (shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
  }
}
