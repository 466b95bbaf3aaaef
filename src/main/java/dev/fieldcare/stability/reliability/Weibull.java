package dev.fieldcare.stability.reliability;

import dev.fieldcare.base.Problem;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Fits the life of parts, many of which have not failed yet, by maximum likelihood with likelihood
 * ratio bounds; with at most three failures, with an assumed shape (Weibayes, Abernethy, The New
 * Weibull Handbook, chapter 6).
 *
 * <p>For a fixed shape, and for a fixed quantile as much as for the scale, the likelihood is
 * concave in what is left, so every step is one bracketed root.
 */
public final class Weibull {
  public static final int FEW = 3;
  private static final double STEEPEST = 200;
  private static final double FLATTEST = 1e-3;

  private final List<Life> lives;
  private final double unit;
  private final int failures;
  private final double sumOfLogs;

  private Weibull(List<Life> lives) {
    this.lives = lives;
    double oldest = 0;
    int failed = 0;
    for (Life each : lives) {
      if (!(each.age() > 0) || Double.isInfinite(each.age())) {
        throw Problem.badInput("reliability.age", "age: expected more than 0, found " + each.age());
      }
      oldest = Math.max(oldest, each.age());
      failed += each.failed() ? 1 : 0;
    }
    if (lives.isEmpty()) {
      throw Problem.badInput("reliability.parts", "parts: expected at least one, found none");
    }
    unit = oldest;
    failures = failed;
    sumOfLogs =
        lives.stream().filter(Life::failed).mapToDouble(each -> Math.log(each.age() / unit)).sum();
  }

  /** With few failures the assumed shape is used, otherwise it is estimated. */
  public static WeibullLife fit(List<Life> lives, double assumedShape, double confidence) {
    var it = new Weibull(lives);
    return it.failures <= FEW
        ? it.assuming(assumedShape, confidence)
        : it.estimate(Confidence.checked(confidence));
  }

  /** Weibayes: the shape is known from elsewhere; no failure gives a lower bound only. */
  public static WeibullLife assuming(List<Life> lives, double shape, double confidence) {
    return new Weibull(lives).assuming(shape, confidence);
  }

  /**
   * The ages that these shares do not reach, each with its bounds: the life as a curve.
   *
   * @param shares each between 0 and 1
   */
  public static List<Estimate> ages(
      List<Life> lives, double assumedShape, double confidence, List<Double> shares) {
    var it = new Weibull(lives);
    if (it.failures <= FEW) {
      Estimate scale = it.assuming(assumedShape, confidence).scale();
      return shares.stream()
          .map(share -> scale.map(each -> quantile(share, assumedShape, each)))
          .toList();
    }
    double shape = it.mostLikelyShape();
    double scale = it.scaleFor(shape);
    double least = it.logLikelihood(shape, scale) - Mtbf.chiSquare(confidence, 1) / 2;
    return shares.stream()
        .map(share -> it.ageBounds(share, quantile(share, shape, scale), least, confidence))
        .toList();
  }

  private WeibullLife assuming(double shape, double confidence) {
    if (!(shape >= 0.1 && shape <= 20)) {
      throw Problem.badInput("reliability.shape", "shape: expected 0.1 to 20, found " + shape);
    }
    // (age)^β is exponential: its total is operating time, and its MTBF η^β
    Estimate powered = Mtbf.of(powers(shape), failures, confidence);
    Estimate scale = powered.map(each -> unit * Math.pow(each, 1 / shape));
    return new WeibullLife(
        lives.size(),
        failures,
        new Estimate(shape, shape, shape, confidence),
        scale,
        scale.map(each -> quantile(0.1, shape, each)),
        mean(shape, scale.value()),
        true,
        Double.NaN);
  }

  private double powers(double shape) {
    return lives.stream().mapToDouble(each -> Math.pow(each.age() / unit, shape)).sum();
  }

