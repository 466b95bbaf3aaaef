package dev.fieldcare.api.signin;

import dev.fieldcare.registry.Role;
import org.jspecify.annotations.Nullable;

/** What is said of a user: what others call them, what they may do, whose they are. */
public record Profile(
    String fullName,
    Role role,
    @Nullable String customer,
    @Nullable String email,
    @Nullable String language) {

  /** Whether who has this one may do what who has the other may not, or the other way round. */
  boolean differsInRights(User user) {
    return role != user.role() || !java.util.Objects.equals(customer, user.customer());
  }
}
