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
  private final @Nullable String field;

  public Problem(Kind kind, String code, String message) {
    this(kind, code, message, null, null);
  }

  private Problem(
      Kind kind,
      String code,
      String message,
      @Nullable Duration retryAfter,
      @Nullable String field) {
    super(message);
    this.field = field;
    this.kind = kind;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  public Problem(Kind kind, String code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
    this.retryAfter = null;
    this.field = null;
  }

  public static Problem badInput(String code, String message) {
    return new Problem(Kind.BAD_INPUT, code, message);
  }

  /**
   * About one field of what was sent.
   *
   * @param field its path, as in {@code shifts[2].email}
   */
  public static Problem badField(String code, String field, String message) {
    return new Problem(Kind.BAD_INPUT, code, message, null, field);
  }

  /** The same where what was sent stands within something larger. */
  public Problem within(String place) {
    return new Problem(
        kind,
        code,
        place + ": " + message(),
        retryAfter,
        field == null ? place : place + "." + field);
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
    return new Problem(Kind.TOO_MANY, code, message, retryAfter, null);
  }

  /** When it is worth trying again, where that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The path of the field it is about, where it is about one. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
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
