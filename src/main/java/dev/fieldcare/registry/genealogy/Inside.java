package dev.fieldcare.registry.genealogy;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part of a device, however deep, and when it was in it.
 *
 * @param device the device's serial
 * @param level how many steps below the device; 1 for its direct parts
 * @param part the part's serial; of material its lot
 * @param lot the lot it was made in; of material its own
 * @param station where it was built in
 * @param to null while it is in the device
 * @param byRepair whether a repair put it in
 */
public record Inside(
    String device,
    int level,
    String part,
    @Nullable String partNo,
    @Nullable String lot,
    @Nullable String supplier,
    @Nullable String station,
    Instant from,
    @Nullable Instant to,
    boolean byRepair) {

  /** Whether it was in the device at that moment. */
  public boolean wasIn(Instant at) {
    return !from.isAfter(at) && (to == null || to.isAfter(at));
  }

  public JsonObject json() {
    return new JsonObject()
        .put("serial", part)
        .put("level", level)
        .put("partNo", partNo)
        .put("lot", lot)
        .put("supplier", supplier)
        .put("station", station);
  }
}
