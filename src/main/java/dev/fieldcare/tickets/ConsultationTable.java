package dev.fieldcare.tickets;

import static dev.fieldcare.registry.Role.CUSTOMER;
import static dev.fieldcare.registry.Role.MANAGER;
import static dev.fieldcare.registry.Role.SUPPORT;
import static dev.fieldcare.tickets.State.ANSWERED;
import static dev.fieldcare.tickets.State.CANCELLED;
import static dev.fieldcare.tickets.State.CLOSED;
import static dev.fieldcare.tickets.State.CONVERTED;
import static dev.fieldcare.tickets.State.NEW;

import java.util.ArrayList;
import java.util.List;

/** The transition table of questions: an answer carries a solution, or the question is a fault. */
final class ConsultationTable {
  static final TransitionTable TABLE = new TransitionTable(NEW, rows());

  private ConsultationTable() {}

  private static List<Transition> rows() {
    var rows = new ArrayList<Transition>();
    rows.add(Transition.by(NEW, ANSWERED, List.of(Guard.SOLUTION), "stops consult.reply", SUPPORT));
    rows.add(
        Transition.byBoth(
            ANSWERED, NEW, List.of(Guard.ASKED_AGAIN), "consult.reply starts again", CUSTOMER));
    rows.add(Transition.byBoth(ANSWERED, CLOSED, List.of(Guard.SOLUTION), "or silence", CUSTOMER));
    for (State state : List.of(NEW, ANSWERED)) {
      rows.add(
          Transition.by(
              state,
              CONVERTED,
              List.of(Guard.FAULT_NAMED),
              "a fault ticket takes over with the same intake",
              SUPPORT));
      rows.add(
          Transition.by(
              state, CANCELLED, List.of(Guard.REASON), "clocks cancelled", CUSTOMER, MANAGER));
    }
    return rows;
  }
}
