package dev.fieldcare.stability;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an alarm is kept from people for now: recorded, but no ticket and no news.
 *
 * @param id in the store; 0 until it is there
 * @param until when it ends by itself, by the server's clock
 * @param rule what suppresses it, where a rule does
 * @param wholeDevice whether it is for all alarms of the device
 */
public record Hold(
    long id,
    Kind kind,
    @Nullable Instant until,
    @Nullable String rule,
    String reason,
    String by,
    Instant since,
    boolean wholeDevice) {

  /** The kinds, as OPC UA Part 9 names them. */
  public enum Kind {
    ONE_SHOT_SHELVED("oneShot"),
    TIMED_SHELVED("timed"),
    SUPPRESSED("suppressed"),
    OUT_OF_SERVICE("outOfService");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }

    public boolean isShelving() {
      return this == ONE_SHOT_SHELVED || this == TIMED_SHELVED;
    }

    /** What an alarm held so is counted under: shelved, suppressed or outOfService. */
    public String group() {
      return isShelving() ? "shelved" : code;
    }

    public static Optional<Kind> find(String code) {
      return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst();
    }
  }

  /** Put aside until the alarm, active now or next, is back to normal; {@code until} at most. */
  public static Hold oneShot(Instant until, String reason, String by, Instant since) {
    return new Hold(0, Kind.ONE_SHOT_SHELVED, until, null, reason, by, since, false);
  }

  public static Hold timed(Instant until, String reason, String by, Instant since) {
    return new Hold(0, Kind.TIMED_SHELVED, until, null, reason, by, since, false);
  }

  public static Hold suppressed(String rule, String reason, String by, Instant since) {
    return new Hold(0, Kind.SUPPRESSED, null, rule, reason, by, since, false);
  }

  public static Hold outOfService(String reason, String by, Instant since, boolean wholeDevice) {
    return new Hold(0, Kind.OUT_OF_SERVICE, null, null, reason, by, since, wholeDevice);
  }

  boolean isOver(Instant now) {
    return until != null && !until.isAfter(now);
  }

  /** Whether both cannot be in force at once. */
  boolean excludes(Hold other) {
    return kind == other.kind
        && wholeDevice == other.wholeDevice
        && java.util.Objects.equals(rule, other.rule);
  }
}
