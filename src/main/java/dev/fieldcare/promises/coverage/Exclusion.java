package dev.fieldcare.promises.coverage;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Proof that a fault is not ours to pay for: without the id of recorded evidence there is none.
 *
 * @param evidence as in {@code reading:d-17/supplyVoltage/1732270000000}, where a device said it
 *     was beyond its rated envelope
 * @param causes of faults that this can bring about, by their codes; none: of any
 * @param detail what was recorded, for people to read
 */
public record Exclusion(String evidence, Kind kind, Instant at, Set<String> causes, String detail) {

  /** What was proven. */
  public enum Kind {
    MISUSE,
    UNAUTHORISED_OPENING,
    FORCE_MAJEURE
  }

  /** Proof that concerns any fault. */
  public Exclusion(String evidence, Kind kind, Instant at) {
    this(evidence, kind, at, Set.of(), "");
  }

  public Exclusion {
    causes = Set.copyOf(causes);
    if (evidence.isBlank()) {
      throw Problem.badInput(
          "exclusion.evidence", kind + ": expected the id of recorded evidence, found none");
    }
  }

  /** Before a diagnosis what can bring about only some causes proves nothing. */
  boolean concerns(Cause cause) {
    String code = cause.code();
    return causes.isEmpty() || (code != null && causes.contains(code));
  }

  /** The evidence with what was recorded. */
  String shown() {
    return detail.isEmpty() ? evidence : evidence + " (" + detail + ")";
  }

  public JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("evidence", evidence)
            .put("kind", kind.name())
            .put("at", at.toString());
    if (!causes.isEmpty()) {
      json.put("causes", new JsonArray(List.copyOf(new TreeSet<>(causes))));
    }
    return detail.isEmpty() ? json : json.put("detail", detail);
  }
}
