package dev.fieldcare.tickets;

import static dev.fieldcare.registry.Role.CUSTOMER;
import static dev.fieldcare.registry.Role.FIELD_ENGINEER;
import static dev.fieldcare.registry.Role.MANAGER;
import static dev.fieldcare.registry.Role.SUPPORT;

import dev.fieldcare.registry.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The transition table of fault tickets, as far as the mechanisms behind it exist.
 *
 * <p>Not here yet: REMOTE_FIX (comes with rollouts, which start and confirm it), QUOTED and
 * DECLINED (come with quotes; until then a diagnosis that names something payable goes no further),
 * CONVERTED (comes with replacements), and closing a reopened ticket's repair warranty (comes with
 * coverages).
 */
final class FaultTable {
  private static final Set<State> UNDER_WORK =
      java.util.EnumSet.of(
          State.NEW,
          State.TRIAGED,
          State.GUIDING,
          State.DISPATCHED,
          State.ON_SITE,
          State.DIAGNOSED,
          State.APPROVED,
          State.REPAIRING,
          State.TESTING,
          State.AWAITING_SIGNOFF,
          State.DISPUTED);

  static final TransitionTable TABLE = new TransitionTable(State.NEW, rows());

  private FaultTable() {}

  private static List<Transition> rows() {
    var rows = new ArrayList<Transition>();
    rows.add(byBoth(State.NEW, State.TRIAGED, Guard.SEVERITY, "severity set", SUPPORT));
    rows.add(bySystem(State.NEW, State.CLOSED, Guard.ALL_QUIET, "resolution self_cleared"));
    rows.add(bySystem(State.TRIAGED, State.CLOSED, Guard.ALL_QUIET, "resolution self_cleared"));

    rows.add(by(State.TRIAGED, State.GUIDING, Guard.NONE, "", SUPPORT));
    for (State state : List.of(State.TRIAGED, State.GUIDING)) {
      rows.add(by(state, State.DISPATCHED, Guard.NONE, "", SUPPORT, MANAGER));
    }
    rows.add(by(State.DISPATCHED, State.TRIAGED, Guard.REASON, "withdrawn", SUPPORT, MANAGER));
    rows.add(by(State.DISPATCHED, State.ON_SITE, Guard.CHECK_IN, "check-in kept", FIELD_ENGINEER));

    for (State state : List.of(State.TRIAGED, State.GUIDING, State.ON_SITE)) {
      rows.add(
          by(
              state,
              State.DIAGNOSED,
              Guard.EXPLAINED_DIAGNOSIS,
              "diagnosis kept",
              FIELD_ENGINEER,
              SUPPORT));
    }
    rows.add(
        byBoth(
            State.DIAGNOSED, State.APPROVED, Guard.NOTHING_PAYABLE, "", FIELD_ENGINEER, SUPPORT));
    rows.add(by(State.APPROVED, State.REPAIRING, Guard.REPAIRABLE, "", FIELD_ENGINEER));
    rows.add(by(State.REPAIRING, State.TESTING, Guard.NONE, "", FIELD_ENGINEER));
    rows.add(by(State.GUIDING, State.TESTING, Guard.GUIDED, "guidance kept", SUPPORT));
    rows.add(byBoth(State.TESTING, State.REPAIRING, Guard.TEST_FAILED, "", FIELD_ENGINEER));
    rows.add(
        byBoth(
            State.TESTING, State.AWAITING_SIGNOFF, Guard.TEST_PASSED, "", FIELD_ENGINEER, SUPPORT));
    rows.add(by(State.AWAITING_SIGNOFF, State.CLOSED, Guard.SIGNATURE, "signature kept", CUSTOMER));
    rows.add(by(State.AWAITING_SIGNOFF, State.DISPUTED, Guard.REASON, "", CUSTOMER));
    rows.add(by(State.DISPUTED, State.REPAIRING, Guard.REPAIRABLE, "", FIELD_ENGINEER));
    rows.add(by(State.DISPUTED, State.CLOSED, Guard.SIGNATURE, "signature kept", CUSTOMER));
    rows.add(byBoth(State.CLOSED, State.TRIAGED, Guard.NONE_OPEN_NOW, "reopened", CUSTOMER));

    for (State state : UNDER_WORK) {
      rows.add(
          byBoth(state, State.MERGED, Guard.OPEN_PARENT, "alarms move to the parent", SUPPORT));
      rows.add(by(state, State.CANCELLED, Guard.REASON, "", CUSTOMER, MANAGER));
    }
    return rows;
  }

  private static Transition by(State from, State to, Guard guard, String effect, Role... roles) {
    return new Transition(from, to, false, Set.of(roles), guard, effect);
  }

  private static Transition bySystem(State from, State to, Guard guard, String effect) {
    return new Transition(from, to, true, Set.of(), guard, effect);
  }

  private static Transition byBoth(
      State from, State to, Guard guard, String effect, Role... roles) {
    return new Transition(from, to, true, Set.of(roles), guard, effect);
  }
}
