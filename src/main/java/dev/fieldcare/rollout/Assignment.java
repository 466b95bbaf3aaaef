package dev.fieldcare.rollout;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import org.jspecify.annotations.Nullable;

/**
 * A release that a rollout gives a device.
 *
 * @param bootBefore the boot the device named last
 */
public record Assignment(
    Device device,
    Release release,
    Terms terms,
    long rollout,
    int priority,
    @Nullable String bootBefore) {

  Assignment on(Terms other, @Nullable String boot) {
    return new Assignment(device, release, other, rollout, priority, boot);
  }
}
