package dev.fieldcare.tickets;

import dev.fieldcare.base.Problem;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which state of a ticket may follow which, who may bring it there, and under which guard. */
public record TransitionTable(State start, List<Transition> transitions) {

  public TransitionTable {
    transitions = List.copyOf(transitions);
  }

  /** Every state the table knows. */
  public Set<State> states() {
    var states = EnumSet.of(start);
    transitions.forEach(
        each -> {
          states.add(each.from());
          states.add(each.to());
        });
    return states;
  }

  public List<Transition> from(State state) {
    return transitions.stream().filter(each -> each.from() == state).toList();
  }

  /**
   * The row that brings a ticket to this state for this actor; refuses with {@code
   * ticket.transition} when there is none, saying what is possible from here and by whom.
   */
  Transition get(String number, State from, State to, Actor actor) {
    Transition found = find(from, to);
    if (found != null && found.isAllowedTo(actor)) {
      return found;
    }
    String possible =
        from(from).stream()
            .map(each -> each.to() + " (" + String.join(", ", each.by()) + ")")
            .collect(Collectors.joining(", "));
    String refused =
        found == null
            ? "%s is %s and cannot become %s".formatted(number, from, to)
            : "%s may become %s only by %s, not by %s"
                .formatted(number, to, String.join(", ", found.by()), actor.name());
    throw Problem.conflict(
        "ticket.transition",
        refused + "; from here: " + (possible.isEmpty() ? "nothing" : possible));
  }

  /** Whether the table has that step for this actor. */
  boolean mayStep(State from, State to, Actor actor) {
    Transition found = find(from, to);
    return found != null && found.isAllowedTo(actor);
  }

  private @Nullable Transition find(State from, State to) {
    return transitions.stream()
        .filter(each -> each.from() == from && each.to() == to)
        .findFirst()
        .orElse(null);
  }
}
