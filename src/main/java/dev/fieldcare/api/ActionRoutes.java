package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Role;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Manner;
import dev.fieldcare.rollout.Receipts;
import dev.fieldcare.rollout.Terms;
import dev.fieldcare.rollout.Update;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Updates of single devices: who gets what, how far it has come, and what proves it. */
final class ActionRoutes {
  private static final int REPORTS_SHOWN = 100;

  private final Sight sight;
  private final Devices devices;
  private final DeviceStates states;
  private final Actions actions;
  private final Receipts receipts;

  ActionRoutes(
      Sight sight, Devices devices, DeviceStates states, Actions actions, Receipts receipts) {
    this.sight = sight;
    this.devices = devices;
    this.states = states;
    this.actions = actions;
    this.receipts = receipts;
  }

  Future<Reply> assign(Call call) {
    JsonObject body = call.anyBody();
    Manner manner = MannerBody.take(body);
    boolean ask = MannerBody.flag(body, "confirm", false);
    Body rest = Body.parse(body.toBuffer(), List.of("device", "release"));
    Device device = sight.get(call.caller(), rest.required("device"));
    Release release = actions.release(device.model(), rest.required("release"));
    var terms = new Terms(manner, ask);
    return actions
        .assign(device, release, terms, call.caller().actor())
        .map(
            action ->
                Reply.created(
                    "/api/v1/actions/" + action.id(), ActionJson.of(device, release, action)));
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    String id = query.text("device");
    Device device = id == null ? null : sight.get(call.caller(), id);
    if (device == null && call.caller().role() == Role.CUSTOMER) {
      throw Query.bad("device", "one of your devices", "none");
    }
    return actions
        .list(
            device == null ? null : device.number(),
            null,
            query.flag("open"),
            query.limit(),
            query.cursor("after"))
        .map(page -> Reply.page(page.items().stream().map(this::json).toList(), page.next()));
  }

  private JsonObject json(Action action) {
    return ActionJson.of(deviceOf(action), actions.release(action), action);
  }

  private Device deviceOf(Action action) {
    return devices
        .find(action.device())
        .orElseThrow(
            () -> Problem.notFound("device.unknown", "no device has number " + action.device()));
  }

  /** With its history, newest first. */
  Future<Reply> get(Call call) {
    return find(call)
        .compose(
            action ->
                actions
                    .reports(action.id(), false, REPORTS_SHOWN)
                    .map(
                        reports ->
                            Reply.ok(
                                json(action)
                                    .put(
                                        "reports",
                                        new JsonArray(
                                            reports.stream().map(ActionJson::of).toList())))));
  }

  private Future<Action> find(Call call) {
    String id = call.path("id");
    long number;
    try {
      number = Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw Problem.notFound("action.unknown", "there is no action " + id);
    }
    return actions
        .get(number)
        .map(
            action -> {
              if (!sight.maySee(call.caller(), deviceOf(action).id())) {
                throw Problem.notFound("action.unknown", "there is no action " + id);
              }
              return action;
            });
  }

  Future<Reply> transition(Call call) {
    JsonObject body = call.anyBody();
    boolean force = MannerBody.flag(body, "force", false);
    Body rest = Body.parse(body.toBuffer(), List.of("to", "reason"));
    String to = rest.required("to");
    if (to.equals("canceled") || to.equals("forced")) {
      AlarmTransitions.mustBe(
          EnumSet.complementOf(EnumSet.of(Role.CUSTOMER)),
          call.caller(),
          "cancel or force updates");
    }
    String reason = AlarmTransitions.text(rest, "reason");
    String actor = call.caller().actor();
    return find(call)
        .compose(
            action ->
                switch (to) {
                  case "canceled" -> actions.cancel(action.id(), force, actor);
                  case "confirmed" ->
                      actions.consent(action.id(), true, words("consent", reason), actor);
                  case "denied" ->
                      actions.consent(action.id(), false, words("no consent", reason), actor);
                  case "forced" -> actions.urge(action.id(), actor);
                  default -> throw Body.bad("to", "canceled, forced, confirmed or denied", to);
                })
        .map(action -> Reply.ok(json(action)));
  }

  private static String words(String what, @Nullable String reason) {
    return reason == null ? what : what + ": " + reason;
  }

  /** What a device runs, and what it is to run. */
  Future<Reply> update(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    Update update = actions.update(device.number());
    Action newest = update.newest();
    return actions
        .attributes(device)
        .map(
            attributes ->
                Reply.ok(
                    new JsonObject()
                        .put("device", device.id())
                        .put(
                            "runs",
                            states
                                .currentFirmware(device)
                                .map(
                                    now ->
                                        new JsonObject()
                                            .put("version", now.version())
                                            .put("sha256", now.sha256())
                                            .put("since", now.from().toString()))
                                .orElse(null))
                        .put("action", newest == null ? null : json(newest))
                        .put("attributes", attributes)
                        .put("autoConfirm", update.autoConsent() != null)));
  }

  /** A receipt that a device signed, whoever brings it. */
  Future<Reply> receipt(Call call) {
    return receipts
        .accept(call.bytes().toString(StandardCharsets.UTF_8))
        .map(action -> Reply.ok(json(action)));
  }
}
