package dev.fieldcare.stability.reliability;

import dev.fieldcare.base.Problem;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Two failure rates compared exactly: given how many failures there were in all, those of the
 * second are binomial with a chance fixed by the two operating times (Przyborowski and Wilenski
 * 1940).
 *
 * @param ratio rate of the second over rate of the first, with its exact interval
 * @param lessChance how likely so few failures of the second were if both rates were equal
 * @param moreChance the same for so many
 */
public record RateRatio(Estimate ratio, double lessChance, double moreChance) {

  /** What the comparison shows at its confidence. */
  public enum Verdict {
    /** The second fails less. */
    BETTER,
    /** The second fails more. */
    WORSE,
    /** The data cannot tell. */
    UNDECIDED
  }

  public static RateRatio of(
      long firstFailures,
      double firstHours,
      long secondFailures,
      double secondHours,
      double confidence) {
    if (firstFailures < 0 || secondFailures < 0 || !(firstHours > 0) || !(secondHours > 0)) {
      throw Problem.badInput(
          "reliability.compare",
          "expected operating time on both sides and failures of at least 0, found "
              + firstFailures
              + " in "
              + firstHours
              + " h and "
              + secondFailures
              + " in "
              + secondHours
              + " h");
    }
    long all = firstFailures + secondFailures;
    double half = (1 - Confidence.checked(confidence)) / 2;
    double odds = firstHours / secondHours;
    var ratio =
        new Estimate(
            (secondFailures / secondHours) / (firstFailures / firstHours),
            odds * odds(Share.lower(secondFailures, all, half)),
            odds * odds(Share.upper(secondFailures, all, half)),
            confidence);
    var same =
        BinomialDistribution.of(Math.toIntExact(all), secondHours / (firstHours + secondHours));
    int second = Math.toIntExact(secondFailures);
    return new RateRatio(
        ratio, same.cumulativeProbability(second), same.survivalProbability(second - 1));
  }

  private static double odds(double chance) {
    return chance / (1 - chance);
  }

  /** Two-sided chance of a difference like this under equal rates, consistent with the interval. */
  public double chance() {
    return Math.min(1, 2 * Math.min(lessChance, moreChance));
  }

  public Verdict verdict() {
    if (ratio.upper() < 1) {
      return Verdict.BETTER;
    }
    return ratio.lower() > 1 ? Verdict.WORSE : Verdict.UNDECIDED;
  }
}
