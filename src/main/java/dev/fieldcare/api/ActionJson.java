package dev.fieldcare.api;

import dev.fieldcare.base.Durations;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.ActionReport;
import dev.fieldcare.rollout.Maintenance;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Actions as the API shows them. */
final class ActionJson {
  private ActionJson() {}

  static JsonObject of(Device device, Release release, Action action) {
    return new JsonObject()
        .put("id", Long.toString(action.id()))
        .put("device", device.id())
        .put("release", release.version())
        .put("model", release.model())
        .put("state", action.state().code())
        .put("words", words(release, action))
        .put("forced", action.manner().forced())
        .put("progress", action.progress())
        .put("error", action.error())
        .put("claimed", action.claimed())
        .put("seen", action.seen().name().toLowerCase(Locale.ROOT))
        .put("createdAt", action.createdAt().toString())
        .put("changedAt", action.changedAt().toString())
        .put("notBefore", text(action.manner().notBefore()))
        .put("deadline", text(action.manner().deadline()))
        .put("downloadOnly", action.manner().downloadOnly())
        .put("maintenance", maintenance(action.manner().maintenance()));
  }

  private static @Nullable JsonObject maintenance(@Nullable Maintenance windows) {
    return windows == null
        ? null
        : new JsonObject()
            .put("schedule", windows.schedule())
            .put("duration", Durations.format(windows.duration()))
            .put("timezone", windows.zone())
            .put("days", windows.days().code());
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  static JsonObject of(ActionReport report) {
    return new JsonObject()
        .put("at", report.at().toString())
        .put("state", report.state().code())
        .put("detail", report.detail())
        .put("ofDevice", report.isOfDevice());
  }

  /** How it stands, for people. */
  private static String words(Release release, Action action) {
    String what = "release " + release.version();
    return switch (action.state()) {
      case ASSIGNED -> what + " is assigned; the device has not asked yet";
      case AWAITING_CONFIRMATION -> what + " waits for consent";
      case OFFERED -> what + " is offered; the device has not begun";
      case DOWNLOADING -> "the device downloads " + what;
      case DOWNLOADED -> "the device has " + what + " and has not installed it";
      case INSTALLING -> "the device installs " + what;
      case REBOOTING ->
          action.claimed()
              ? "the device says that it is done; it has not named " + what + " since its boot"
              : "the device boots into " + what;
      case CANCELING -> "the device is asked to stop";
      case SILENT -> "the device began and was not heard of since";
      case DELIVERED -> "the device has " + what + "; to install it was not asked for";
      case CONFIRMED -> "the device runs " + what;
      case ROLLED_BACK -> "the device went back to what it ran before: " + action.error();
      case FAILED -> "it failed: " + action.error();
      case CANCELED -> "it was canceled";
    };
  }
}
