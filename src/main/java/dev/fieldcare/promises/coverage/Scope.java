package dev.fieldcare.promises.coverage;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of a unit is covered: the whole of it, or what was repaired.
 *
 * @param symptom of the fault that was repaired; it decides only until there is a diagnosis
 */
public record Scope(Set<String> parts, @Nullable String cause, @Nullable String symptom) {
  public static final Scope WHOLE = new Scope(Set.of(), null, null);

  public Scope {
    parts = Set.copyOf(parts);
  }

  /** Of a repair. */
  public static Scope repaired(Set<String> parts, String cause, @Nullable String symptom) {
    return new Scope(parts, cause, symptom);
  }

  public boolean isWhole() {
    return parts.isEmpty() && cause == null && symptom == null;
  }

  /** Whether a fault of this cause falls within it. */
  public boolean matches(Cause it) {
    if (isWhole()) {
      return true;
    }
    if (!it.isDiagnosed()) {
      return symptom != null && symptom.equals(it.symptom());
    }
    return (cause != null && cause.equals(it.code())) || !Collections.disjoint(parts, it.parts());
  }

  public JsonObject json() {
    return isWhole()
        ? new JsonObject().put("whole", true)
        : new JsonObject()
            .put("parts", new JsonArray(List.copyOf(new TreeSet<>(parts))))
            .put("cause", cause)
            .put("symptom", symptom);
  }
}
