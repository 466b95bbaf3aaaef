package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What the gateway asks of the registry. The first two answer at once, from memory, on any thread.
 *
 * @param authenticate the device a token belongs to
 * @param find the device of an id
 * @param child the device behind a gateway that the gateway calls by this name, registered if new
 */
public record Fleet(
    Function<String, Optional<Device>> authenticate,
    Function<String, Optional<Device>> find,
    BiFunction<Device, String, Future<Device>> child) {

  public static Fleet of(Devices devices) {
    return new Fleet(devices::authenticate, devices::find, devices::child);
  }

  /** A device that may come in: registered and not decommissioned. */
  public Optional<Device> findActive(String id) {
    return find.apply(id).filter(device -> !device.isDecommissioned());
  }
}
