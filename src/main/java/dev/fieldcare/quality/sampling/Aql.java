package dev.fieldcare.quality.sampling;

import dev.fieldcare.base.Problem;
import java.math.BigDecimal;
import java.util.List;

/**
 * An acceptance quality limit, one of the standard's series, in percent nonconforming.
 *
 * @param index its place in the series
 */
public record Aql(int index) {
  private static final List<String> SERIES =
      List.of(
          "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65",
          "1.0", "1.5", "2.5", "4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250",
          "400", "650", "1000");

  public static final int COUNT = SERIES.size();

  public Aql {
    if (index < 0 || index >= SERIES.size()) {
      throw new IllegalArgumentException("no such AQL: " + index);
    }
  }

  /** Reads {@code 0.65}, however many zeros it is written with. */
  public static Aql parse(String text) {
    try {
      // Longer ones are no AQL, and 1E+999999999 is not to be written out.
      if (text.length() <= 8) {
        var wanted = new BigDecimal(text);
        for (int i = 0; i < SERIES.size(); i++) {
          if (new BigDecimal(SERIES.get(i)).compareTo(wanted) == 0) {
            return new Aql(i);
          }
        }
      }
    } catch (NumberFormatException e) {
      // not a number: said below
    }
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    throw Problem.badInput(
        "sampling.aql", "aql: expected one of " + String.join(", ", SERIES) + ", found " + shown);
  }

  @Override
  public String toString() {
    return SERIES.get(index);
  }
}
