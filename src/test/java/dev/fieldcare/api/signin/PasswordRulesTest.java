package dev.fieldcare.api.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fieldcare.base.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordRulesTest {
  @ParameterizedTest
  @CsvSource({
    "elevenchars, password.length",
    "my name is Ann ok, password.userName",
    "Password1234, password.common",
    "passwordpassword!!, password.common",
    "Administrator2026!, password.common",
    "qwertyuiop123, password.common",
    "aaaaaaaaaaaaaaaa, password.common",
    "123456789012, password.common"
  })
  void what_is_guessed_first_is_refused_without_being_told(String password, String code) {
    Problem problem = assertThrows(Problem.class, () -> PasswordRules.check("ann", password));
    assertEquals(code, problem.code());
    assertFalse(problem.message().contains(password));
  }

  @Test
  void long_ones_of_any_script_are_taken() {
    PasswordRules.check("wei", "a quiet pump by the lake");
    PasswordRules.check("wei", "湖边一台安静的水泵在工作着");
    PasswordRules.check("wei", "7f!kQ02_vLx9");
    assertThrows(Problem.class, () -> PasswordRules.check("wei", "ab".repeat(129)));
  }

  @Test
  void each_tenth_failure_locks_for_twice_as_long_up_to_a_day() {
    assertEquals(Duration.ZERO, LockOut.after(9));
    assertEquals(Duration.ofMinutes(15), LockOut.after(10));
    assertEquals(Duration.ZERO, LockOut.after(11));
    assertEquals(Duration.ofMinutes(30), LockOut.after(20));
    assertEquals(Duration.ofHours(1), LockOut.after(30));
    assertEquals(Duration.ofHours(24), LockOut.after(1_000_000));
  }
}
