package dev.fieldcare.tickets;

import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Devices without updates and without contracts, which stand where their attribute says. */
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

  @Override
  public Optional<String> division(Device device) {
    return Optional.ofNullable(device.attributes().get("divisionCode"));
  }

  @Override
  public Target target(@Nullable Device device, @Nullable String customer, Instant at) {
    return Target.of(customer, device == null ? null : device.model());
  }
}
