package dev.fieldcare.registry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A bound of a metric, with the alarm attributes of OPC UA Part 9: the condition holds when the
 * value is beyond {@code value} for {@code onDelay}; it has gone when the value is back by {@code
 * deadband} for {@code offDelay}. All in event time and in the metric's unit.
 *
 * @param latched whether an alarm that went back to normal waits for somebody to reset it
 * @param reAlarmTime how long, by the server's clock, an alarm may stay active before it is
 *     announced again; absent: never
 */
public record Limit(
    Side side,
    double value,
    Severity severity,
    Duration onDelay,
    Duration offDelay,
    double deadband,
    boolean latched,
    @Nullable Duration reAlarmTime) {

  /** A limit that neither latches nor alarms again. */
  public Limit(
      Side side,
      double value,
      Severity severity,
      Duration onDelay,
      Duration offDelay,
      double deadband) {
    this(side, value, severity, onDelay, offDelay, deadband, false, null);
  }

  /** On which side of the value the trouble is. */
  public enum Side {
    HIGH,
    LOW;

    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
