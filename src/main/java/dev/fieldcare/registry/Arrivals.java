package dev.fieldcare.registry;

import dev.fieldcare.base.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of devices that are to come in or to change, given those already here. */
final class Arrivals {
  private final Roster roster;
  private final Models models;
  private final Set<String> ids = new HashSet<>();
  private final Set<String> serials = new HashSet<>();

  Arrivals(Roster roster, Models models) {
    this.roster = roster;
    this.models = models;
  }

  /**
   * @throws Problem on the first that cannot come in behind those before it
   */
  void check(List<Registration> all) {
    all.forEach(this::check);
  }

  /** Counts the device as here from now on. */
  void check(Registration r) {
    if (roster.find(r.id()).isPresent() || ids.contains(r.id())) {
      throw DeviceTable.exists(r.id());
    }
    if (roster.findSerial(r.serialOrId()).isPresent() || serials.contains(r.serialOrId())) {
      throw DeviceTable.serialTaken(r);
    }
    models.get(r.model());
    checkVia(r);
    ids.add(r.id());
    serials.add(r.serialOrId());
  }

  void checkChange(Device before, Registration after) {
    boolean serialIsAnothers =
        roster.findSerial(after.serialOrId()).filter(d -> !d.id().equals(after.id())).isPresent();
    if (serialIsAnothers) {
      throw DeviceTable.serialTaken(after);
    }
    if (!after.model().equals(before.model())) {
      models.get(after.model());
    }
    if (after.via() != null && !after.via().equals(before.via())) {
      checkVia(after);
    }
  }

  private void checkVia(Registration r) {
    if (r.via() == null || ids.contains(r.via())) {
      return;
    }
    if (roster.find(r.via()).filter(gateway -> !gateway.isDecommissioned()).isEmpty()) {
      throw Problem.badInput(
          "device.via", "device " + r.id() + ": via: no device in service is called " + r.via());
    }
    for (String at = r.via(); at != null; at = gatewayOf(at)) {
      if (at.equals(r.id())) {
        throw Problem.badInput(
            "device.via", "device " + r.id() + ": via: it would report through itself");
      }
    }
  }

  private @Nullable String gatewayOf(String id) {
    return roster.find(id).map(Device::via).orElse(null);
  }
}
