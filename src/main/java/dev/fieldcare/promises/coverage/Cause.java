package dev.fieldcare.promises.coverage;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is thought to be wrong.
 *
 * @param code the engineer's cause code; null while nobody has looked
 * @param parts numbers of the parts it lies in
 * @param symptom what was seen, which before a diagnosis is all there is to go by
 */
public record Cause(@Nullable String code, Set<String> parts, @Nullable String symptom) {
  public static final Cause UNKNOWN = new Cause(null, Set.of(), null);

  public Cause {
    parts = Set.copyOf(parts);
  }

  public static Cause of(String code) {
    return new Cause(code, Set.of(), null);
  }

  public static Cause seen(@Nullable String symptom) {
    return new Cause(null, Set.of(), symptom);
  }

  public boolean isDiagnosed() {
    return code != null || !parts.isEmpty();
  }

  public JsonObject json() {
    return new JsonObject()
        .put("code", code)
        .put("parts", new JsonArray(java.util.List.copyOf(new TreeSet<>(parts))))
        .put("symptom", symptom);
  }
}
