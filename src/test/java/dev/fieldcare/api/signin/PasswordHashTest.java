package dev.fieldcare.api.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  private static final byte[] SALT = "somesalt".getBytes(StandardCharsets.US_ASCII);

  /** From the test of the reference implementation of Argon2. */
  private static final String REFERENCE =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  @Test
  void a_hash_is_that_of_the_reference_implementation() {
    var cost = new PasswordHash.Cost(65536, 2, 1);
    assertEquals(REFERENCE, PasswordHash.of("password", cost, SALT).toString());
    assertTrue(PasswordHash.parse(REFERENCE).matches("password"));
    assertFalse(PasswordHash.parse(REFERENCE).matches("Password"));
  }

  @Test
  void a_hash_made_at_less_cost_is_known_and_one_at_more_is_left() {
    PasswordHash kept = PasswordHash.parse(REFERENCE);
    assertFalse(kept.isCheaperThan(PasswordHash.Cost.DEFAULT));
    assertTrue(kept.isCheaperThan(new PasswordHash.Cost(65536, 3, 1)));
    assertTrue(kept.isCheaperThan(new PasswordHash.Cost(65537, 2, 1)));
  }

  @Test
  void the_same_letters_are_the_same_password_however_they_are_composed() {
    var cost = new PasswordHash.Cost(64, 1, 1);
    assertTrue(PasswordHash.of("caf\u00e9 am See", cost, SALT).matches("cafe\u0301 am See"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$short"
      })
  void what_is_no_hash_of_ours_is_refused(String text) {
    assertThrows(Problem.class, () -> PasswordHash.parse(text));
  }
}
