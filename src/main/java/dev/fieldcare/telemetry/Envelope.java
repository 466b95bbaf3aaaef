package dev.fieldcare.telemetry;

import dev.fieldcare.registry.Device;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Between which values a metric of a device was to stay.
 *
 * @param low null for no lower bound
 * @param high null for no upper bound
 * @param lasting how long readings must stay beyond to count
 */
public record Envelope(
    Device device, String metric, @Nullable Double low, @Nullable Double high, Duration lasting) {

  boolean isBeyond(double value) {
    return (low != null && value < low) || (high != null && value > high);
  }

  /** By how much a value is beyond the bound it breaks. */
  private double excess(double value) {
    return high != null && value > high ? value - high : low != null ? low - value : 0;
  }

  boolean isFurther(double value, double than) {
    return excess(value) > excess(than);
  }
}
