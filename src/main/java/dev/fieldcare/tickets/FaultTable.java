package dev.fieldcare.tickets;

import static dev.fieldcare.registry.Role.CUSTOMER;
import static dev.fieldcare.registry.Role.FIELD_ENGINEER;
import static dev.fieldcare.registry.Role.MANAGER;
import static dev.fieldcare.registry.Role.RELEASE_ENGINEER;
import static dev.fieldcare.registry.Role.SUPPORT;
import static dev.fieldcare.tickets.State.APPROVED;
import static dev.fieldcare.tickets.State.AWAITING_SIGNOFF;
import static dev.fieldcare.tickets.State.CANCELLED;
import static dev.fieldcare.tickets.State.CLOSED;
import static dev.fieldcare.tickets.State.DECLINED;
import static dev.fieldcare.tickets.State.DIAGNOSED;
import static dev.fieldcare.tickets.State.DISPATCHED;
import static dev.fieldcare.tickets.State.DISPUTED;
import static dev.fieldcare.tickets.State.GUIDING;
import static dev.fieldcare.tickets.State.MERGED;
import static dev.fieldcare.tickets.State.NEW;
import static dev.fieldcare.tickets.State.ON_SITE;
import static dev.fieldcare.tickets.State.QUOTED;
import static dev.fieldcare.tickets.State.REMOTE_FIX;
import static dev.fieldcare.tickets.State.REPAIRING;
import static dev.fieldcare.tickets.State.TESTING;
import static dev.fieldcare.tickets.State.TRIAGED;
import static dev.fieldcare.tickets.Transition.by;
import static dev.fieldcare.tickets.Transition.byBoth;
import static dev.fieldcare.tickets.Transition.bySystem;

import java.util.ArrayList;
import java.util.List;

/**
 * The transition table of fault tickets.
 *
 * <p>Not here yet: the conversion into a replacement, which comes with replacements.
 */
final class FaultTable {
  private static final List<Guard> NOTHING = List.of();
  private static final List<Guard> AGREED = List.of(Guard.AGREED_DATE);
  private static final List<Guard> REASON = List.of(Guard.REASON);
  private static final List<Guard> CONSENTED = List.of(Guard.EXPLAINED, Guard.CONSENT);

  static final TransitionTable TABLE = new TransitionTable(NEW, rows());

  private FaultTable() {}

  private static List<Transition> rows() {
    var rows = new ArrayList<Transition>();
    receive(rows);
    treat(rows);
    agree(rows);
    repair(rows);
    signOff(rows);
    end(rows);
    return rows;
  }

  private static void receive(List<Transition> rows) {
    rows.add(byBoth(NEW, TRIAGED, List.of(Guard.SEVERITY), "severity set", SUPPORT));
    for (State state : List.of(NEW, TRIAGED)) {
      rows.add(
          bySystem(
              state,
              CLOSED,
              List.of(Guard.ALL_QUIET),
              "resolution self_cleared, or fixed in a release, verified"));
    }
  }

  private static void treat(List<Transition> rows) {
    rows.add(by(TRIAGED, GUIDING, AGREED, "", SUPPORT));
    for (State state : List.of(TRIAGED, GUIDING, DIAGNOSED)) {
      List<Guard> guards =
          state == TRIAGED
              ? List.of(Guard.AGREED_DATE, Guard.UPDATE_UNDER_WAY)
              : List.of(Guard.UPDATE_UNDER_WAY);
      rows.add(by(state, REMOTE_FIX, guards, "release kept", SUPPORT, RELEASE_ENGINEER));
    }
    rows.add(bySystem(REMOTE_FIX, TESTING, List.of(Guard.RUNS_THE_FIX), "soak begins"));
    rows.add(byBoth(REMOTE_FIX, TRIAGED, REASON, "failed or declined", SUPPORT));
    for (State state : List.of(TRIAGED, GUIDING)) {
      rows.add(
          by(
              state,
              DISPATCHED,
              List.of(Guard.AGREED_DATE, Guard.TRIP_CONSENT),
              "on-site clocks run from intake",
              SUPPORT,
              MANAGER));
    }
    rows.add(by(DISPATCHED, TRIAGED, REASON, "withdrawn", SUPPORT, MANAGER));
    rows.add(
        by(DISPATCHED, ON_SITE, List.of(Guard.CHECK_IN), "stops onsite.arrival", FIELD_ENGINEER));
    rows.add(by(GUIDING, TESTING, List.of(Guard.GUIDED), "soak begins", SUPPORT));
  }

