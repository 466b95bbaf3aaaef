package dev.fieldcare.tickets;

import static dev.fieldcare.registry.Role.MANAGER;
import static dev.fieldcare.registry.Role.QUALITY;
import static dev.fieldcare.tickets.State.CANCELLED;
import static dev.fieldcare.tickets.State.CLOSED;
import static dev.fieldcare.tickets.State.INVESTIGATING;
import static dev.fieldcare.tickets.State.KNOWN_ERROR;
import static dev.fieldcare.tickets.State.NEW;
import static dev.fieldcare.tickets.State.RESOLVED;

import java.util.ArrayList;
import java.util.List;

/** The transition table of problems: the common cause of faults, in a lot, release or site. */
final class ProblemTable {
  static final TransitionTable TABLE = new TransitionTable(NEW, rows());

  private ProblemTable() {}

  private static List<Transition> rows() {
    var rows = new ArrayList<Transition>();
    rows.add(by(NEW, INVESTIGATING, List.of(), ""));
    rows.add(by(INVESTIGATING, KNOWN_ERROR, List.of(Guard.CAUSE_KNOWN), "cause kept"));
    rows.add(by(KNOWN_ERROR, INVESTIGATING, List.of(Guard.REASON), "not the cause after all"));
    rows.add(by(KNOWN_ERROR, RESOLVED, List.of(Guard.REMEDY), "remedy kept"));
    rows.add(by(RESOLVED, INVESTIGATING, List.of(Guard.REASON), "it came back"));
    rows.add(by(RESOLVED, CLOSED, List.of(), ""));
    for (State state : List.of(NEW, INVESTIGATING, KNOWN_ERROR, RESOLVED)) {
      rows.add(by(state, CANCELLED, List.of(Guard.REASON), ""));
    }
    return rows;
  }

  private static Transition by(State from, State to, List<Guard> guards, String effect) {
    return Transition.by(from, to, guards, effect, QUALITY, MANAGER);
  }
}
