package dev.fieldcare.api.signin;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is said of a user: what others call them, what they may do, whose they are. */
public record Profile(
    String fullName,
    Role role,
    @Nullable String customer,
    @Nullable String email,
    @Nullable String language) {
  private static final int LONGEST_NAME = 100;
  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,190}");
  private static final Set<String> LANGUAGES = Set.of("zh", "en");

  /**
   * The same, for what somebody typed.
   *
   * @throws Problem naming the field, what was expected and what was found
   */
  public Profile checked() {
    if (fullName.isBlank() || fullName.length() > LONGEST_NAME) {
      throw bad("name", "1 to " + LONGEST_NAME + " characters", "" + fullName.length());
    }
    if ((role == Role.CUSTOMER) != (customer != null)) {
      throw bad(
          "customer",
          role == Role.CUSTOMER ? "the customer whose user it is" : "none for role " + role.code(),
          customer == null ? "none" : customer);
    }
    if (email != null && !EMAIL.matcher(email).matches()) {
      throw bad("email", "an address such as ann@example.com", email);
    }
    if (language != null && !LANGUAGES.contains(language)) {
      throw bad("language", "zh or en", language);
    }
    return this;
  }

  private static Problem bad(String field, String expected, String found) {
    String shown = found.length() > 60 ? found.substring(0, 60) + "…" : found;
    return Problem.badField(
        "body." + field, field, field + ": expected " + expected + ", found " + shown);
  }

  /** Whether who has this one may do what who has the other may not, or the other way round. */
  boolean differsInRights(User user) {
    return role != user.role() || !Objects.equals(customer, user.customer());
  }
}
