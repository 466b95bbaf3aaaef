package dev.fieldcare.api;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.LearntClock;
import dev.fieldcare.tickets.OpenWork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How devices of a list stand: online or not, their firmware, open tickets, when last heard. */
final class DeviceStandings {
  private final Vertx vertx;
  private final DeviceStates states;
  private final OpenWork work;
  private final Clocks clocks;

  DeviceStandings(Vertx vertx, DeviceStates states, OpenWork work, Clocks clocks) {
    this.vertx = vertx;
    this.states = states;
    this.work = work;
    this.clocks = clocks;
  }

  /** The devices in this order, each with how it stands. */
  Future<List<JsonObject>> of(List<Device> devices) {
    var context = vertx.getOrCreateContext();
    var heard =
        devices.stream().map(each -> Future.fromCompletionStage(clocks.of(each), context)).toList();
    return Future.all(heard)
        .compose(all -> work.onDevices(devices.stream().map(Device::id).toList()))
        .map(
            open -> {
              var items = new ArrayList<JsonObject>();
              for (int i = 0; i < devices.size(); i++) {
                Device device = devices.get(i);
                var tickets = open.getOrDefault(device.id(), Map.of());
                items.add(of(device, tickets, heard.get(i).result()));
              }
              return items;
            });
  }

  private JsonObject of(Device device, Map<Severity, Integer> open, Optional<LearntClock> clock) {
    Optional<DeviceStates.Presence> presence = states.presence(device);
    Optional<DeviceStates.Firmware> firmware = states.currentFirmware(device);
    return DeviceJson.of(device)
        .put("presence", presence.map(DeviceJson::of).orElse(null))
        .put("firmware", firmware.map(DeviceJson::of).orElse(null))
        .put("open", json(open))
        .put("heardAt", DeviceJson.text(later(clock, presence)));
  }

  /** A reading tells more often than the presence, but there may be none since the start. */
  private static @Nullable Instant later(
      Optional<LearntClock> clock, Optional<DeviceStates.Presence> presence) {
    Instant reading = clock.map(LearntClock::heardAt).orElse(null);
    Instant change = presence.map(DeviceStates.Presence::since).orElse(null);
    if (reading == null || change == null) {
      return reading == null ? change : reading;
    }
    return reading.isAfter(change) ? reading : change;
  }

  /** By severity, only those there are. */
  static JsonObject json(Map<Severity, Integer> open) {
    var json = new JsonObject();
    open.forEach((severity, count) -> json.put(severity.code(), count));
    return json;
  }
}
