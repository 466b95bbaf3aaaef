package dev.fieldcare.rollout.waves;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * Why a rollout stands as it does.
 *
 * @param text in English, with the numbers in it
 * @param key for translation; empty: these are somebody's own words
 */
record Why(String text, String key, JsonObject args) {
  static Why of(String text, String key, Map<String, Object> args) {
    return new Why(text, key, new JsonObject(args));
  }

  static Why words(String text) {
    return new Why(text, "", new JsonObject());
  }

  /** What is kept beside the text. */
  JsonObject json() {
    return new JsonObject().put("key", key).put("args", args);
  }
}
