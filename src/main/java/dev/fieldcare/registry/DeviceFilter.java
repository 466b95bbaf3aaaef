package dev.fieldcare.registry;

import org.jspecify.annotations.Nullable;

/**
 * Which devices to list; what is null does not matter.
 *
 * @param text is found in the id, serial number or name, whatever its case
 * @param decommissioned whether those taken out of service, or the others
 */
public record DeviceFilter(
    @Nullable String model,
    @Nullable String customer,
    @Nullable String site,
    @Nullable String lot,
    @Nullable String via,
    @Nullable String text,
    @Nullable Boolean decommissioned) {

  public static DeviceFilter all() {
    return new DeviceFilter(null, null, null, null, null, null, null);
  }
}
