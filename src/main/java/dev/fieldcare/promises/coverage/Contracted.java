package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads what contracts give devices, by device id. */
@FunctionalInterface
public interface Contracted {
  /**
   * @param covering all coverages of the devices, by device id
   * @param at about when is asked
   */
  Future<Map<String, Agreed>> of(
      SqlClient sql, Collection<Device> devices, Map<String, List<Coverage>> covering, Instant at);

  /** There are no contracts. */
  Contracted NONE = (sql, devices, covering, at) -> Future.succeededFuture(Map.of());

  /**
   * What was agreed about a device.
   *
   * @param target by whose parameters of the standard it is served
   */
  record Agreed(List<Due> due, Target target) {
    public Agreed {
      due = List.copyOf(due);
    }

    /** Nothing but what the standard says. */
    static Agreed nothing(Device device) {
      return new Agreed(List.of(), Target.of(device.customer(), device.model()));
    }
  }

  /**
   * What a line of a contract of a device's owner gives it.
   *
   * @param names whether the device is among those the line is about; one that came in the place of
   *     such a device is covered without
   */
  record Due(Grant grant, boolean names) {}
}
