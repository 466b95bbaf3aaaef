package dev.fieldcare.api;

import dev.fieldcare.tickets.Ticket;
import dev.fieldcare.tickets.TicketDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/** One ticket's thread as it goes on, so that both sides can chat. */
final class ThreadRoutes {
  private static final String EVENT = "messages";

  private final Stream stream;
  private final Credentials credentials;
  private final TicketSight tickets;

  ThreadRoutes(Stream stream, Credentials credentials, TicketDesk desk) {
    this.stream = stream;
    this.credentials = credentials;
    this.tickets = new TicketSight(desk);
  }

  /** What was said so far, at once, and from then on each message and each new state. */
  Future<Reply> open(Call call) {
    if (stream.isFull()) {
      throw Stream.full();
    }
    long before = stream.newest();
    Caller caller = call.caller();
    return tickets
        .get(caller, call.path("number"))
        .map(
            ticket -> {
              var thread = new Heard(caller, ticket.number());
              var sofar = new Stream.News(before, EVENT, thread.begin(ticket));
              var interest =
                  new Stream.Interest(
                      Set.of("ticket"), thread::shown, () -> credentials.isInForce(caller));
              stream.open(call.response(), interest, sofar);
              return Reply.TAKEN_OVER;
            });
  }

  /** What one listener has heard; only ever used on its event loop. */
  private static final class Heard {
    private final Caller caller;
    private final String number;
    private long last;
    private String state = "";

    Heard(Caller caller, String number) {
      this.caller = caller;
      this.number = number;
    }

    JsonObject begin(Ticket ticket) {
      return next(Told.ticket(caller, ticket));
    }

    Optional<Stream.News> shown(Stream.News news) {
      if (!(news.data().getValue("ticket") instanceof JsonObject ticket)
          || !number.equals(ticket.getString("number"))
          || !caller.maySee(ticket.getString("customer"))) {
        return Optional.empty();
      }
      String before = state;
      JsonObject said = next(Told.ticket(caller, ticket));
      boolean isNew = !said.getJsonArray("items").isEmpty() || !before.equals(state);
      return isNew ? Optional.of(new Stream.News(news.id(), EVENT, said)) : Optional.empty();
    }

    private JsonObject next(JsonObject ticket) {
      var items = new JsonArray();
      for (Object each : ticket.getJsonArray("messages", new JsonArray())) {
        long id = Long.parseLong(((JsonObject) each).getString("id"));
        if (id > last) {
          last = id;
          items.add(each);
        }
      }
      state = ticket.getString("state");
      return new JsonObject().put("ticket", number).put("state", state).put("items", items);
    }
  }
}
