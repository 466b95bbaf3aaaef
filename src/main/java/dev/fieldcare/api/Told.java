package dev.fieldcare.api;

import dev.fieldcare.registry.Role;
import dev.fieldcare.tickets.Ticket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a ticket a caller is told: a customer nothing of other devices and tickets, which may be
 * somebody else's.
 */
final class Told {
  /** Of a ticket's history: what names other tickets and devices. */
  private static final List<String> OF_OTHERS =
      List.of("parent", "children", "merged", "cause", "siblings", "knows");

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
    JsonObject facts = ticket.getJsonObject("facts", new JsonObject()).copy();
    List.of("problem", "releasedFrom").forEach(facts::remove);
    return ticket
        .copy()
        .put("facts", facts)
        .put("known", known(ticket.getJsonObject("known")))
        .put("alarms", alarms)
        .put("comments", said(ticket.getJsonArray("comments")))
        .put("messages", said(ticket.getJsonArray("messages")))
        .put("siblings", new JsonArray())
        .put("children", new JsonObject().put("count", 0).put("items", new JsonArray()))
        .putNull("parent");
  }

  /** What is known of their own device, and nothing of how others fare. */
  private static @Nullable JsonObject known(@Nullable JsonObject known) {
    if (known == null) {
      return null;
    }
    JsonObject own = known.copy();
    JsonObject because = own.getJsonObject("because", new JsonObject());
    for (String ofOthers : List.of("siblings", "problem")) {
      own.putNull(ofOthers);
      because.remove(ofOthers);
    }
    // why that way may name a lot under suspicion
    JsonObject route = own.getJsonObject("route");
    return route == null
        ? own
        : own.put("route", new JsonObject().put("kind", route.getString("kind")));
  }

  /** Without what members of staff noted for each other. */
  private static JsonArray said(@Nullable JsonArray messages) {
    var said = new JsonArray();
    for (Object each : messages == null ? new JsonArray() : messages) {
      var message = (JsonObject) each;
      boolean isNote = "note".equals(message.getString("direction"));
      if (!isNote || !"HUMAN".equals(message.getString("authorKind"))) {
        said.add(message);
      }
    }
    return said;
  }

  /** A line of the ticket's history. */
  static JsonObject line(Caller caller, JsonObject line) {
    if (caller.role() != Role.CUSTOMER) {
      return line;
    }
    JsonObject data = line.getJsonObject("data").copy();
    OF_OTHERS.forEach(data::remove);
    boolean isNote =
        "ticket.commented".equals(line.getString("type"))
            || "note".equals(data.getString("direction", ""));
    if (isNote && !caller.actor().equals(line.getString("actor"))) {
      data.remove("text");
    }
    return line.copy().put("data", data);
  }
}
