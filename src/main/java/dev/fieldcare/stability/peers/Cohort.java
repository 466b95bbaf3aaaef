package dev.fieldcare.stability.peers;

import dev.fieldcare.registry.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device's peers have in common with it.
 *
 * @param firmware null where the version does not matter
 * @param climate the attribute {@code climate} of the device, else its site; null where it does not
 *     matter
 */
public record Cohort(String model, @Nullable String firmware, @Nullable String climate) {
  private static final String UNKNOWN = "?";

  /** Cohorts of a device, the narrowest first. */
  static List<Cohort> of(Device device, @Nullable String firmware) {
    String version = firmware == null ? UNKNOWN : firmware;
    String site = device.site() == null ? UNKNOWN : "site " + device.site();
    String climate = device.attributes().getOrDefault("climate", site);
    return List.of(
        new Cohort(device.model(), version, climate),
        new Cohort(device.model(), version, null),
        new Cohort(device.model(), null, null));
  }

  /** In words: {@code gateway-x1, firmware 1.4.0, site s-3}. */
  public String words() {
    return model
        + (firmware == null || firmware.equals(UNKNOWN) ? "" : ", firmware " + firmware)
        + (climate == null || climate.equals(UNKNOWN) ? "" : ", " + climate);
  }
}
