package dev.fieldcare.quality;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Fields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The steps by which a model is made, in order. */
public record Routing(String model, int version, List<Step> steps) {
  private static final String CODE = "routing.invalid";
  private static final int MOST = 200;

  /** One of them; a unit does not leave before each mandatory one has passed. */
  public record Step(String operation, boolean isMandatory) {
    JsonObject json() {
      return new JsonObject().put("operation", operation).put("mandatory", isMandatory);
    }
  }

  public Routing {
    steps = List.copyOf(steps);
  }

  /** Reads {@code {"steps": [{"operation": "solder", "mandatory": true}]}}. */
  public static List<Step> parse(String model, JsonObject json) {
    Fields fields = Fields.of(json, "routing of " + model + ":", CODE, List.of("steps"));
    JsonNode given = fields.find("steps");
    if (given == null || !given.isArray() || given.isEmpty() || given.size() > MOST) {
      throw fields.refused("steps", "a list of 1 to " + MOST + " steps", given);
    }
    var steps = new ArrayList<Step>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < given.size(); i++) {
      Fields each =
          new Fields(
              given.get(i), fields.at("steps[" + i + "]"), CODE, List.of("operation", "mandatory"));
      Boolean mandatory = each.findFlag("mandatory");
      var step = new Step(each.getText("operation", 80), mandatory == null || mandatory);
      if (!names.add(step.operation)) {
        throw Problem.badInput(
            CODE,
            fields.at("steps")
                + ": expected each operation once, found "
                + step.operation
                + " again");
      }
      steps.add(step);
    }
    return steps;
  }

  static JsonArray json(List<Step> steps) {
    var all = new JsonArray();
    steps.forEach(step -> all.add(step.json()));
    return all;
  }

  public JsonObject json() {
    return new JsonObject().put("model", model).put("version", version).put("steps", json(steps));
  }
}
