package dev.fieldcare.api;

import dev.fieldcare.api.signin.Session;
import dev.fieldcare.registry.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, by their token or their session. A customer's carries the customer whose
 * devices and tickets it sees; all others see everything their role lets them.
 *
 * @param token the API token, or 0 for a user who signed in
 * @param session absent for who comes with a token
 */
public record Caller(
    long token, String name, Role role, @Nullable String customer, @Nullable Session session) {

  Caller(long token, String name, Role role, @Nullable String customer) {
    this(token, name, role, customer, null);
  }

  /** As the journal names them. */
  public String actor() {
    return "user:" + name;
  }

  /** Whether something that belongs to this customer (absent: to none) may be seen. */
  public boolean maySee(@Nullable String owner) {
    return role != Role.CUSTOMER || (customer != null && customer.equals(owner));
  }
}
