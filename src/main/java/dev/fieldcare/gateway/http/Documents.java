package dev.fieldcare.gateway.http;

import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.ActionReport;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.AutoConsent;
import dev.fieldcare.rollout.Update;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of the DDI API, as values. */
final class Documents {
  private Documents() {}

  static String sleep(Duration time) {
    long seconds = Math.max(1, Math.min(time.toSeconds(), 86_399));
    return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
  }

  private static String two(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }

  /** What a poll answers; written by hand, because it is what is asked most. */
  static String poll(Update update, Links links, String sleep, Instant now) {
    var out =
        new StringBuilder(512)
            .append("{\"config\":{\"polling\":{\"sleep\":\"")
            .append(sleep)
            .append("\"}},\"_links\":{");
    int empty = out.length();
    Action open = update.open();
    if (open != null) {
      if (open.state() == ActionState.AWAITING_CONFIRMATION) {
        link(out, "confirmationBase", links.toAction("confirmationBase", open, now));
      } else if (open.state() == ActionState.CANCELING) {
        link(out, "cancelAction", links.to("cancelAction/" + open.id()));
      } else if (open.isOffered()) {
        link(out, "deploymentBase", links.toAction("deploymentBase", open, now));
      }
    }
    Action installed = update.installed();
    if (installed != null) {
      separate(out, empty);
      link(out, "installedBase", links.to("installedBase/" + installed.id()));
    }
    if (update.wantsAttributes()) {
      separate(out, empty);
      link(out, "configData", links.to("configData"));
    }
    return out.append("}}").toString();
  }

  private static void separate(StringBuilder out, int empty) {
    if (out.length() > empty) {
      out.append(',');
    }
  }

  private static void link(StringBuilder out, String rel, String address) {
    out.append('"').append(rel).append("\":{\"href\":\"").append(address).append("\"}");
  }

  /**
   * @param kind {@code deployment} or {@code confirmation}
   * @param history newest first, null when it was not asked for
   */
  static JsonObject action(
      String kind,
      Action action,
      Release release,
      Links links,
      Instant now,
      @Nullable List<ActionReport> history) {
    String urgency = action.isForced(now) ? "forced" : "attempt";
    boolean installable = action.isInstallable(now);
    var deployment =
        new JsonObject()
            .put("download", action.manner().downloadOnly() ? "forced" : urgency)
            .put("update", installable ? urgency : "skip");
    if (action.manner().hasWindow() && !action.manner().downloadOnly()) {
      deployment.put("maintenanceWindow", installable ? "available" : "unavailable");
    }
    deployment.put("chunks", new JsonArray().add(chunk(release, links)));
    var document = new JsonObject().put("id", Long.toString(action.id())).put(kind, deployment);
    if (history != null && !history.isEmpty()) {
      document.put(
          "actionHistory",
          new JsonObject()
              .put("status", status(action))
              .put("messages", new JsonArray(history.stream().map(ActionReport::detail).toList())));
    }
    return document;
  }

  private static String status(Action action) {
    return switch (action.state()) {
      case AWAITING_CONFIRMATION -> "WAIT_FOR_CONFIRMATION";
      case CANCELING -> "CANCELING";
      case CANCELED -> "CANCELED";
      case CONFIRMED -> "FINISHED";
      case FAILED, ROLLED_BACK -> "ERROR";
      case DOWNLOADED, DELIVERED -> "DOWNLOADED";
      default -> action.claimed() ? "FINISHED" : "RUNNING";
    };
  }

  private static JsonObject chunk(Release release, Links links) {
    return new JsonObject()
        .put("part", "os")
        .put("version", release.version())
        .put("name", release.model())
        .put("artifacts", artifacts(release, links))
        .put(
            "metadata",
            new JsonArray()
                .add(pair("counter", Long.toString(release.counter())))
                .add(pair("kind", release.kind().name().toLowerCase(java.util.Locale.ROOT)))
                .add(pair("format", release.format())));
  }

  private static JsonObject pair(String key, String value) {
    return new JsonObject().put("key", key).put("value", value);
  }

  static JsonArray artifacts(Release release, Links links) {
    Image image = release.image();
    String address = links.toArtifact(release, image);
    return new JsonArray()
        .add(
            new JsonObject()
                .put("filename", image.filename())
                .put(
                    "hashes",
                    new JsonObject()
                        .put("sha1", image.sha1())
                        .put("md5", image.md5())
                        .put("sha256", image.sha256()))
                .put("size", image.size())
                .put(
                    "_links",
                    new JsonObject()
                        .put("download", Links.href(address))
                        .put("md5sum", Links.href(address + ".MD5SUM"))
                        .put("download-http", Links.href(address))
                        .put("md5sum-http", Links.href(address + ".MD5SUM"))));
  }

  static JsonObject cancel(Action action) {
    String id = Long.toString(action.id());
    return new JsonObject().put("id", id).put("cancelAction", new JsonObject().put("stopId", id));
  }

  static JsonObject confirmation(Update update, Links links, Instant now) {
    AutoConsent always = update.autoConsent();
    var auto = new JsonObject().put("active", always != null);
    var addresses = new JsonObject();
    if (always == null) {
      addresses.put(
          "activateAutoConfirm", Links.href(links.to("confirmationBase/activateAutoConfirm")));
    } else {
      if (always.initiator() != null) {
        auto.put("initiator", always.initiator());
      }
      if (always.remark() != null) {
        auto.put("remark", always.remark());
      }
      auto.put("activatedAt", always.since().toEpochMilli());
      addresses.put(
          "deactivateAutoConfirm", Links.href(links.to("confirmationBase/deactivateAutoConfirm")));
    }
    Action open = update.open();
    if (open != null && open.state() == ActionState.AWAITING_CONFIRMATION) {
      addresses.put("confirmationBase", Links.href(links.toAction("confirmationBase", open, now)));
    }
    return new JsonObject().put("autoConfirm", auto).put("_links", addresses);
  }
}
