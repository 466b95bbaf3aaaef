package dev.fieldcare.api;

import dev.fieldcare.registry.Role;
import dev.fieldcare.tickets.Ticket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What of a ticket a caller is told: a customer nothing of other devices and tickets, which may be
 * somebody else's.
 */
final class Told {
  /** Of a ticket's history: what names other tickets and devices. */
  private static final List<String> OF_OTHERS =
      List.of("parent", "children", "merged", "cause", "siblings");

  private Told() {}

  static JsonObject ticket(Caller caller, Ticket ticket) {
    return ticket(caller, ticket.json());
  }

  /** Of a ticket that may be seen at all; leaves what is given as it is. */
  static JsonObject ticket(Caller caller, JsonObject ticket) {
    if (caller.role() != Role.CUSTOMER) {
      return ticket;
    }
    String device = ticket.getString("device");
    var alarms = new JsonArray();
    for (Object each : ticket.getJsonArray("alarms", new JsonArray())) {
      if (device != null && device.equals(((JsonObject) each).getString("device"))) {
        alarms.add(each);
      }
    }
    return ticket
        .copy()
        .put("alarms", alarms)
        .put("siblings", new JsonArray())
        .put("children", new JsonObject().put("count", 0).put("items", new JsonArray()))
        .putNull("parent");
  }

  /** A line of the ticket's history. */
  static JsonObject line(Caller caller, JsonObject line) {
    if (caller.role() != Role.CUSTOMER) {
      return line;
    }
    JsonObject data = line.getJsonObject("data").copy();
    OF_OTHERS.forEach(data::remove);
    return line.copy().put("data", data);
  }
}
