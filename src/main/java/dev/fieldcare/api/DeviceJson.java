package dev.fieldcare.api;

import dev.fieldcare.registry.CsvImport;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.stability.Hold;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Devices, and what they say of themselves, as the API shows them. */
final class DeviceJson {
  private DeviceJson() {}

  static JsonObject of(Device device) {
    var attributes = new JsonObject();
    device.attributes().forEach(attributes::put);
    return new JsonObject()
        .put("id", device.id())
        .put("serial", device.serial())
        .put("model", device.model())
        .put("name", device.name())
        .put("customer", device.customer())
        .put("site", device.site())
        .put("lot", device.lot())
        .put("via", device.via())
        .put("hardwareRevision", device.hardwareRevision())
        .put("attributes", attributes)
        .put("registeredAt", text(device.registeredAt()))
        .put("decommissionedAt", text(device.decommissionedAt()));
  }

  static JsonObject of(DeviceStates.Presence presence) {
    return new JsonObject()
        .put("online", presence.online())
        .put("since", text(presence.since()))
        .put("bootId", presence.bootId());
  }

  static JsonObject of(DeviceStates.Firmware firmware) {
    return new JsonObject()
        .put("version", firmware.version())
        .put("sha256", firmware.sha256())
        .put("from", text(firmware.from()))
        .put("to", text(firmware.to()));
  }

  static JsonObject of(CsvImport outcome) {
    var lines = new JsonArray();
    outcome
        .lines()
        .forEach(
            line ->
                lines.add(
                    new JsonObject()
                        .put("line", line.number())
                        .put("id", line.id())
                        .put("token", line.token())
                        .put("refusal", line.refusal())));
    boolean isDone = !outcome.dryRun() && !outcome.isRefused();
    return new JsonObject()
        .put("dryRun", outcome.dryRun())
        .put("registered", isDone ? outcome.lines().size() : 0)
        .put("refused", outcome.lines().stream().filter(line -> line.refusal() != null).count())
        .put("lines", lines);
  }

  static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /** Since when, by whom and why a device is out of service. */
  static JsonObject of(Hold hold) {
    return new JsonObject()
        .put("since", hold.since().toString())
        .put("by", hold.by())
        .put("reason", hold.reason());
  }
}