  private WeibullLife estimate(double confidence) {
    double shape = mostLikelyShape();
    double scale = scaleFor(shape);
    double most = logLikelihood(shape, scale);
    double drop = Mtbf.chiSquare(confidence, 1) / 2;
    var shapeBounds =
        bounds(shape, each -> logLikelihood(each, scaleFor(each)) - most + drop, confidence);
    return new WeibullLife(
        lives.size(),
        failures,
        shapeBounds,
        ageBounds(1 - Math.exp(-1), scale, most - drop, confidence),
        ageBounds(0.1, quantile(0.1, shape, scale), most - drop, confidence),
        mean(shape, unit * scale),
        false,
        most - failures * Math.log(unit));
  }

  /** Σ t^β ln t / Σ t^β − 1/β = mean ln of the failed, which rises with β. */
  private double mostLikelyShape() {
    DoubleUnaryOperator slope =
        shape -> {
          double sum = 0;
          double weighted = 0;
          for (Life each : lives) {
            double power = Math.pow(each.age() / unit, shape);
            sum += power;
            weighted += power * Math.log(each.age() / unit);
          }
          return weighted / sum - 1 / shape - sumOfLogs / failures;
        };
    if (slope.applyAsDouble(STEEPEST) < 0) {
      throw Problem.badInput(
          "reliability.parts", "parts: expected failures at different ages, found all alike");
    }
    return solver().findRoot(slope, FLATTEST, STEEPEST);
  }

  private double scaleFor(double shape) {
    return Math.pow(powers(shape) / failures, 1 / shape);
  }

  private double logLikelihood(double shape, double scale) {
    return failures * (Math.log(shape) - shape * Math.log(scale))
        + (shape - 1) * sumOfLogs
        - powers(shape) / Math.pow(scale, shape);
  }

  /** Likelihood bounds of the age that the share does not reach; ages in units. */
  private Estimate ageBounds(double share, double age, double least, double confidence) {
    double k = -Math.log1p(-share);
    return bounds(
            age,
            each -> {
              double shape = likeliestShapeThrough(each, k);
              return logLikelihood(shape, each / Math.pow(k, 1 / shape)) - least;
            },
            confidence)
        .map(each -> unit * each);
  }

  /** The shape that makes the data likeliest if the age is the quantile; the slope falls. */
  private double likeliestShapeThrough(double age, double k) {
    double logAge = Math.log(age);
    DoubleUnaryOperator slope =
        shape -> {
          double sum = failures / shape + sumOfLogs - failures * logAge;
          for (Life each : lives) {
            double log = Math.log(each.age() / unit) - logAge;
            sum -= k * Math.exp(shape * log) * log;
          }
          return sum;
        };
    double high = 1;
    while (slope.applyAsDouble(high) > 0 && high < STEEPEST) {
      high *= 2;
    }
    return high >= STEEPEST ? STEEPEST : solver().findRoot(slope, FLATTEST, high);
  }

  /** Where the excess, positive at the value, crosses zero on both sides; searched outwards. */
  private static Estimate bounds(double value, DoubleUnaryOperator excess, double confidence) {
    DoubleUnaryOperator ofLog = log -> excess.applyAsDouble(Math.exp(log));
    double middle = Math.log(value);
    return new Estimate(
        value,
        Math.exp(crossing(ofLog, middle, -0.1)),
        Math.exp(crossing(ofLog, middle, 0.1)),
        confidence);
  }

  private static double crossing(DoubleUnaryOperator excess, double from, double step) {
    double inside = from;
    for (double outside = from + step; Math.abs(outside - from) < 50; step *= 1.5) {
      if (excess.applyAsDouble(outside) < 0) {
        return solver().findRoot(excess, Math.min(inside, outside), Math.max(inside, outside));
      }
      inside = outside;
      outside += step;
    }
    return Math.copySign(Double.POSITIVE_INFINITY, step);
  }

  private static BrentSolver solver() {
    return new BrentSolver(1e-12, 1e-12, 1e-15);
  }

  private static double quantile(double share, double shape, double scale) {
    return scale * Math.pow(-Math.log1p(-share), 1 / shape);
  }

  private static double mean(double shape, double scale) {
    return scale * Math.exp(LogGamma.value(1 + 1 / shape));
  }
}
