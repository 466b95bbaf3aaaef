package dev.fieldcare.api;

import dev.fieldcare.registry.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, by their token. A customer's token carries the customer whose devices and
 * tickets it sees; all others see everything their role lets them.
 */
public record Caller(long token, String name, Role role, @Nullable String customer) {

  /** As the journal names them. */
  public String actor() {
    return "user:" + name;
  }

  /** Whether something that belongs to this customer (absent: to none) may be seen. */
  public boolean maySee(@Nullable String owner) {
    return role != Role.CUSTOMER || (customer != null && customer.equals(owner));
  }
}
