package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * How many times as often updated devices have an event. The bounds hold at every moment at once
 * with this confidence, as far as hazards within a risk stratum are proportional.
 *
 * @param estimate the likeliest; NaN before the first event, infinite when only treated had it
 * @param lower 0 when nothing is excluded below
 * @param upper infinite when nothing is excluded above
 */
public record RateRatio(double estimate, double lower, double upper, double confidence) {

  /** What JSON cannot say, being infinite or unknown, is null. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("estimate", finite(estimate))
        .put("lower", finite(lower))
        .put("upper", finite(upper))
        .put("confidence", confidence);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}
