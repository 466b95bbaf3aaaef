package dev.fieldcare.promises;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** How much time is promised: two working days, 24 hours, six months. */
public record Term(Measure measure, BigDecimal amount) {
  private static final BigDecimal MOST_HOURS = BigDecimal.valueOf(876_000);
  private static final BigDecimal MOST_DAYS = BigDecimal.valueOf(36_500);
  private static final BigDecimal MOST_MONTHS = BigDecimal.valueOf(1_200);

  public Term {
    BigDecimal most =
        measure.isHours()
            ? MOST_HOURS
            : measure == Measure.CALENDAR_MONTHS ? MOST_MONTHS : MOST_DAYS;
    if (amount.signum() <= 0 || amount.compareTo(most) > 0) {
      throw bad(measure, "more than 0 and at most " + most.toPlainString(), amount);
    }
    if (measure.isHours() && amount.stripTrailingZeros().scale() > 4) {
      throw bad(measure, "at most four decimals", amount);
    }
    if (!measure.isHours() && amount.stripTrailingZeros().scale() > 0) {
      throw bad(measure, "a whole number", amount);
    }
    amount = amount.stripTrailingZeros();
    if (amount.scale() < 0) {
      amount = amount.setScale(0);
    }
  }

  private static Problem bad(Measure measure, String expected, BigDecimal found) {
    return Problem.badInput(
        "term.amount",
        "amount of "
            + measure.code()
            + ": expected "
            + expected
            + ", found "
            + found.toPlainString());
  }

  public static Term of(Measure measure, long amount) {
    return new Term(measure, BigDecimal.valueOf(amount));
  }

  /**
   * Reads {@code {"measure": "working_days", "amount": 2}}.
   *
   * @param where what holds it, for a refusal to name
   */
  public static Term parse(JsonObject json, String where) {
    Object code = json.getValue("measure");
    Measure measure =
        Measure.find(String.valueOf(code))
            .orElseThrow(
                () ->
                    Problem.badInput(
                        "term.measure",
                        where
                            + ": measure: expected one of "
                            + String.join(", ", Measure.codes())
                            + ", found "
                            + code
                            + Nearest.hint(String.valueOf(code), Measure.codes())));
    if (!(json.getValue("amount") instanceof Number amount)) {
      throw Problem.badInput(
          "term.amount", where + ": amount: expected a number, found " + json.getValue("amount"));
    }
    return new Term(measure, new BigDecimal(amount.toString()));
  }

  public JsonObject json() {
    return new JsonObject().put("measure", measure.code()).put("amount", plainAmount());
  }

  private Number plainAmount() {
    return amount.scale() == 0 ? (Number) amount.longValueExact() : amount.doubleValue();
  }

  /** The amount in the smallest parts that are counted: microseconds of hours, or whole days. */
  long quanta(LocalDate startDay) {
    return switch (measure) {
      case ELAPSED, BUSINESS_HOURS ->
          amount.multiply(BigDecimal.valueOf(Measure.MICROS_PER_HOUR)).longValueExact();
      case WORKING_DAYS, CALENDAR_DAYS -> amount.longValueExact();
      case CALENDAR_MONTHS ->
          ChronoUnit.DAYS.between(startDay, startDay.plusMonths(amount.longValueExact()));
    };
  }

  @Override
  public String toString() {
    return amount.toPlainString() + " " + measure.code();
  }
}
