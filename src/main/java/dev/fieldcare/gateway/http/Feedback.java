package dev.fieldcare.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a device says of an action.
 *
 * @param execution {@code closed}, {@code proceeding} …
 * @param finished {@code success}, {@code failure} or {@code none}
 * @param share how far it is, null when it does not say
 */
record Feedback(
    String execution,
    String finished,
    @Nullable Double share,
    @Nullable Integer code,
    List<String> details) {
  private static final int MOST_DETAILS = 50;
  private static final int LONGEST_DETAIL = 512;
  private static final Set<String> EXECUTIONS =
      Set.of(
          "closed",
          "proceeding",
          "canceled",
          "scheduled",
          "rejected",
          "resumed",
          "downloaded",
          "download");
  private static final Set<String> FINISHED = Set.of("success", "failure", "none");

  /**
   * @throws Refusal saying what was expected
   */
  static Feedback read(JsonNode body) {
    JsonNode status = object(body, "status");
    JsonNode result = object(status, "result");
    return new Feedback(
        word(status, "execution", EXECUTIONS),
        word(result, "finished", FINISHED),
        share(result.get("progress")),
        code(status),
        details(status));
  }

  private static @Nullable Double share(@Nullable JsonNode progress) {
    if (progress == null || !progress.isObject()) {
      return null;
    }
    double of = progress.path("of").asDouble(0);
    double count = progress.path("cnt").asDouble(0);
    return of > 0 && count >= 0 && count <= of ? count / of : null;
  }

  static @Nullable Integer code(JsonNode status) {
    JsonNode code = status.get("code");
    if (code == null || code.isNull()) {
      return null;
    }
    if (!code.canConvertToInt()) {
      throw Refusal.unreadable("code: expected a whole number");
    }
    return code.intValue();
  }

  static List<String> details(JsonNode status) {
    JsonNode details = status.get("details");
    if (details == null || details.isNull()) {
      return List.of();
    }
    if (!details.isArray()) {
      throw Refusal.unreadable("details: expected a list of texts");
    }
    if (details.size() > MOST_DETAILS) {
      throw new Refusal(
          429,
          "quota.tooManyEntries",
          "details: expected at most " + MOST_DETAILS + ", found " + details.size());
    }
    var texts = new ArrayList<String>();
    for (JsonNode each : details) {
      if (!each.isValueNode()) {
        throw Refusal.unreadable("details: expected texts");
      }
      texts.add(cut(each.asText()));
    }
    return texts;
  }

  private static String cut(String text) {
    String clean = text.replace('\0', '?');
    return clean.length() > LONGEST_DETAIL ? clean.substring(0, LONGEST_DETAIL) + "…" : clean;
  }

  static JsonNode object(JsonNode body, String name) {
    JsonNode found = body.get(name);
    if (found == null || !found.isObject()) {
      throw Refusal.unreadable(name + ": expected an object");
    }
    return found;
  }

  static String word(JsonNode body, String name, Set<String> known) {
    JsonNode found = body.get(name);
    if (found == null || !found.isTextual() || !known.contains(found.textValue())) {
      throw Refusal.unreadable(
          name + ": expected one of " + String.join(", ", known.stream().sorted().toList()));
    }
    return found.textValue();
  }

  /** For the history of the action. */
  String words() {
    var words = new StringBuilder(execution);
    if (execution.equals("closed")) {
      words.append(' ').append(finished);
    }
    if (code != null) {
      words.append("; Device reported status code: ").append(code);
    }
    if (!details.isEmpty()) {
      words.append("; ").append(String.join("; ", details));
    }
    return words.toString();
  }
}
