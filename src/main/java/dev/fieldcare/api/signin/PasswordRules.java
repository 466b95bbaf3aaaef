package dev.fieldcare.api.signin;

import dev.fieldcare.base.Problem;
import java.util.List;
import java.util.Locale;

/** What a new password must be: long, and nothing that is guessed first. */
final class PasswordRules {
  static final int SHORTEST = 12;

  /** Longer ones only keep the machine busy. */
  static final int LONGEST = 256;

  /** The commonest of twelve letters and more; also refused with digits or signs behind them. */
  private static final List<String> COMMONEST =
      List.of(
          "123456789012",
          "1234567890123",
          "0123456789",
          "1q2w3e4r5t6y",
          "1qaz2wsx3edc",
          "administrator",
          "changemechangeme",
          "correcthorsebatterystaple",
          "iloveyouiloveyou",
          "letmeinletmein",
          "passwordpassword",
          "password1234",
          "password12345",
          "qwertyqwerty",
          "qwertyuiop",
          "qwertyuiopas",
          "qwertyuiopasdfghjkl",
          "unbelievable",
          "welcomewelcome",
          "fieldcarefieldcare");

  private static final int FEWEST_DIFFERENT = 4;

  private PasswordRules() {}

  /**
   * Lets a good one pass.
   *
   * @throws Problem saying what is wrong with it, without it
   */
  static void check(String user, String password) {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST || length > LONGEST) {
      throw refused(
          "password.length",
          "expected " + SHORTEST + " to " + LONGEST + " characters, found " + length);
    }
    String plain = password.toLowerCase(Locale.ROOT);
    if (user.length() >= 3 && plain.contains(user)) {
      throw refused("password.userName", "a password must not contain the user's name");
    }
    String letters = plain.replaceAll("[^\\p{L}]+$", "");
    if (COMMONEST.contains(plain)
        || COMMONEST.contains(plain.replaceAll("[^\\p{L}\\p{N}]+$", ""))
        || COMMONEST.contains(letters)
        || plain.codePoints().distinct().count() < FEWEST_DIFFERENT) {
      throw refused("password.common", "this password is among those that are tried first");
    }
  }

  private static Problem refused(String code, String message) {
    return Problem.badInput(code, message);
  }
}
