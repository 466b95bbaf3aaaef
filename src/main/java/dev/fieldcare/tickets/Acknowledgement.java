package dev.fieldcare.tickets;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * Words what a customer hears at once: the number, what is covered, and what is promised. In the
 * language of the ticket's contact, {@code zh} or {@code en}; in both while that is not known.
 */
final class Acknowledgement {
  private static final Map<String, String> PROMISES =
      Map.of(
          ClockRules.RESPONSE, "首次响应",
          ClockRules.RESPONSE_OUT_OF_WARRANTY, "首次响应",
          ClockRules.REPLY, "答复",
          ClockRules.CONTACT, "与您联系",
          ClockRules.ARRIVAL, "到达现场");

  private Acknowledgement() {}

  static String of(Ticket ticket) {
    JsonObject contact = ticket.contact();
    String language = contact == null ? null : Given.text(contact, "language");
    if ("zh".equals(language)) {
      return chinese(ticket);
    }
    return "en".equals(language) ? english(ticket) : chinese(ticket) + "\n" + english(ticket);
  }

  private static String english(Ticket ticket) {
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
        text.append(
            "Promised: %s by %s\n"
                .formatted(promise.getString("kind"), promise.getString("deadline")));
      }
    }
    return text.toString();
  }

  private static String chinese(Ticket ticket) {
    var text = new StringBuilder();
    text.append("我们已收到您的请求，编号为 ").append(ticket.number()).append("。\n");
    if (ticket.device() != null) {
      text.append("设备：").append(ticket.device()).append("\n");
    }
    Entitled entitled = ticket.entitlement();
    text.append(
        "承保比例：零部件 %d %%，人工 %d %%，差旅 %d %%。\n"
            .formatted(entitled.parts(), entitled.labour(), entitled.travel()));
    for (Object each : ticket.commitments()) {
      if (each instanceof JsonObject promise && promise.getString("deadline") != null) {
        String kind = promise.getString("kind");
        text.append(
            "承诺：%s，不晚于 %s\n"
                .formatted(PROMISES.getOrDefault(kind, kind), promise.getString("deadline")));
      }
    }
    return text.toString();
  }
}
