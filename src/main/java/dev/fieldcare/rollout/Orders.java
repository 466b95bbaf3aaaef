package dev.fieldcare.rollout;

import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.ExtraTarget;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a device shall run now, as its director is to sign it. */
public final class Orders {
  private final Actions actions;
  private final DeviceStates states;
  private final Function<Release, List<ExtraTarget>> extras;

  /**
   * @param extras what a release has besides its image
   */
  public Orders(Actions actions, DeviceStates states, Function<Release, List<ExtraTarget>> extras) {
    this.actions = actions;
    this.states = states;
    this.extras = extras;
  }

  public DirectorTarget of(Device device) {
    Action open = actions.update(device.number()).open();
    if (open == null || !open.isOffered()) {
      return DirectorTarget.nothing(device.id(), device.model());
    }
    Release release = actions.release(open);
    return new DirectorTarget(
        device.id(), device.model(), release, Long.toString(open.id()), delta(device, release));
  }

  /** Only from what the device was seen to run, by hash: a guess would send it the wrong bytes. */
  private DirectorTarget.@Nullable Delta delta(Device device, Release release) {
    Optional<String> running =
        states
            .currentFirmware(device)
            .map(DeviceStates.Firmware::sha256)
            .filter(hash -> hash != null);
    if (running.isEmpty()) {
      return null;
    }
    for (ExtraTarget each : extras.apply(release)) {
      String precursor = each.custom().path("precursor").path("sha256").asText("");
      if (each.custom().path("format").asText("").equals("zstd-patch")
          && precursor.equalsIgnoreCase(running.get())) {
        return new DirectorTarget.Delta(
            each.path(), each.image().size(), each.image().sha256(), precursor);
      }
    }
    return null;
  }
}
