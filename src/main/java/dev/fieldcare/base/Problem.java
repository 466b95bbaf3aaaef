package dev.fieldcare.base;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that was asked for and refused: says what was expected, what was found, and which
 * device or file. The code is stable and machine-readable ({@code device.unknown}); the message is
 * for people.
 */
public final class Problem extends RuntimeException {

  /** What sort of refusal it is; {@link #status} is the HTTP status it answers with. */
  public enum Kind {
    BAD_INPUT(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    CONFLICT(409),
    TOO_LARGE(413),
    TOO_MANY(429),
    INTERNAL(500),
    UNAVAILABLE(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  private final Kind kind;
  private final String code;
  private final @Nullable Duration retryAfter;

  public Problem(Kind kind, String code, String message) {
    this(kind, code, message, (Duration) null);
  }

  private Problem(Kind kind, String code, String message, @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  public Problem(Kind kind, String code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
    this.retryAfter = null;
  }

  public static Problem badInput(String code, String message) {
    return new Problem(Kind.BAD_INPUT, code, message);
  }

  public static Problem notFound(String code, String message) {
    return new Problem(Kind.NOT_FOUND, code, message);
  }

  public static Problem conflict(String code, String message) {
    return new Problem(Kind.CONFLICT, code, message);
  }

  public static Problem unavailable(String code, String message, Throwable cause) {
    return new Problem(Kind.UNAVAILABLE, code, message, cause);
  }

  /** For who asks too often, and may ask again after a while. */
  public static Problem tooMany(String code, String message, Duration retryAfter) {
    return new Problem(Kind.TOO_MANY, code, message, retryAfter);
  }

  /** When it is worth trying again, where that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  public Kind kind() {
    return kind;
  }

  public String code() {
    return code;
  }

  public String message() {
    return String.valueOf(getMessage());
  }
}
