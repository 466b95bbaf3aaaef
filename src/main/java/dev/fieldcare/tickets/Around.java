package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import dev.fieldcare.tickets.knowledge.Fix;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a ticket wants to know of its device from the rest of the house. */
public interface Around {

  /** How many repairs of one fault since when speak for a replacement. */
  record RepairLimit(int count, Instant since) {}

  Optional<Device> device(String id);

  /**
   * Where devices stand and whom to speak to there, by the devices' ids: {@code {"site": {…},
   * "contact": {…}}}, either may be absent.
   */
  default Future<Map<String, JsonObject>> places(SqlClient client, List<Device> devices) {
    return Future.succeededFuture(Map.of());
  }

  /** The release that mends the symptom, fits the device and is newer than what it runs. */
  default Optional<Fix> fix(Device device, String symptom) {
    return Optional.empty();
  }

  /** Whether the device has a connection now. */
  default boolean isReachable(Device device) {
    return false;
  }

  /** By the devices' ids, as agreed for each of them. */
  default Future<Map<String, RepairLimit>> repairLimits(
      SqlClient client, List<Device> devices, Instant now) {
    var usual = new RepairLimit(2, now.minus(java.time.Duration.ofDays(365)));
    var all = new HashMap<String, RepairLimit>();
    devices.forEach(each -> all.put(each.id(), usual));
    return Future.succeededFuture(all);
  }
}
