package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.tickets.Actor;
import dev.fieldcare.tickets.Ticket;
import dev.fieldcare.tickets.TicketDesk;
import io.vertx.core.Future;

/** Which tickets a caller sees; one that may not be seen is as unknown as one that is not. */
final class TicketSight {
  private final TicketDesk desk;

  TicketSight(TicketDesk desk) {
    this.desk = desk;
  }

  Future<Ticket> get(Caller caller, String number) {
    return desk.get(number)
        .map(
            ticket -> {
              if (!caller.maySee(ticket.customer())) {
                throw Problem.notFound("ticket.unknown", "there is no ticket " + number);
              }
              return ticket;
            });
  }

  /** The ticket something hangs on, of which the caller must not learn otherwise. */
  Future<Ticket> of(Caller caller, String number, String code, String what) {
    return get(caller, number)
        .recover(
            hidden ->
                hidden instanceof Problem problem && problem.kind() == Problem.Kind.NOT_FOUND
                    ? Future.failedFuture(Problem.notFound(code, "there is no " + what))
                    : Future.failedFuture(hidden));
  }

  static Actor actor(Call call) {
    return Actor.person(call.caller().name(), call.caller().role());
  }

  /** An id of digits in the path; what is none is as unknown as one that is not there. */
  static long id(Call call, String code, String what) {
    try {
      return Long.parseLong(call.path("id"));
    } catch (NumberFormatException e) {
      throw Problem.notFound(code, "there is no " + what + " " + call.path("id"));
    }
  }
}
