package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import dev.fieldcare.stability.PgAlarms;
import io.vertx.core.Future;

/** Alarms: each time a condition held on a device. */
final class AlarmRoutes {
  private final Sight sight;
  private final PgAlarms alarms;

  AlarmRoutes(Sight sight, PgAlarms alarms) {
    this.sight = sight;
    this.alarms = alarms;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    String device = query.text("device");
    if (device == null && call.caller().role() == Role.CUSTOMER) {
      throw Problem.badInput(
          "query.device",
          "device: expected one of your devices, for example device=d-17, found none");
    }
    Integer number = device == null ? null : sight.get(call.caller(), device).number();
    return alarms
        .list(
            number,
            query.flag("active"),
            query.text("symptom"),
            query.limit(),
            query.cursor("after"))
        .map(page -> Reply.page(page.items(), page.next()));
  }
}
