package dev.fieldcare.api;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceCondition;
import dev.fieldcare.registry.DeviceFilter;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Registration;
import dev.fieldcare.registry.Role;
import dev.fieldcare.rollout.audience.Filter;
import dev.fieldcare.stability.AlarmStates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;

/** Devices: registered, found, changed, given new tokens, taken out of service and out of use. */
final class DeviceRoutes {
  private static final Set<Role> MAY_DECOMMISSION = Set.of(Role.ADMIN, Role.MANAGER);
  private static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);

  private final Vertx vertx;
  private final Devices devices;
  private final DeviceStates states;
  private final AlarmStates alarms;
  private final Sight sight;
  private final DeviceStandings standings;

  DeviceRoutes(
      Vertx vertx,
      Devices devices,
      DeviceStates states,
      AlarmStates alarms,
      DeviceStandings standings) {
    this.standings = standings;
    this.alarms = alarms;
    this.vertx = vertx;
    this.devices = devices;
    this.states = states;
    this.sight = new Sight(devices);
  }

  Future<Reply> register(Call call) {
    return devices
        .register(Registration.fromJson(call.anyBody()), call.caller().actor())
        .map(
            registered ->
                Reply.created(
                    location(registered.device()),
                    DeviceJson.of(registered.device()).put("token", registered.token())));
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    var filter =
        new DeviceFilter(
            query.text("model"),
            query.customer(call.caller()),
            query.text("site"),
            query.text("lot"),
            query.text("via"),
            query.text("q"),
            query.flag("decommissioned"));
    String text = query.text("filter");
    DeviceCondition condition =
        text == null ? DeviceCondition.NONE : Filter.parse(text).deviceCondition();
    boolean isStanding = query.flag("standing", false);
    return devices
        .list(filter, condition, query.limit(), query.text("after"))
        .compose(
            page ->
                (isStanding
                        ? standings.of(page.items())
                        : Future.succeededFuture(
                            page.items().stream().map(DeviceJson::of).toList()))
                    .map(items -> Reply.page(items, page.next())));
  }

  Future<Reply> get(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    JsonObject json = DeviceJson.of(device);
    json.put("presence", states.presence(device).map(DeviceJson::of).orElse(null));
    json.put("firmware", states.currentFirmware(device).map(DeviceJson::of).orElse(null));
    return alarms
        .outOfService(device)
        .map(hold -> Reply.ok(json.put("outOfService", hold.map(DeviceJson::of).orElse(null))));
  }

  Future<Reply> update(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    return devices
        .update(device.id(), call.anyBody(), call.caller().actor())
        .map(changed -> Reply.ok(DeviceJson.of(changed)));
  }

  /** Answers the new token, which is shown once; the old one works for the overlap. */
  Future<Reply> rotateToken(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    Duration overlap = call.hasBody() ? overlap(call.body("overlap")) : DEFAULT_OVERLAP;
    return devices
        .rotateToken(device.id(), overlap, call.caller().actor())
        .map(
            token ->
                Reply.created(
                    location(device),
                    new JsonObject()
                        .put("device", device.id())
                        .put("token", token)
                        .put("overlap", overlap.toString())));
  }

  Future<Reply> transition(Call call) {
    Body body = call.body("to", "reason");
    String to = body.required("to");
    Device device = sight.get(call.caller(), call.path("id"));
    String actor = call.caller().actor();
    Future<Void> done =
        switch (to) {
          case "decommissioned" -> {
            AlarmTransitions.mustBe(MAY_DECOMMISSION, call.caller(), "decommission devices");
            yield decommission(call);
          }
          case "outOfService" ->
              alarms.removeFromService(device, AlarmTransitions.needed(body, "reason"), actor);
          case "inService" ->
              alarms.placeInService(device, AlarmTransitions.text(body, "reason"), actor);
          default -> throw Body.bad("to", "outOfService, inService or decommissioned", to);
        };
    return done.compose(changed -> get(call));
  }

  Future<Reply> delete(Call call) {
    return decommission(call).map(done -> Reply.nothing());
  }

  Future<Reply> importCsv(Call call) {
    boolean dryRun = call.query().flag("dryRun", false);
    String actor = call.caller().actor();
    return CsvBody.importing(vertx, call, csv -> devices.importCsv(csv, dryRun, actor));
  }

  private Future<Void> decommission(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    return devices.decommission(device.id(), call.caller().actor());
  }

  private static Duration overlap(Body body) {
    String text = body.text("overlap");
    if (text == null) {
      return DEFAULT_OVERLAP;
    }
    if (text.equals("PT0S") || text.equals("0s")) {
      return Duration.ZERO;
    }
    Duration overlap = Times.duration("overlap", text);
    if (overlap.compareTo(LONGEST_OVERLAP) > 0) {
      throw Body.bad("overlap", "at most 90d", text);
    }
    return overlap;
  }

  private static String location(Device device) {
    return "/api/v1/devices/" + device.id();
  }
}
