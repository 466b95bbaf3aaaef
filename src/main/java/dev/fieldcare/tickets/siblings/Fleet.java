package dev.fieldcare.tickets.siblings;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the registry knows of devices, in service or not, as far as siblings are concerned. */
public interface Fleet {
  List<Device> devices();

  Optional<Device> find(String device);

  /** What it reports that it runs. */
  Optional<DeviceStates.Firmware> firmware(Device device);

  /** Which version each device, by its number, reported as of its moment. */
  Future<Map<Integer, String>> versionsAt(SqlClient sql, Map<Integer, Instant> moments);
}
