package dev.fieldcare.stability.reliability;

import dev.fieldcare.base.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.numbers.rootfinder.BrentSolver;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Fits N(t) = λ t^β by maximum likelihood to several systems, each observed from 0 to its own time
 * and cut off there (Crow 1975, AMSAA TR-138; MIL-HDBK-189 appendix C; IEC 61164).
 *
 * <p>Given how many failures a system had, their times are distributed as (x/T)^β, whatever λ: on
 * that rest the bounds of β, both trend tests and the test of fit, also when times differ. The
 * bounds of the instantaneous MTBF are exact where all systems were observed equally long (see
 * {@link CurrentMtbf}), and Fisher's otherwise.
 */
public final class PowerLaw {

  /**
   * One system.
   *
   * @param hours how long it was observed, more than 0
   * @param failures at which of its hours, each more than 0 and at most {@code hours}
   */
  public record History(double hours, List<Double> failures) {
    static History of(double hours, double... failures) {
      return new History(hours, Arrays.stream(failures).boxed().toList());
    }
  }

  private final List<History> systems = new ArrayList<>();
  private final double[] shares;
  private final double sumOfLogs;
  private final double longest;

  private PowerLaw(List<History> histories) {
    for (History each : histories) {
      check(each);
      systems.add(each);
    }
    shares =
        systems.stream()
            .flatMapToDouble(each -> each.failures().stream().mapToDouble(x -> x / each.hours()))
            .sorted()
            .toArray();
    sumOfLogs = -Arrays.stream(shares).map(Math::log).sum();
    longest = systems.stream().mapToDouble(History::hours).max().orElse(0);
    if (shares.length == 0 || !(sumOfLogs > 0)) {
      throw Problem.badInput(
          "reliability.growth",
          "expected at least one failure before the end of the time observed, found none");
    }
  }

  private static void check(History history) {
    for (double x : history.failures()) {
      if (!(x > 0) || !(x <= history.hours())) {
        throw Problem.badInput(
            "reliability.growth",
            "expected failures after 0 and up to " + history.hours() + " h, found one at " + x);
      }
    }
    if (!(history.hours() > 0) || Double.isInfinite(history.hours())) {
      throw Problem.badInput(
          "reliability.growth", "expected an observed time above 0 h, found " + history.hours());
    }
  }

  /**
   * @throws Problem {@code reliability.growth} without a failure, or with times that cannot be
   */
  public static Growth fit(List<History> histories, double confidence) {
    return new PowerLaw(histories).fit(Confidence.checked(confidence));
  }

  private Growth fit(double confidence) {
    int n = shares.length;
    double beta = isEqual() ? n / sumOfLogs : solve();
    double exposure = systems.stream().mapToDouble(each -> Math.pow(each.hours(), beta)).sum();
    double lambda = n / exposure;
    double tail = (1 - confidence) / 2;
    double byShares = n / sumOfLogs;
    var bounded =
        new Estimate(
            beta,
            byShares * Mtbf.chiSquare(tail, 2L * n) / (2 * n),
            byShares * Mtbf.chiSquare(1 - tail, 2L * n) / (2 * n),
            confidence);
    return new Growth(
        systems.size(),
        n,
        systems.stream().mapToDouble(History::hours).sum(),
        bounded,
        (n - 1.0) / n * beta,
        lambda,
        mtbf(beta, lambda, confidence),
        laplace(),
        militaryHandbook(),
        n < 2 ? null : CramerVonMises.test(shares));
  }

  private boolean isEqual() {
    return systems.stream().allMatch(each -> each.hours() == longest);
  }

  /** n/β + Σ ln x = n Σ T^β ln T / Σ T^β, which falls with β; times are scaled to at most 1. */
  private double solve() {
    int n = shares.length;
    double logs =
        systems.stream()
            .flatMapToDouble(
                each -> each.failures().stream().mapToDouble(x -> Math.log(x / longest)))
            .sum();
    return new BrentSolver(1e-12, 1e-12, 1e-15)
        .findRoot(
            beta -> {
              double sum = 0;
              double weighted = 0;
              for (History each : systems) {
                double power = Math.pow(each.hours() / longest, beta);
                sum += power;
                weighted += power * Math.log(each.hours() / longest);
              }
              return n / beta + logs - n * weighted / sum;
            },
            1e-6,
            1e4);
  }

  private Estimate mtbf(double beta, double lambda, double confidence) {
    double value = 1 / (lambda * beta * Math.pow(longest, beta - 1));
    if (isEqual()) {
      // the failures of all systems together are one power law of as many times the rate
      return CurrentMtbf.of(shares.length, sumOfLogs, longest * systems.size(), confidence);
    }
    return fisher(value, beta, lambda, confidence);
  }

  private Estimate fisher(double value, double beta, double lambda, double confidence) {
    double n = shares.length;
    double ll = n / (lambda * lambda);
    double lb = 0;
    double bb = n / (beta * beta);
    for (History each : systems) {
      double log = Math.log(each.hours());
      double power = Math.pow(each.hours(), beta);
      lb += power * log;
      bb += lambda * power * log * log;
    }
    double determinant = ll * bb - lb * lb;
    double byLambda = -1 / lambda;
    double byBeta = -1 / beta - Math.log(longest);
    double variance =
        (byLambda * byLambda * bb - 2 * byLambda * byBeta * lb + byBeta * byBeta * ll)
            / determinant;
    double factor = Math.exp(Confidence.deviations(confidence) * Math.sqrt(variance));
    return new Estimate(value, value / factor, value * factor, confidence);
  }

  /** Sum of the failures' times less what a constant rate would give, in standard deviations. */
  private Growth.Trend laplace() {
    double excess = 0;
    double variance = 0;
    for (History each : systems) {
      for (double x : each.failures()) {
        excess += x - each.hours() / 2;
        variance += each.hours() * each.hours() / 12;
      }
    }
    double u = excess / Math.sqrt(variance);
    var normal = NormalDistribution.of(0, 1);
    return new Growth.Trend(u, normal.cumulativeProbability(u), normal.survivalProbability(u));
  }

  private Growth.Trend militaryHandbook() {
    double statistic = 2 * sumOfLogs;
    var chiSquare = ChiSquaredDistribution.of(2.0 * shares.length);
    return new Growth.Trend(
        statistic,
        chiSquare.survivalProbability(statistic),
        chiSquare.cumulativeProbability(statistic));
  }
}
