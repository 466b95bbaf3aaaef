package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Role;
import dev.fieldcare.stability.AlarmFilter;
import dev.fieldcare.stability.AlarmList;
import dev.fieldcare.stability.AlarmState;
import dev.fieldcare.stability.AlarmStates;
import dev.fieldcare.stability.Standing;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Alarms: each time a condition held on a device, and the state people brought it to. */
final class AlarmRoutes {
  private static final int LONGEST_SYMPTOM = 200;
  private static final List<String> STATES =
      Arrays.stream(AlarmState.values()).map(AlarmState::name).toList();

  private final Sight sight;
  private final AlarmList alarms;
  private final AlarmStates states;
  private final AlarmTransitions transitions;

  AlarmRoutes(Sight sight, AlarmList alarms, AlarmStates states, AlarmTransitions transitions) {
    this.alarms = alarms;
    this.sight = sight;
    this.states = states;
    this.transitions = transitions;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    var filter =
        new AlarmFilter(
            device(call),
            query.text("symptom"),
            query.flag("active"),
            query.code("state", AlarmState::find, STATES),
            query.flag("shelved"));
    return alarms
        .alarms(filter, query.limit(), query.cursor("after"))
        .map(page -> Reply.page(page.items(), page.next()));
  }

  /** What is shelved, suppressed or out of service, or was. */
  Future<Reply> holds(Call call) {
    Query query = call.query();
    return alarms
        .holds(device(call), query.flag("open"), query.limit(), query.cursor("after"))
        .map(page -> Reply.page(page.items(), page.next()));
  }

  /** The number of the device asked for; a customer must name one of theirs. */
  private @Nullable Integer device(Call call) {
    String device = call.query().text("device");
    if (device == null && call.caller().role() == Role.CUSTOMER) {
      throw Problem.badInput(
          "query.device",
          "device: expected one of your devices, for example device=d-17, found none");
    }
    return device == null ? null : sight.get(call.caller(), device).number();
  }

  Future<Reply> get(Call call) {
    return seen(call).map(Reply::ok);
  }

  /** The alarm of the path; one that may not be seen is as unknown as one that is not. */
  private Future<JsonObject> seen(Call call) {
    long id;
    try {
      id = Long.parseLong(call.path("id"));
    } catch (NumberFormatException e) {
      throw unknown(call);
    }
    return alarms
        .alarm(id)
        .map(
            alarm -> {
              if (!sight.maySee(call.caller(), alarm.getString("device"))) {
                throw unknown(call);
              }
              return alarm;
            });
  }

  private static Problem unknown(Call call) {
    return Problem.notFound("alarm.unknown", "there is no alarm " + call.path("id"));
  }

  Future<Reply> transition(Call call) {
    return seen(call)
        .compose(
            alarm -> {
              Device device = sight.get(call.caller(), alarm.getString("device"));
              String key = alarm.getString("key");
              return transitions.apply(call, device, alarm.getString("symptom"), key);
            })
        .compose(done -> seen(call))
        .map(Reply::ok);
  }

  /** How a condition stands, whether or not it ever alarmed. */
  Future<Reply> standing(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    return states.get(device, symptom(call)).map(Standing::json).map(Reply::ok);
  }

  Future<Reply> transitionOfDevice(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    return transitions.apply(call, device, symptom(call), null).map(Standing::json).map(Reply::ok);
  }

  private static String symptom(Call call) {
    String symptom = call.path("symptom");
    if (symptom.isBlank()
        || symptom.length() > LONGEST_SYMPTOM
        || symptom.chars().anyMatch(Character::isISOControl)) {
      throw Problem.badInput(
          "path.symptom",
          "symptom: expected 1 to "
              + LONGEST_SYMPTOM
              + " printable characters such as temperature.high, found "
              + symptom.length());
    }
    return symptom;
  }
}
