package dev.fieldcare.api;

import dev.fieldcare.registry.FleetVersions;
import dev.fieldcare.rollout.UpdatesUnderWay;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many devices of each model run what, and what they are to run. */
final class FleetRoutes {
  private final FleetVersions versions;
  private final UpdatesUnderWay updates;

  FleetRoutes(FleetVersions versions, UpdatesUnderWay updates) {
    this.versions = versions;
    this.updates = updates;
  }

  Future<Reply> get(Call call) {
    return versions
        .counts()
        .compose(running -> updates.counts().map(wanted -> Reply.ok(json(running, wanted))));
  }

  private static JsonObject json(
      List<FleetVersions.Count> running, List<UpdatesUnderWay.Count> wanted) {
    Map<String, JsonArray> models = new LinkedHashMap<>();
    for (FleetVersions.Count each : running) {
      models
          .computeIfAbsent(each.model(), model -> new JsonArray())
          .add(new JsonObject().put("version", each.version()).put("devices", each.devices()));
    }
    var items = new JsonArray();
    models.forEach(
        (model, counts) -> items.add(new JsonObject().put("model", model).put("versions", counts)));
    var updates = new JsonArray();
    for (UpdatesUnderWay.Count each : wanted) {
      updates.add(
          new JsonObject()
              .put("release", each.release())
              .put("devices", each.devices())
              .put("silent", each.silent()));
    }
    return new JsonObject().put("items", items).put("updates", updates);
  }
}
