package dev.fieldcare.tickets;

import io.vertx.core.json.JsonObject;

/** Words what a customer hears at once: the number, what is covered, and what is promised. */
final class Acknowledgement {
  private Acknowledgement() {}

  static String of(Ticket ticket) {
    var text = new StringBuilder();
    text.append("We have your request; its number is ").append(ticket.number()).append(".\n");
    if (ticket.device() != null) {
      text.append("Device: ").append(ticket.device()).append("\n");
    }
    Entitled entitled = ticket.entitlement();
    text.append(
        "Covered: %d %% of parts, %d %% of labour, %d %% of travel.\n"
            .formatted(entitled.parts(), entitled.labour(), entitled.travel()));
    for (Object each : ticket.commitments()) {
      if (each instanceof JsonObject promise && promise.getString("deadline") != null) {
        text.append("Promised: ")
            .append(promise.getString("kind"))
            .append(" by ")
            .append(promise.getString("deadline"))
            .append("\n");
      }
    }
    return text.toString();
  }
}
