package dev.fieldcare.registry;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One field in which two written models differ.
 *
 * @param field its path, as in {@code metrics.temperature.limits[0].high}
 * @param before null when it is new
 * @param after null when it is gone
 */
public record ModelChange(String field, @Nullable Object before, @Nullable Object after) {

  /** The fields of the one, in its order, then those that only the other has. */
  public static List<ModelChange> between(@Nullable Model before, Model after) {
    var old = leaves(before == null ? new JsonObject() : ModelText.write(before));
    var now = leaves(ModelText.write(after));
    var fields = new LinkedHashSet<>(now.keySet());
    fields.addAll(old.keySet());
    var changes = new ArrayList<ModelChange>();
    for (String field : fields) {
      if (!Objects.equals(old.get(field), now.get(field))) {
        changes.add(new ModelChange(field, old.get(field), now.get(field)));
      }
    }
    return changes;
  }

  private static Map<String, Object> leaves(JsonObject json) {
    var leaves = new LinkedHashMap<String, Object>();
    gather("", json, leaves);
    return leaves;
  }

  private static void gather(String path, @Nullable Object value, Map<String, Object> leaves) {
    if (value instanceof JsonObject object && !object.isEmpty()) {
      object.forEach(
          each ->
              gather(
                  path.isEmpty() ? each.getKey() : path + "." + each.getKey(),
                  each.getValue(),
                  leaves));
    } else if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        gather(path + "[" + i + "]", array.getValue(i), leaves);
      }
    } else if (value instanceof JsonObject) {
      // a metric of which nothing is written but that it is there
      leaves.put(path, "{}");
    } else if (value != null) {
      leaves.put(path, value);
    }
  }

  public JsonObject json() {
    return new JsonObject().put("field", field).put("before", before).put("after", after);
  }
}
