package dev.fieldcare.promises;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A stretch of time in the explanation of a deadline: what of it was counted, and why not more.
 *
 * @param counted in the unit of the measure
 */
public record Interval(Instant from, Instant to, BigDecimal counted, Why why, String because) {

  /** Why a stretch counts or does not. */
  public enum Why {
    RUNS,
    WORKED,
    MAKE_UP_DAY,
    DAY_OF_START,
    WEEKEND,
    HOLIDAY,
    PAUSED;

    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public JsonObject json() {
    return new JsonObject()
        .put("from", from.toString())
        .put("to", to.toString())
        .put("counted", counted)
        .put("why", why.code())
        .put("because", because);
  }

  boolean continues(Interval before) {
    return before.to.equals(from) && before.why == why && before.because.equals(because);
  }

  Interval with(Interval next) {
    return new Interval(from, next.to, counted.add(next.counted), why, because);
  }
}
