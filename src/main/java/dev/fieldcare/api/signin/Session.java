package dev.fieldcare.api.signin;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One browser that signed in.
 *
 * @param user whose it is; absent where it was made from an API token
 * @param standing the user's at that time
 * @param token the API token it was made from, or 0
 */
public record Session(
    long id, By by, @Nullable String user, int standing, long token, Instant createdAt) {

  /** How somebody came in. */
  public enum By {
    PASSWORD,
    OPENID,
    TOKEN;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A new one with what the cookie says, which is not kept. */
  public record Made(Session session, String secret) {}
}
