package dev.fieldcare.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.AutoConsent;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** What a device says of itself: its attributes, what it runs, and whether it wants to be asked. */
final class DdiSelf {

  private final Actions actions;
  private final HttpGateway.FirmwareReport reports;

  DdiSelf(Actions actions, HttpGateway.FirmwareReport reports) {
    this.actions = actions;
    this.reports = reports;
  }

  Future<Void> configData(Exchange exchange) {
    Device device = exchange.device();
    return exchange
        .body()
        .map(ConfigData::read)
        .compose(
            data ->
                actions
                    .describe(device, data::applyTo)
                    .compose(
                        kept ->
                            data.version()
                                .map(version -> runs(device, version, data.sha256()))
                                .orElseGet(Future::succeededFuture)))
        .compose(done -> exchange.nothing(200));
  }

  private Future<Void> runs(Device device, String version, @Nullable String sha256) {
    return reports
        .keep(device, version, sha256)
        .compose(kept -> actions.runs(device, version, sha256, null, false));
  }

  /** The device declares which release it has; new to us or not. */
  Future<Void> installed(Exchange exchange) {
    Device device = exchange.device();
    return exchange
        .body()
        .compose(
            body -> {
              String name = text(body, "name");
              String version = text(body, "version");
              Release release = actions.release(device.model(), version);
              if (!name.equals(release.model())) {
                throw Refusal.notFound("release " + name + " " + version);
              }
              boolean isKnown = actions.runsAlready(device, version);
              return runs(device, version, null)
                  .compose(done -> exchange.nothing(isKnown ? 200 : 201));
            });
  }

  private static String text(JsonNode body, String name) {
    JsonNode found = body.get(name);
    if (found == null || !found.isTextual() || found.textValue().isBlank()) {
      throw Refusal.unreadable(name + ": expected a text");
    }
    return found.textValue();
  }

  Future<Void> activate(Exchange exchange) {
    if (exchange.update().autoConsent() != null) {
      throw new Refusal(
          409, "repo.autoConfAlreadyActive", "updates are confirmed by themselves already");
    }
    Future<@Nullable JsonNode> body =
        "0".equals(exchange.request().getHeader("Content-Length"))
                || exchange.request().getHeader("Content-Length") == null
                    && exchange.request().getHeader("Transfer-Encoding") == null
            ? Future.succeededFuture()
            : exchange.body().map(read -> read);
    return body.compose(
            read ->
                actions.autoConsent(
                    exchange.device(),
                    new AutoConsent(
                        optional(read, "initiator"), optional(read, "remark"), exchange.now()),
                    DdiActions.actor(exchange.device())))
        .compose(done -> exchange.nothing(200));
  }

  private static @Nullable String optional(@Nullable JsonNode body, String name) {
    JsonNode found = body == null ? null : body.get(name);
    if (found == null || found.isNull()) {
      return null;
    }
    if (!found.isTextual() || found.textValue().length() > 512) {
      throw Refusal.unreadable(name + ": expected a text of at most 512 characters");
    }
    return found.textValue();
  }

  Future<Void> deactivate(Exchange exchange) {
    if (exchange.update().autoConsent() == null) {
      return exchange.nothing(200);
    }
    return actions
        .autoConsent(exchange.device(), null, DdiActions.actor(exchange.device()))
        .compose(done -> exchange.nothing(200));
  }
}
