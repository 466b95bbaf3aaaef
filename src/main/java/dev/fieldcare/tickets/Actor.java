package dev.fieldcare.tickets;

import dev.fieldcare.registry.Role;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who does something to a ticket: a person with roles, or Fieldcare itself.
 *
 * <p>An administrator may do what any member of staff may; never what only the customer may.
 */
public record Actor(String name, Set<Role> roles, boolean system) {
  public static final Actor SYSTEM = new Actor("system", Set.of(), true);

  public Actor {
    roles = Set.copyOf(roles);
  }

  public static Actor person(String name, Role... roles) {
    return new Actor(name, Set.of(roles), false);
  }

  /** Whether this actor has one of the roles. */
  public boolean isOneOf(Set<Role> wanted) {
    return wanted.stream().anyMatch(this::has);
  }

  private boolean has(Role role) {
    return roles.contains(role)
        || (roles.contains(Role.ADMIN) && !EnumSet.of(Role.CUSTOMER, Role.VIEWER).contains(role));
  }

  boolean isCustomer() {
    return roles.contains(Role.CUSTOMER);
  }

  /** Whose words it is when this actor writes. */
  Message.AuthorKind authorKind() {
    return system
        ? Message.AuthorKind.SYSTEM
        : isCustomer() ? Message.AuthorKind.CUSTOMER : Message.AuthorKind.HUMAN;
  }

  /** As the journal names it: {@code system} or {@code user:<name>}. */
  public String journalName() {
    return system ? "system" : "user:" + name;
  }
}
