package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * What a gate says of a wave.
 *
 * @param gate which one, such as {@code soak}
 * @param because why, in English with the numbers in it; {@code becauseKey} and {@code becauseArgs}
 *     say the same for translation
 * @param inputs every number it looked at
 */
public record Verdict(
    Answer answer,
    String gate,
    String because,
    String becauseKey,
    Map<String, Object> becauseArgs,
    JsonObject inputs) {

  /** In order of force: the strongest answer of any gate is that of all. */
  public enum Answer {
    /** Nothing speaks against the next wave. */
    GO,
    /** Too early to tell. */
    WAIT,
    /** The release does harm: no further device may get it. */
    HALT
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("answer", answer.name())
        .put("gate", gate)
        .put("because", because)
        .put("becauseKey", becauseKey)
        .put("becauseArgs", new JsonObject(becauseArgs))
        .put("inputs", inputs);
  }
}
