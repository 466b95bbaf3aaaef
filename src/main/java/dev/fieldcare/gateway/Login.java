package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who a CONNECT packet proves to be: by device id and token, by token as user name, or by a client
 * certificate whose CN is the device id.
 */
final class Login {
  private final Fleet fleet;

  Login(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Empty when nothing proves a device that may come in. */
  Optional<Device> of(Connect connect, @Nullable String certified) {
    String user = connect.user();
    String password = connect.password();
    Optional<Device> device;
    if (user != null && !user.isEmpty() && password != null && !password.isEmpty()) {
      device = fleet.authenticate().apply(password).filter(each -> each.id().equals(user));
    } else if (certified != null && (user == null || user.isEmpty() || user.equals(certified))) {
      device = fleet.find().apply(certified);
    } else if (user != null && !user.isEmpty()) {
      device = fleet.authenticate().apply(user);
    } else {
      device = Optional.empty();
    }
    return device.filter(each -> !each.isDecommissioned());
  }
}
