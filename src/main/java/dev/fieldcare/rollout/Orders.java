package dev.fieldcare.rollout;

import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import java.util.Optional;
import java.util.function.BiFunction;

/** What a device shall run now, as its director is to sign it. */
public final class Orders {
  private final Actions actions;
  private final DeviceStates states;
  private final BiFunction<Release, String, Optional<DirectorTarget.Delta>> deltas;

  /**
   * @param deltas the published delta to a release from what has this SHA-256
   */
  public Orders(
      Actions actions,
      DeviceStates states,
      BiFunction<Release, String, Optional<DirectorTarget.Delta>> deltas) {
    this.actions = actions;
    this.states = states;
    this.deltas = deltas;
  }

  public DirectorTarget of(Device device) {
    Action open = actions.update(device.number()).open();
    if (open == null || !open.isOffered()) {
      return DirectorTarget.nothing(device.id(), device.model());
    }
    Release release = actions.release(open);
    return new DirectorTarget(
        device.id(),
        device.model(),
        release,
        Long.toString(open.id()),
        delta(device, release).orElse(null));
  }

  /** Only from what the device was seen to run, by hash: a guess would send it the wrong bytes. */
  private Optional<DirectorTarget.Delta> delta(Device device, Release release) {
    return states
        .currentFirmware(device)
        .map(DeviceStates.Firmware::sha256)
        .flatMap(observed -> deltas.apply(release, observed));
  }
}
