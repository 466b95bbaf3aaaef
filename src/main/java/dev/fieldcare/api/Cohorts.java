package dev.fieldcare.api;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which devices a request means: one by its id, or those in service that have much in common. */
final class Cohorts {
  private static final int MOST = 500;
  private static final List<String> KEYS = List.of("model", "firmware", "site", "lot");

  private final Devices devices;
  private final DeviceStates states;

  Cohorts(Devices devices, DeviceStates states) {
    this.devices = devices;
    this.states = states;
  }

  /** By {@code device} or {@code cohort} of the body; at least one. */
  List<Device> devices(Body body) {
    String device = body.text("device");
    Object cohort = body.json().getValue("cohort");
    if ((device == null) == (cohort == null)) {
      throw Problem.badInput("body.device", "expected either device or cohort");
    }
    if (device != null) {
      return List.of(devices.get(device));
    }
    if (!(cohort instanceof JsonObject common) || common.isEmpty()) {
      throw Body.bad("cohort", "an object with some of " + String.join(", ", KEYS), cohort + "");
    }
    for (String key : common.fieldNames()) {
      if (!KEYS.contains(key) || !(common.getValue(key) instanceof String)) {
        throw Body.bad(
            "cohort", "texts under " + String.join(", ", KEYS), key + Nearest.hint(key, KEYS));
      }
    }
    List<Device> found =
        devices.all().stream()
            .filter(each -> !each.isDecommissioned() && isIn(each, common))
            .sorted(Comparator.comparing(Device::id))
            .limit(MOST + 1)
            .toList();
    if (found.isEmpty() || found.size() > MOST) {
      throw Problem.badInput(
          "body.cohort",
          "cohort: expected 1 to "
              + MOST
              + " devices, found "
              + (found.isEmpty() ? "none" : "more"));
    }
    return found;
  }

  private boolean isIn(Device device, JsonObject common) {
    String firmware =
        states.currentFirmware(device).map(DeviceStates.Firmware::version).orElse(null);
    return is(device.model(), common.getString("model"))
        && is(firmware, common.getString("firmware"))
        && is(device.site(), common.getString("site"))
        && is(device.lot(), common.getString("lot"));
  }

  private static boolean is(@Nullable String found, @Nullable String asked) {
    return asked == null || Objects.equals(found, asked);
  }
}