  private static void agree(List<Transition> rows) {
    for (State state : List.of(TRIAGED, GUIDING, ON_SITE)) {
      List<Guard> guards =
          state == TRIAGED
              ? List.of(Guard.AGREED_DATE, Guard.EXPLAINED_DIAGNOSIS)
              : List.of(Guard.EXPLAINED_DIAGNOSIS);
      rows.add(by(state, DIAGNOSED, guards, "entitlement confirmed", FIELD_ENGINEER, SUPPORT));
    }
    rows.add(
        byBoth(DIAGNOSED, APPROVED, List.of(Guard.NOTHING_PAYABLE), "", FIELD_ENGINEER, SUPPORT));
    for (State state : List.of(DIAGNOSED, DECLINED)) {
      rows.add(by(state, QUOTED, List.of(Guard.QUOTE_ISSUED), "", FIELD_ENGINEER, SUPPORT));
    }
    rows.add(by(QUOTED, APPROVED, List.of(Guard.CONSENT), "", CUSTOMER));
    rows.add(by(QUOTED, DECLINED, List.of(Guard.QUOTE_DECLINED), "", CUSTOMER));
    for (State state : List.of(APPROVED, REPAIRING)) {
      rows.add(
          by(
              state,
              DIAGNOSED,
              List.of(Guard.REASON, Guard.EXPLAINED_DIAGNOSIS),
              "other scope: consent anew",
              FIELD_ENGINEER,
              SUPPORT));
    }
  }

  private static void repair(List<Transition> rows) {
    rows.add(by(APPROVED, REPAIRING, CONSENTED, "consent kept", FIELD_ENGINEER));
    rows.add(
        by(
            REPAIRING,
            TESTING,
            List.of(Guard.PROCEDURE, Guard.SOUND_PARTS),
            "parts booked into the genealogy; soak begins",
            FIELD_ENGINEER));
    rows.add(
        byBoth(
            TESTING,
            REPAIRING,
            List.of(Guard.REASON, Guard.EXPLAINED, Guard.CONSENT),
            "test failed",
            FIELD_ENGINEER));
    rows.add(
        byBoth(
            TESTING,
            AWAITING_SIGNOFF,
            List.of(Guard.TEST_PASSED, Guard.SOAKED),
            "service report made",
            FIELD_ENGINEER,
            SUPPORT));
  }

  private static void signOff(List<Transition> rows) {
    rows.add(
        byBoth(
            AWAITING_SIGNOFF, CLOSED, List.of(Guard.SIGNED), "repair warranty begins", CUSTOMER));
    rows.add(by(AWAITING_SIGNOFF, DISPUTED, REASON, "escalated", CUSTOMER));
    rows.add(by(DISPUTED, REPAIRING, CONSENTED, "", FIELD_ENGINEER));
    rows.add(by(DISPUTED, CLOSED, List.of(Guard.SIGNED), "repair warranty begins", CUSTOMER));
    rows.add(
        byBoth(
            CLOSED,
            TRIAGED,
            List.of(Guard.REASON, Guard.NONE_OPEN_NOW, Guard.REPAIR_WARRANTY),
            "reopened: new clocks",
            CUSTOMER));
  }

  private static void end(List<Transition> rows) {
    for (State state : State.values()) {
      if (state.isOpen() && rows.stream().anyMatch(each -> each.from() == state)) {
        rows.add(
            byBoth(
                state,
                MERGED,
                List.of(Guard.OPEN_PARENT),
                "alarms and earliest deadlines move to the parent",
                SUPPORT));
        rows.add(by(state, CANCELLED, REASON, "clocks cancelled", CUSTOMER, MANAGER));
      }
    }
  }
}
