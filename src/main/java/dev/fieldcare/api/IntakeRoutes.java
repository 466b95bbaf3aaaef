package dev.fieldcare.api;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Role;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.tickets.Cause;
import dev.fieldcare.tickets.Intake;
import dev.fieldcare.tickets.Kind;
import dev.fieldcare.tickets.Message;
import dev.fieldcare.tickets.TicketDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests that people and programs hand in, and what is said about them afterwards. */
final class IntakeRoutes {
  private static final List<String> CHANNELS = List.of("phone", "email", "chat", "portal", "api");

  private final Sight sight;
  private final TicketSight tickets;
  private final TicketDesk desk;

  IntakeRoutes(Sight sight, TicketDesk desk) {
    this.sight = sight;
    this.tickets = new TicketSight(desk);
    this.desk = desk;
  }

  /** Answers 201 with a new ticket, 200 with the one that is being worked on already. */
  Future<Reply> open(Call call) {
    Body body =
        call.body(
            "kind",
            "channel",
            "device",
            "customer",
            "symptom",
            "title",
            "severity",
            "text",
            "contact",
            "cause",
            "externalId");
    String code = body.required("kind");
    Kind kind =
        Kind.find(code).orElseThrow(() -> Body.bad("kind", "fault, consultation or problem", code));
    String id = body.text("device");
    Device device = id == null ? null : sight.get(call.caller(), id);
    boolean isCustomer = call.caller().role() == Role.CUSTOMER;
    var intake =
        new Intake(
            kind,
            channel(body),
            device,
            isCustomer ? call.caller().customer() : body.text("customer"),
            symptom(body),
            bounded(body, "title", 200),
            severity(body),
            body.required("text"),
            contact(body),
            cause(body),
            bounded(body, "externalId", 200));
    return desk.open(intake, TicketSight.actor(call))
        .map(
            opened -> {
              String path = "/api/v1/tickets/" + opened.ticket().number();
              Reply reply = Reply.created(path, Told.ticket(call.caller(), opened.ticket()));
              return opened.isNew() ? reply : reply.status(200);
            });
  }

  Future<Reply> say(Call call) {
    Body body =
        call.body("text", "channel", "direction", "guidance", "solution", "asks", "externalId");
    boolean isCustomer = call.caller().role() == Role.CUSTOMER;
    String way = body.text("direction");
    Message.Direction direction =
        isCustomer
            ? Message.Direction.IN
            : Message.Direction.find(way == null ? "out" : way)
                .orElseThrow(() -> Body.bad("direction", "in, out or note", String.valueOf(way)));
    var draft =
        new Message(
            0,
            java.time.Instant.EPOCH,
            channel(body),
            direction,
            Message.AuthorKind.HUMAN,
            call.caller().name(),
            body.required("text"),
            flag(body, "guidance"),
            flag(body, "solution"),
            flag(body, "asks"),
            bounded(body, "externalId", 200));
    return tickets
        .get(call.caller(), call.path("number"))
        .compose(ticket -> desk.say(ticket.number(), draft, TicketSight.actor(call)))
        .map(ticket -> Reply.ok(Told.ticket(call.caller(), ticket)).status(201));
  }

  private static Message.Channel channel(Body body) {
    String code = body.text("channel");
    if (code == null) {
      return Message.Channel.API;
    }
    return Message.Channel.find(code)
        .filter(found -> found != Message.Channel.SYSTEM)
        .orElseThrow(() -> Body.bad("channel", "one of " + String.join(", ", CHANNELS), code));
  }

  static Severity severity(Body body) {
    String code = body.text("severity");
    if (code == null) {
      return Severity.MINOR;
    }
    return Arrays.stream(Severity.values())
        .filter(each -> each.code().equals(code))
        .findFirst()
        .orElseThrow(() -> Body.bad("severity", "critical, major, minor or warning", code));
  }

  static @Nullable String symptom(Body body) {
    String symptom = bounded(body, "symptom", 100);
    if (symptom != null && !symptom.matches("[A-Za-z0-9][A-Za-z0-9._:-]*")) {
      throw Body.bad("symptom", "a word such as temperature.high", symptom);
    }
    return symptom;
  }

  private static @Nullable String bounded(Body body, String name, int longest) {
    String text = body.text(name);
    if (text != null && (text.isBlank() || text.length() > longest)) {
      throw Body.bad(name, "1 to " + longest + " characters", text.length() + " of them");
    }
    return text;
  }

  private static boolean flag(Body body, String name) {
    Object value = body.json().getValue(name);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw Body.bad(name, "true or false", value);
  }

  private static @Nullable JsonObject contact(Body body) {
    Object value = body.json().getValue("contact");
    if (value == null) {
      return null;
    }
    if (!(value instanceof JsonObject contact)) {
      throw Body.bad("contact", "{\"name\", \"email\", \"phone\"}", value);
    }
    Body parts = Body.parse(contact.toBuffer(), List.of("name", "email", "phone"));
    for (String name : List.of("name", "email", "phone")) {
      bounded(parts, name, 200);
    }
    String email = parts.text("email");
    if (email != null && !email.matches("[^@\\s,;<>]+@[^@\\s,;<>]+")) {
      throw Body.bad("contact.email", "an address such as li@example.com", email);
    }
    return contact;
  }

  private static @Nullable Cause cause(Body body) {
    Object value = body.json().getValue("cause");
    if (value == null) {
      return null;
    }
    if (value instanceof JsonObject cause
        && cause.getValue("type") instanceof String type
        && cause.getValue("id") instanceof String id
        && !id.isBlank()
        && Cause.Type.find(type).isPresent()) {
      return new Cause(Cause.Type.find(type).orElseThrow(), id);
    }
    throw Body.bad("cause", "{\"type\": lot, firmware, site or model, \"id\"}", value);
  }
}
