package dev.fieldcare.registry;

import java.time.Duration;

/**
 * A bound of a metric, with the alarm attributes of OPC UA Part 9: the condition holds when the
 * value is beyond {@code value} for {@code onDelay}; it has gone when the value is back by {@code
 * deadband} for {@code offDelay}. All in event time and in the metric's unit.
 */
public record Limit(
    Side side,
    double value,
    Severity severity,
    Duration onDelay,
    Duration offDelay,
    double deadband) {

  /** On which side of the value the trouble is. */
  public enum Side {
    HIGH,
    LOW;

    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
