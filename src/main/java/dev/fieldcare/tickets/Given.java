package dev.fieldcare.tickets;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what was handed in with a request. */
final class Given {
  private Given() {}

  /** A text that is not blank; null when there is none. */
  static @Nullable String text(JsonObject body, String key) {
    return body.getValue(key) instanceof String text && !text.isBlank() ? text : null;
  }

  /** The objects of an array; null when it is absent or holds anything else. */
  static @Nullable List<JsonObject> objects(JsonObject body, String key) {
    if (!(body.getValue(key) instanceof JsonArray array)) {
      return null;
    }
    var objects = new ArrayList<JsonObject>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.getValue(i) instanceof JsonObject object)) {
        return null;
      }
      objects.add(object);
    }
    return objects;
  }

  static JsonObject pick(JsonObject body, String... keys) {
    var picked = new JsonObject();
    for (String key : keys) {
      if (body.containsKey(key)) {
        picked.put(key, body.getValue(key));
      }
    }
    return picked;
  }

  static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Why it is no time that has come; null when it is one. */
  static @Nullable String timeRefusal(JsonObject body, String key, Instant now) {
    String text = text(body, key);
    if (text == null) {
      return key + " is missing";
    }
    Instant time = time(text);
    if (time == null) {
      return key + " must be a time such as 2026-11-22T08:15:00Z, found \"" + text + "\"";
    }
    return time.isAfter(now.plusSeconds(300)) ? key + " is in the future: " + text : null;
  }
}
