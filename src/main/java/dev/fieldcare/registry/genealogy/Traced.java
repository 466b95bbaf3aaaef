package dev.fieldcare.registry.genealogy;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A unit met while tracing, and how it got where it was found.
 *
 * @param level how many steps below the unit asked about; it is 1 for its direct parts
 * @param parent the serial of the unit it was built into
 */
public record Traced(
    int level,
    String parent,
    Unit unit,
    Instant from,
    @Nullable Instant to,
    @Nullable String byProcess,
    @Nullable String byRepair) {

  public JsonObject json() {
    return unit.json()
        .put("level", level)
        .put("parent", parent)
        .put("from", from.toString())
        .put("to", to == null ? null : to.toString())
        .put("byProcess", byProcess)
        .put("byRepair", byRepair);
  }
}
