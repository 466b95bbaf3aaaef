package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;

/** Which devices a caller sees: a customer's token is shown that customer's and no others. */
final class Sight {
  private final Devices devices;

  Sight(Devices devices) {
    this.devices = devices;
  }

  /**
   * @throws Problem {@code device.unknown}, alike for a device that does not exist and one that may
   *     not be seen
   */
  Device get(Caller caller, String id) {
    Device device = devices.get(id);
    if (!caller.maySee(device.customer())) {
      throw Problem.notFound("device.unknown", "no device is called " + id);
    }
    return device;
  }

  boolean maySee(Caller caller, String id) {
    return devices.find(id).filter(device -> caller.maySee(device.customer())).isPresent();
  }
}
