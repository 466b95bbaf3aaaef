package dev.fieldcare.tickets;

import dev.fieldcare.base.Json;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was found to be wrong with a device, why, what is to be done, and to whom that was said. */
final class Diagnosis {
  private static final String[] SCOPE = {"mode", "cause", "plan"};

  private Diagnosis() {}

  /** What is missing in it; null when it is complete and was explained. */
  static @Nullable String refusal(JsonObject diagnosis, Instant now) {
    for (String key : SCOPE) {
      if (Given.text(diagnosis, key) == null) {
        return key + " is missing";
      }
    }
    if (!(diagnosis.getValue("explainedTo") instanceof JsonObject explained)) {
      return "explainedTo is missing: {\"name\", \"at\", \"how\"}";
    }
    for (String key : new String[] {"name", "how"}) {
      if (Given.text(explained, key) == null) {
        return "explainedTo." + key + " is missing";
      }
    }
    String time = Given.timeRefusal(explained, "at", now);
    return time == null ? null : "explainedTo." + time;
  }

  /** The diagnosis a body carries under that name, or the body itself; without anything else. */
  static JsonObject of(JsonObject body) {
    JsonObject from = body.getValue("diagnosis") instanceof JsonObject given ? given : body;
    return Given.pick(
        from, "mode", "cause", "plan", "explainedTo", "payable", "causeCode", "parts");
  }

  /** The diagnosis on record with the ticket; empty when there is none. */
  static JsonObject onRecord(JsonObject facts) {
    return facts.getValue("diagnosis") instanceof JsonObject found ? found : new JsonObject();
  }

  /**
   * What a customer consents to when they accept a quote for it, as a hash: a diagnosis with
   * another mode, cause or plan is another scope.
   */
  static String scope(JsonObject diagnosis) {
    String text = Json.canonical(Given.pick(diagnosis, SCOPE));
    return Json.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether it says itself that the customer has to pay. */
  static boolean isPayable(JsonObject diagnosis) {
    Object payable = diagnosis.getValue("payable");
    return payable != null
        && !(payable instanceof Number amount && amount.doubleValue() == 0)
        && !Boolean.FALSE.equals(payable);
  }
}
