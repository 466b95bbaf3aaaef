package dev.fieldcare.promises.coverage;

import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads what contracts give devices, by device id. */
@FunctionalInterface
public interface Contracted {
  Future<Map<String, List<Due>>> of(SqlClient sql, Collection<Device> devices);

  /** There are no contracts. */
  Contracted NONE = (sql, devices) -> Future.succeededFuture(Map.of());

  /**
   * What a line of a contract of a device's owner gives it.
   *
   * @param names whether the device is among those the line is about; one that came in the place of
   *     such a device is covered without
   */
  record Due(Grant grant, boolean names) {}
}
