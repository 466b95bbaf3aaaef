package dev.fieldcare.tickets;

import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;

/**
 * What an hour of work costs, by {@code labour.rate} and {@code labour.grade} of the service
 * standard. Pure: the same grade costs the same.
 *
 * @param rate an hour of a hundred percent, in the currency's smallest unit
 * @param percents of the rate, from the first grade of complexity on
 */
public record Labour(long rate, List<Integer> percents) {
  public Labour {
    percents = List.copyOf(percents);
  }

  /** As it holds for the target at that moment. */
  public static Labour of(Standards standards, Target target, Instant at) {
    List<String> grades = standards.resolve("labour.grade", target, at).texts();
    try {
      return new Labour(
          standards.resolve("labour.rate", target, at).count(),
          grades.stream().map(Integer::valueOf).toList());
    } catch (NumberFormatException e) {
      throw Problem.badInput(
          "standard.value", "labour.grade: expected whole percentages, found " + grades);
    }
  }

  /** What an hour of this grade costs; refuses with {@code quote.grade} one that there is not. */
  public long hour(String grade) {
    for (int i = 0; i < percents.size(); i++) {
      if (Integer.toString(i + 1).equals(grade)) {
        return BigDecimal.valueOf(rate)
            .multiply(BigDecimal.valueOf(percents.get(i)))
            .divide(BigDecimal.valueOf(100), 0, RoundingMode.HALF_UP)
            .longValueExact();
      }
    }
    throw Problem.badInput(
        "quote.grade", "grade: expected 1 to %d, found %s".formatted(percents.size(), grade));
  }

  /** As outside interfaces show it. */
  public JsonObject json() {
    var grades = new JsonArray();
    for (int i = 0; i < percents.size(); i++) {
      String grade = Integer.toString(i + 1);
      grades.add(
          new JsonObject()
              .put("grade", grade)
              .put("percent", percents.get(i))
              .put("hour", hour(grade)));
    }
    return new JsonObject().put("rate", rate).put("grades", grades);
  }
}
