package dev.fieldcare.api;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import dev.fieldcare.tickets.Actor;
import dev.fieldcare.tickets.State;
import dev.fieldcare.tickets.Ticket;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.TicketFilter;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tickets: found, and worked on. What may be done when is for the desk to say. */
final class TicketRoutes {
  private static final List<String> STATES =
      Arrays.stream(State.values()).map(State::name).toList();
  private static final int LONGEST_COMMENT = 10_000;

  private final TicketDesk desk;
  private final JournalRoutes journal;

  TicketRoutes(TicketDesk desk, JournalRoutes journal) {
    this.desk = desk;
    this.journal = journal;
  }

  static String[] filters() {
    return java.util.stream.Stream.concat(
            TicketFilter.PARAMETERS.stream().sorted(), java.util.stream.Stream.of("limit", "after"))
        .toArray(String[]::new);
  }

  Future<Reply> list(Call call) {
    var given = new LinkedHashMap<String, String>();
    for (String name : TicketFilter.PARAMETERS) {
      String value = call.query().text(name);
      if (value != null) {
        given.put(name, value);
      }
    }
    if (call.caller().role() == Role.CUSTOMER) {
      String own = String.valueOf(call.caller().customer());
      String asked = given.put("customer", own);
      if (asked != null && !asked.equals(own)) {
        throw Query.bad("customer", "your own, " + own, asked);
      }
    }
    return desk.list(TicketFilter.parse(given), call.query().limit(), call.query().text("after"))
        .map(
            page ->
                Reply.page(
                    page.items().stream().map(each -> Told.ticket(call.caller(), each)).toList(),
                    page.next()));
  }

  Future<Reply> get(Call call) {
    return seen(call).map(ticket -> Reply.ok(Told.ticket(call.caller(), ticket)));
  }

  /** What the journal says of the ticket, oldest first. */
  Future<Reply> history(Call call) {
    return seen(call).compose(ticket -> journal.about("ticket:" + ticket.number(), call));
  }

  Future<Reply> transition(Call call) {
    JsonObject body = call.anyBody();
    String to = text(body, "to");
    State state =
        Arrays.stream(State.values())
            .filter(each -> each.name().equalsIgnoreCase(to))
            .findFirst()
            .orElseThrow(
                () ->
                    Body.bad(
                        "to",
                        "one of " + String.join(", ", STATES),
                        to + Nearest.hint(to, STATES)));
    Integer version = version(body);
    body.remove("to");
    body.remove("version");
    return change(call, actor -> desk.transition(call.path("number"), state, body, actor, version));
  }

  Future<Reply> comment(Call call) {
    String text = call.body("text").required("text");
    if (text.length() > LONGEST_COMMENT) {
      throw Body.bad("text", "at most " + LONGEST_COMMENT + " characters", text.length());
    }
    return change(call, actor -> desk.comment(call.path("number"), text, actor))
        .map(reply -> reply.status(201));
  }

  Future<Reply> assign(Call call) {
    Body body = call.body("assignee");
    if (!body.json().containsKey("assignee")) {
      throw Problem.badInput("body.assignee", "assignee: expected a name or null, found none");
    }
    String assignee = body.text("assignee");
    return change(call, actor -> desk.assign(call.path("number"), assignee, actor));
  }

  private Future<Reply> change(Call call, Function<Actor, Future<Ticket>> step) {
    Actor actor = Actor.person(call.caller().name(), call.caller().role());
    return seen(call)
        .compose(ticket -> step.apply(actor))
        .map(ticket -> Reply.ok(Told.ticket(call.caller(), ticket)));
  }

  private Future<Ticket> seen(Call call) {
    return new TicketSight(desk).get(call.caller(), call.path("number"));
  }

  private static @Nullable Integer version(JsonObject body) {
    Object found = body.getValue("version");
    if (found == null || found instanceof Integer) {
      return (Integer) found;
    }
    throw Body.bad("version", "the version of the ticket you saw", found);
  }

  private static String text(JsonObject body, String name) {
    if (body.getValue(name) instanceof String found) {
      return found;
    }
    throw Body.bad(name, "a string", String.valueOf(body.getValue(name)));
  }
}
