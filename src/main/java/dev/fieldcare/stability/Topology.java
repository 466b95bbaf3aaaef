package dev.fieldcare.stability;

import dev.fieldcare.registry.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which device reports through which gateway, and who was heard when: what the silence of one
 * device must know of another on a different lane. Thread-safe.
 */
public final class Topology {
  private final Function<String, Optional<Device>> devices;
  private final Map<String, Place> places = new ConcurrentHashMap<>();

  /** Gateways something was heard through before anything was heard of themselves. */
  private final Map<String, Place> unwatched = new ConcurrentHashMap<>();

  /**
   * @param devices finds a device, in service or not, by its id; asked on any thread
   */
  public Topology(Function<String, Optional<Device>> devices) {
    this.devices = devices;
  }

  /** The device's place, from now on below the gateway it now has. */
  Place enter(Device device) {
    Place place = places.computeIfAbsent(device.id(), Place::new);
    place.watched(true);
    unwatched.remove(device.id());
    String via = device.via();
    Place gateway = via == null ? null : places.computeIfAbsent(via, Place::new);
    place.below(gateway);
    if (gateway != null && !gateway.isWatched()) {
      unwatched.put(gateway.id(), gateway);
    }
    return place;
  }

  /** The device is out of service: nobody is hidden behind it any more. */
  void leave(Device device) {
    Place place = places.get(device.id());
    if (place != null) {
      place.watched(false);
      place.lit();
      place.below(null);
      if (!place.hasChildren()) {
        places.remove(device.id(), place);
      }
    }
  }

  /** Gateways in service with nobody watching them though their children were heard. */
  List<Device> unwatched() {
    if (unwatched.isEmpty()) {
      return List.of();
    }
    List<Device> found = new ArrayList<>();
    for (String id : unwatched.keySet()) {
      devices.apply(id).filter(device -> !device.isDecommissioned()).ifPresent(found::add);
    }
    return found;
  }

  /** Whether the device is unheard of only because its gateway is silent: suppressed by design. */
  public boolean isHidden(String device) {
    @Nullable Place place = places.get(device);
    return place != null && place.isHidden();
  }
}
