package dev.fieldcare.base;

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

  public Problem(Kind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  public Problem(Kind kind, String code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
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
