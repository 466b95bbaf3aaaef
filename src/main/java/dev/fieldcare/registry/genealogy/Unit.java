package dev.fieldcare.registry.genealogy;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A thing of its own in the genealogy.
 *
 * @param serial its serial number; of material, its lot
 * @param lot the lot it was made in
 */
public record Unit(
    String serial,
    Kind kind,
    @Nullable String partNo,
    @Nullable String lot,
    @Nullable String supplier,
    State state) {

  /** What it is. */
  public enum Kind {
    DEVICE,
    COMPONENT,
    MATERIAL_LOT
  }

  /** What became of it. */
  public enum State {
    IN_STOCK,
    IN_USE,
    REMOVED,
    SCRAPPED
  }

  public JsonObject json() {
    return new JsonObject()
        .put("serial", serial)
        .put("kind", kind.name())
        .put("partNo", partNo)
        .put("lot", lot)
        .put("supplier", supplier)
        .put("state", state.name());
  }
}
