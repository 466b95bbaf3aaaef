package dev.fieldcare.registry.parties;

import dev.fieldcare.registry.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a device stands, as far as is on record.
 *
 * @param site null when it names none, or one of another customer
 * @param divisionCode of the site, else that in the device's own attribute
 */
public record Whereabouts(@Nullable Site site, @Nullable String divisionCode) {
  private static final String ATTRIBUTE = "divisionCode";

  static Whereabouts of(Device device, @Nullable Site named) {
    boolean isAnothers =
        named != null && named.customer() != null && !named.customer().equals(device.customer());
    Site site = isAnothers ? null : named;
    String code = site == null ? null : site.divisionCode();
    return new Whereabouts(site, code == null ? device.attributes().get(ATTRIBUTE) : code);
  }

  /**
   * Whether no arrival is promised there: as the site says itself, else by its division.
   *
   * @param divisions codes of remote divisions, or their beginnings
   */
  public boolean isRemote(List<String> divisions) {
    Boolean stated = site == null ? null : site.remote();
    if (stated != null) {
      return stated;
    }
    String code = divisionCode;
    return code != null && divisions.stream().anyMatch(code::startsWith);
  }
}
