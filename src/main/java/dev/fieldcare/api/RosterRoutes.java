package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.messaging.oncall.OnCall;
import dev.fieldcare.messaging.oncall.Roster;
import dev.fieldcare.messaging.oncall.Shift;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The roster of who is on call: seen by all staff, saved whole by managers. */
final class RosterRoutes {
  private static final int MOST_SHIFTS = 2_000;
  private static final List<String> MEMBERS =
      List.of("person", "email", "phone", "zone", "from", "to");

  private final OnCall onCall;
  private final Clock clock;

  RosterRoutes(OnCall onCall, Clock clock) {
    this.onCall = onCall;
    this.clock = clock;
  }

  Future<Reply> get(Call call) {
    return onCall.roster().map(roster -> Reply.ok(json(roster)));
  }

  Future<Reply> put(Call call) {
    Object list = call.body("shifts").json().getValue("shifts");
    if (!(list instanceof JsonArray array) || array.isEmpty() || array.size() > MOST_SHIFTS) {
      throw Body.bad("shifts", "a list of 1 to " + MOST_SHIFTS + " shifts", String.valueOf(list));
    }
    var shifts = new ArrayList<Shift>();
    for (int i = 0; i < array.size(); i++) {
      try {
        shifts.add(shift(array.getValue(i)));
      } catch (Problem e) {
        throw e.within("shifts[" + i + "]");
      }
    }
    return onCall
        .save(new Roster(shifts), call.caller().actor())
        .map(roster -> Reply.ok(json(roster)));
  }

  private static Shift shift(Object value) {
    if (!(value instanceof JsonObject object)) {
      throw Body.bad("shift", "an object with " + String.join(", ", MEMBERS), value);
    }
    Body shift = Body.parse(object.toBuffer(), MEMBERS);
    return Shift.parse(
        shift.required("person"),
        shift.required("email"),
        shift.text("phone"),
        shift.required("zone"),
        shift.required("from"),
        shift.required("to"));
  }

  private JsonObject json(Roster roster) {
    Instant now = clock.instant();
    return new JsonObject()
        .put("now", shown(roster.at(now)))
        .put("coveredUntil", roster.coveredUntil(now).toString())
        .put("shifts", shown(roster.shifts()));
  }

  private static JsonArray shown(List<Shift> shifts) {
    var array = new JsonArray();
    for (Shift each : shifts) {
      array.add(
          new JsonObject()
              .put("person", each.person())
              .put("email", each.email())
              .put("phone", each.phone())
              .put("zone", each.zone().getId())
              .put("from", each.localFrom().toString())
              .put("to", each.localTo().toString())
              .put("fromAt", each.from().toString())
              .put("toAt", each.to().toString()));
    }
    return array;
  }
}
