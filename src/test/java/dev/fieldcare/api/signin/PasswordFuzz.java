package dev.fieldcare.api.signin;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/** What people type and what is kept is read or refused; nothing else comes out. */
class PasswordFuzz {
  private static final Pattern SIX = Pattern.compile("[0-9]{6}");
  private static final byte[] SECRET = new byte[Totp.SECRET_BYTES];

  @FuzzTest
  void kept_passwords_are_read_or_refused_and_written_as_they_were(byte[] data) {
    String text = new String(data, java.nio.charset.StandardCharsets.UTF_8);
    try {
      PasswordHash read = PasswordHash.parse(text);
      Assertions.assertEquals(read.toString(), PasswordHash.parse(read.toString()).toString());
    } catch (Problem refused) {
      Assertions.assertEquals("password.malformed", refused.code());
    }
  }

  @FuzzTest
  void new_passwords_are_taken_or_refused_without_being_told(byte[] data) {
    String text = new String(data, java.nio.charset.StandardCharsets.UTF_8);
    try {
      PasswordRules.check("ann", text);
    } catch (Problem refused) {
      Assertions.assertTrue(refused.code().startsWith("password."));
    }
  }

  @FuzzTest
  void only_six_digits_are_a_code(byte[] data) {
    String text = new String(data, java.nio.charset.StandardCharsets.UTF_8);
    boolean isCode = Totp.stepOf(SECRET, text, Instant.EPOCH.plusSeconds(600)).isPresent();
    Assertions.assertTrue(!isCode || SIX.matcher(text.replace(" ", "")).matches());
  }
}
