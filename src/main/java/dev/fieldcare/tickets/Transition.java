package dev.fieldcare.tickets;

import dev.fieldcare.registry.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One row of a transition table.
 *
 * @param system whether Fieldcare does it by itself
 * @param roles the people who may do it or, where Fieldcare does it too, may ask for it
 * @param guards all of which must let it pass
 * @param effect what happens besides, in a few words
 */
public record Transition(
    State from, State to, boolean system, Set<Role> roles, List<Guard> guards, String effect) {

  public Transition {
    guards = List.copyOf(guards);
  }

  static Transition by(State from, State to, List<Guard> guards, String effect, Role... roles) {
    return new Transition(from, to, false, Set.of(roles), guards, effect);
  }

  static Transition bySystem(State from, State to, List<Guard> guards, String effect) {
    return new Transition(from, to, true, Set.of(), guards, effect);
  }

  static Transition byBoth(State from, State to, List<Guard> guards, String effect, Role... roles) {
    return new Transition(from, to, true, Set.of(roles), guards, effect);
  }

  public boolean isAllowedTo(Actor actor) {
    return actor.system() ? system : actor.isOneOf(roles);
  }

  boolean has(Guard guard) {
    return guards.contains(guard);
  }

  /** The names of its guards, joined by {@code +}; a dash where there is none. */
  public String guardNames() {
    return guards.isEmpty()
        ? "–"
        : guards.stream().map(Guard::name).collect(Collectors.joining(" + "));
  }

  /** What its guards demand, for people. */
  public String demands() {
    return guards.isEmpty()
        ? "–"
        : guards.stream().map(Guard::demand).collect(Collectors.joining("; "));
  }

  /** Who may, by code, in the order of the roles: {@code [system, support]}. */
  public List<String> by() {
    var names = new ArrayList<String>();
    if (system) {
      names.add("system");
    }
    for (Role role : Role.values()) {
      if (roles.contains(role)) {
        names.add(role.code());
      }
    }
    return names;
  }
}
