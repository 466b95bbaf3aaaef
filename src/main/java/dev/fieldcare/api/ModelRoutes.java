package dev.fieldcare.api;

import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.ModelChange;
import dev.fieldcare.registry.ModelText;
import dev.fieldcare.registry.Models;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Product models: what their devices measure, within which limits. */
final class ModelRoutes {
  private final Models models;

  ModelRoutes(Models models) {
    this.models = models;
  }

  Future<Reply> list(Call call) {
    String after = call.query().text("after");
    int limit = call.query().limit();
    var rest =
        models.all().stream()
            .filter(model -> after == null || model.id().compareTo(after) > 0)
            .toList();
    var items = rest.stream().limit(limit).map(ModelRoutes::json).toList();
    String next = rest.size() > limit ? rest.get(limit - 1).id() : null;
    return Future.succeededFuture(Reply.page(items, next));
  }

  Future<Reply> get(Call call) {
    return Future.succeededFuture(Reply.ok(json(models.get(call.path("id")))));
  }

  /** Reads a model as it stands in a file, and says how it differs from the one there is. */
  Future<Reply> check(Call call) {
    Model model = ModelText.parseYaml(call.body("yaml").required("yaml"), "model");
    Model current = models.find(model.id()).orElse(null);
    var changes = ModelChange.between(current, model).stream().map(ModelChange::json).toList();
    return Future.succeededFuture(
        Reply.ok(
            new JsonObject()
                .put("model", ModelText.write(model))
                .put("version", current == null ? 0 : current.version())
                .put("text", ModelText.writeYaml(model))
                .put("currentText", current == null ? null : ModelText.writeYaml(current))
                .put("changes", new JsonArray(changes))));
  }

  /** A new version of the model, or a new model. */
  Future<Reply> put(Call call) {
    JsonObject body = call.anyBody();
    String id = call.path("id");
    if (body.containsKey("id") && !id.equals(body.getValue("id"))) {
      throw Body.bad("id", id + " as in the path", String.valueOf(body.getValue("id")));
    }
    // what a GET answered may be sent back: its version is not ours to choose
    body.remove("version");
    boolean isNew = models.find(id).isEmpty();
    return models
        .save(body.put("id", id), replaced(call), call.caller().actor())
        .map(
            saved ->
                isNew ? Reply.created("/api/v1/models/" + id, json(saved)) : Reply.ok(json(saved)));
  }

  private static @Nullable Integer replaced(Call call) {
    String stated = call.query().text("replaces");
    if (stated == null || stated.equals("0")) {
      return stated == null ? null : 0;
    }
    return call.query().number("replaces", 0, Integer.MAX_VALUE);
  }

  private static JsonObject json(Model model) {
    return ModelText.write(model).put("version", model.version());
  }
}
