package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import java.util.Optional;
import java.util.function.Function;

/** Devices without updates. */
public record TestField(Function<String, Optional<Device>> devices)
    implements TicketPromises.Field {
  @Override
  public Optional<Device> device(String id) {
    return devices.apply(id);
  }

  @Override
  public Optional<String> updateUnderWay(String device) {
    return Optional.empty();
  }
}
