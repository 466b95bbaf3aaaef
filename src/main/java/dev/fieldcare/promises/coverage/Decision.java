package dev.fieldcare.promises.coverage;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * What of a unit's repair is free, and why.
 *
 * @param coverages the ids of those that cover it
 * @param presumed whether it rests on a statutory presumption
 * @param inputs the SHA-256 of the facts it was made from
 */
public record Decision(
    String unit,
    Instant at,
    Cause cause,
    Covered covered,
    List<Long> coverages,
    boolean presumed,
    List<Reason> because,
    String inputs) {

  /** When in the course of a ticket it was made; that of the intake stays beside the later one. */
  public enum Stage {
    INTAKE,
    DIAGNOSIS
  }

  public Decision {
    coverages = List.copyOf(coverages);
    because = List.copyOf(because);
  }

  /** In warranty in the sense of the standard: something is free. */
  public boolean coversSome() {
    return !covered.equals(Covered.NOTHING);
  }

  public JsonObject json() {
    return new JsonObject()
        .put("unit", unit)
        .put("at", at.toString())
        .put("cause", cause.json())
        .put("covered", covered.json())
        .put("coverages", new JsonArray(coverages))
        .put("presumed", presumed)
        .put("because", new JsonArray(because.stream().map(Reason::json).toList()))
        .put("inputs", inputs);
  }
}
