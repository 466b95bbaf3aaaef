package dev.fieldcare.quality;

import dev.fieldcare.base.Problem;
import dev.fieldcare.quality.sampling.Aql;
import dev.fieldcare.quality.sampling.InspectionLevel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How units of a model are sampled, as the standard's {@code sampling.plan} says it. */
public record SamplingRule(InspectionLevel level, Aql aql) {
  private static final Pattern TEXT =
      Pattern.compile("(?:(?:GB/T 2828\\.1|ISO 2859-1) )?(\\S{1,3}) AQL ([0-9.]{1,8})");

  /** Reads {@code GB/T 2828.1 II AQL 1.0}. */
  public static SamplingRule parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw Problem.badInput(
          "sampling.plan",
          "sampling.plan: expected the form GB/T 2828.1 II AQL 1.0, found "
              + (text.length() > 60 ? text.substring(0, 60) + "…" : text));
    }
    return new SamplingRule(InspectionLevel.parse(matcher.group(1)), Aql.parse(matcher.group(2)));
  }

  @Override
  public String toString() {
    return "GB/T 2828.1 " + level.code() + " AQL " + aql;
  }
}
