package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Walks the table of every kind of ticket. */
class TransitionTablesTest {
  private static final Path DOCS =
      Path.of(System.getProperty("fieldcare.home", "..")).resolve("docs/tickets.md");

  @ParameterizedTest
  @EnumSource(Kind.class)
  void every_state_can_be_reached(Kind kind) {
    assertEquals(kind.table().states(), reachable(kind.table(), kind.table().start()));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void every_open_state_can_come_to_an_end_by_work_and_not_only_by_giving_up(Kind kind) {
    for (State state : kind.table().states()) {
      if (state.isOpen()) {
        assertTrue(reachable(kind.table(), state).contains(State.CLOSED), state + " is a dead end");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void people_alone_can_bring_every_ticket_to_its_end(Kind kind) {
    for (State state : kind.table().states()) {
      var seen = EnumSet.of(state);
      var next = new ArrayDeque<>(seen);
      while (!next.isEmpty()) {
        for (Transition each : kind.table().from(next.remove())) {
          if (!each.roles().isEmpty() && seen.add(each.to())) {
            next.add(each.to());
          }
        }
      }
      assertTrue(!state.isOpen() || seen.contains(State.CLOSED), state + " is stuck");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void no_step_is_listed_twice_and_each_has_somebody(Kind kind) {
    record Step(State from, State to) {}
    var seen = new HashSet<Step>();
    for (Transition each : kind.table().transitions()) {
      assertTrue(seen.add(new Step(each.from(), each.to())), each + " is listed twice");
      assertFalse(each.by().isEmpty(), each + " has nobody");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void only_the_customer_signs_off(Kind kind) {
    for (Transition each : kind.table().transitions()) {
      if (each.has(Guard.SIGNED)) {
        assertEquals(Set.of(Role.CUSTOMER), each.roles());
        assertFalse(each.isAllowedTo(Actor.person("root", Role.ADMIN, Role.MANAGER)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void every_way_into_repairing_demands_an_explained_diagnosis_and_consent(Kind kind) {
    for (Transition each : kind.table().transitions()) {
      if (each.to() == State.REPAIRING) {
        assertTrue(each.has(Guard.EXPLAINED) && each.has(Guard.CONSENT), each.toString());
      }
    }
  }

  @Test
  void only_the_customer_accepts_and_declines_quotes() {
    for (QuoteTable.Row each : QuoteTable.ROWS) {
      if (each.to() == Quote.State.ACCEPTED || each.to() == Quote.State.DECLINED) {
        assertFalse(each.isAllowedTo(Actor.SYSTEM));
        assertFalse(each.isAllowedTo(Actor.person("root", Role.ADMIN, Role.MANAGER)));
      }
    }
  }

  @Test
  void the_docs_show_the_tables_as_they_are() throws IOException {
    String docs = Files.readString(DOCS);
    for (Kind kind : Kind.values()) {
      assertTrue(
          squeezed(docs).contains(squeezed(matrix(kind))),
          () -> "docs/tickets.md must contain, for " + kind.code() + ":\n" + matrix(kind));
    }
  }

  /** Without the padding an editor may have put into a table. */
  private static String squeezed(String text) {
    return text.replaceAll(" +", " ");
  }

  private static String matrix(Kind kind) {
    var text = new StringBuilder("| from | to | by | guard | demands | effect |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (Transition each : kind.table().transitions()) {
      text.append(
          "| %s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  each.from(),
                  each.to(),
                  String.join(", ", each.by()),
                  each.guardNames(),
                  each.demands(),
                  each.effect()));
    }
    return text.toString();
  }

  private static Set<State> reachable(TransitionTable table, State from) {
    var seen = EnumSet.of(from);
    var next = new ArrayDeque<>(seen);
    while (!next.isEmpty()) {
      for (Transition each : table.from(next.remove())) {
        if (seen.add(each.to())) {
          next.add(each.to());
        }
      }
    }
    return seen;
  }
}
