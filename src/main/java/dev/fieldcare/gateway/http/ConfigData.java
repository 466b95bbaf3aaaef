package dev.fieldcare.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a device says of itself: attributes, and among them often the firmware it runs. */
record ConfigData(String mode, Map<String, @Nullable String> data) {
  private static final Set<String> MODES = Set.of("merge", "replace", "remove");
  private static final int LONGEST = 128;
  private static final int MOST = 100;

  /** Names under which devices give the version of what they run, the plainest first. */
  private static final List<String> VERSIONS =
      List.of(
          "firmware.version",
          "firmwareVersion",
          "fw_version",
          "fwVersion",
          "sw_version",
          "swVersion",
          "version",
          "firmware");

  private static final List<String> HASHES =
      List.of("firmware.sha256", "firmwareSha256", "fw_sha256", "sha256");

  /**
   * @throws Refusal saying what was expected
   */
  static ConfigData read(JsonNode body) {
    JsonNode mode = body.get("mode");
    String how = mode == null || mode.isNull() ? "merge" : Feedback.word(body, "mode", MODES);
    JsonNode data = body.get("data");
    if (data == null || !data.isObject() || data.isEmpty()) {
      throw Refusal.unreadable("data: expected an object with at least one attribute");
    }
    var read = new LinkedHashMap<String, @Nullable String>();
    data.properties()
        .forEach(
            each -> {
              check("key", each.getKey());
              JsonNode value = each.getValue();
              if (!value.isValueNode()) {
                throw Refusal.unreadable(each.getKey() + ": expected a text");
              }
              String text = value.isNull() ? null : value.asText();
              if (text != null) {
                check(each.getKey(), text);
              }
              read.put(each.getKey(), text);
            });
    return new ConfigData(how, read);
  }

  private static void check(String what, String text) {
    boolean plain =
        text.chars().allMatch(each -> each >= 32 && each < 127 || each >= 9 && each <= 13);
    if (text.length() > LONGEST || !plain) {
      throw new Refusal(
          400,
          "repo.invalidTargetAttributes",
          what + ": expected at most " + LONGEST + " letters, digits, punctuation or spaces");
    }
  }

  /** The attributes after this, of those before. */
  JsonObject applyTo(JsonObject before) {
    JsonObject after = mode.equals("replace") ? new JsonObject() : before.copy();
    data.forEach(
        (key, value) -> {
          if (value == null || mode.equals("remove")) {
            after.remove(key);
          } else {
            after.put(key, value);
          }
        });
    if (after.size() > MOST && after.size() > before.size()) {
      throw new Refusal(
          429,
          "quota.tooManyEntries",
          "expected at most " + MOST + " attributes, found " + after.size());
    }
    return after;
  }

  /** The version of the firmware, if it is named. */
  Optional<String> version() {
    return mode.equals("remove") ? Optional.empty() : first(VERSIONS);
  }

  @Nullable String sha256() {
    return first(HASHES).orElse(null);
  }

  private Optional<String> first(List<String> names) {
    return names.stream()
        .map(data::get)
        .filter(value -> value != null && !value.isBlank())
        .map(String::strip)
        .findFirst();
  }

  static JsonNode parse(Media media, byte[] body) {
    try {
      JsonNode read = media.read(body);
      if (read == null || !read.isObject()) {
        throw Refusal.unreadable("expected an object");
      }
      return read;
    } catch (java.io.IOException | IllegalArgumentException e) {
      throw Refusal.unreadable("the body cannot be read");
    }
  }
}
