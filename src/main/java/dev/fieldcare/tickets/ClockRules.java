package dev.fieldcare.tickets;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which clocks run for what happens to a ticket, by the service standard. Pure.
 *
 * <p>On-site clocks are attached when it turns out that somebody has to go there, and run from
 * intake all the same. Automatic messages stop nothing; waiting for parts pauses nothing.
 */
final class ClockRules {
  static final String RESPONSE = "response.general";
  static final String RESPONSE_OUT_OF_WARRANTY = "oow.response";
  static final String REPLY = "consult.reply";
  static final String CONTACT = "onsite.contact";
  static final String ARRIVAL = "onsite.arrival";

  private ClockRules() {}

  /** A ticket was opened, or opened again. */
  static List<ClockStep> opened(Ticket ticket, Entitled entitled, Instant from) {
    return switch (ticket.kind()) {
      case FAULT ->
          List.of(
              new ClockStep.Start(
                  entitled.coversSome() ? RESPONSE : RESPONSE_OUT_OF_WARRANTY, from, null, false));
      case CONSULTATION -> List.of(new ClockStep.Start(REPLY, from, null, false));
      case PROBLEM -> List.of();
    };
  }

  /** A ticket went from one state to another. */
  static List<ClockStep> moved(Guard.Case it, Transition row) {
    Ticket ticket = it.ticket();
    var steps = new ArrayList<ClockStep>();
    switch (row.to()) {
      case DISPATCHED -> {
        Instant agreed = agreedDate(it);
        boolean isPromised = it.standing().entitled().coversSome();
        steps.add(new ClockStep.Start(CONTACT, ticket.intakeAt(), null, false));
        steps.add(new ClockStep.Start(ARRIVAL, ticket.intakeAt(), agreed, !isPromised));
      }
      case ON_SITE -> {
        Instant at = Given.time(it.text("at"));
        Instant stop = at == null || at.isAfter(it.now()) ? it.now() : at;
        steps.add(new ClockStep.Stop(CONTACT, stop, "checked in at the site"));
        steps.add(new ClockStep.Stop(ARRIVAL, stop, "checked in at the site"));
      }
      case MERGED -> steps.add(new ClockStep.MoveTo(String.valueOf(it.text("parent"))));
      case CANCELLED -> steps.add(new ClockStep.Cancel("the ticket was cancelled"));
      case CLOSED -> steps.add(new ClockStep.Cancel("the ticket was closed"));
      case NEW -> steps.add(new ClockStep.Start(REPLY, it.now(), null, false));
      case TRIAGED -> {
        if (row.from() == State.CLOSED) {
          steps.addAll(opened(ticket, it.standing().entitled(), it.now()));
        }
      }
      default -> {
        // no promise hangs on the other states
      }
    }
    return steps;
  }

  /** Somebody wrote or said something. */
  static List<ClockStep> said(Ticket ticket, Message message) {
    var steps = new ArrayList<ClockStep>();
    if (message.direction() == Message.Direction.IN) {
      steps.add(new ClockStep.Resume(message.at(), "the customer was heard"));
    }
    if (message.isAnswer()) {
      steps.add(new ClockStep.Stop(RESPONSE_OUT_OF_WARRANTY, message.at(), "somebody answered"));
      if (message.guidance()) {
        steps.add(new ClockStep.Stop(RESPONSE, message.at(), "guidance was given"));
      }
      if (message.solution() && ticket.kind() == Kind.CONSULTATION) {
        steps.add(new ClockStep.Stop(REPLY, message.at(), "a solution was given"));
      }
      if (ticket.state() == State.DISPATCHED) {
        steps.add(new ClockStep.Stop(CONTACT, message.at(), "the customer was reached"));
      }
      if (message.asks()) {
        steps.add(new ClockStep.Await(message.id()));
      }
    }
    return steps;
  }

  private static @Nullable Instant agreedDate(Guard.Case it) {
    if (!it.standing().isRemote()) {
      return null;
    }
    JsonObject facts = it.ticket().facts();
    String given = it.text("agreedDate");
    return Given.time(given == null ? Given.text(facts, "agreedDate") : given);
  }
}
