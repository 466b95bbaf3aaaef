package dev.fieldcare.promises.coverage;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Proof that a fault is not ours to pay for: without the id of recorded evidence there is none.
 *
 * @param evidence as in {@code alarm:4711}, where a device said it was beyond its rated envelope
 */
public record Exclusion(String evidence, Kind kind, Instant at) {

  /** What was proven. */
  public enum Kind {
    MISUSE,
    UNAUTHORISED_OPENING,
    FORCE_MAJEURE
  }

  public Exclusion {
    if (evidence.isBlank()) {
      throw Problem.badInput(
          "exclusion.evidence", kind + ": expected the id of recorded evidence, found none");
    }
  }

  public JsonObject json() {
    return new JsonObject()
        .put("evidence", evidence)
        .put("kind", kind.name())
        .put("at", at.toString());
  }
}
