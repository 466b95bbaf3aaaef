package dev.fieldcare.tickets;

import dev.fieldcare.registry.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One row of a transition table.
 *
 * @param system whether Fieldcare does it by itself
 * @param roles the people who may do it or, where Fieldcare does it too, may ask for it
 * @param effect what happens besides, in a few words
 */
public record Transition(
    State from, State to, boolean system, Set<Role> roles, Guard guard, String effect) {

  public boolean isAllowedTo(Actor actor) {
    return actor.system() ? system : actor.isOneOf(roles);
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
