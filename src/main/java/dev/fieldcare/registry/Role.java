package dev.fieldcare.registry;

import java.util.Locale;
import java.util.Optional;

/** What a person may do here; an API token carries one or more. */
public enum Role {
  ADMIN,
  MANAGER,
  SUPPORT,
  FIELD_ENGINEER,
  RELEASE_ENGINEER,
  QUALITY,
  CUSTOMER,
  VIEWER;

  /** As outside interfaces spell it: {@code field_engineer}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role an outside interface means by this code, or empty where there is none such. */
  public static Optional<Role> find(String code) {
    for (Role role : values()) {
      if (role.code().equals(code)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
