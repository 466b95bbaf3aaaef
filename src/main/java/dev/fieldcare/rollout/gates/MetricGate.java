package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Halts when a metric of updated devices has become worse than that of the others. Each device's
 * mean since the wave opened is corrected by its own mean in the equally long time before (CUPED,
 * Deng et al. 2013), which takes out most of what makes devices different; the means of both arms
 * are compared by Welch's t. Look j may use 1/(j(j+1)) of what the wave has: together at most all
 * of it, whatever the looks have in common.
 */
public final class MetricGate implements Gate {
  /** Below this in either arm the t is not trusted. */
  static final int FEWEST = 20;

  private final List<GatePlan.Metric> metrics;
  private final double alpha;

  /**
   * @param alpha for all metrics and waves together
   */
  public MetricGate(List<GatePlan.Metric> metrics, double alpha) {
    this.metrics = List.copyOf(metrics);
    this.alpha = alpha;
  }

  @Override
  public Verdict judge(WaveFigures figures) {
    var inputs = new JsonArray();
    Compared worst = null;
    for (MetricLook each : figures.looks()) {
      Optional<Compared> compared = compare(each);
      compared.ifPresent(found -> inputs.add(found.toJson()));
      if (compared.isPresent() && (worst == null || compared.get().surplus() < worst.surplus())) {
        worst = compared.get();
      }
    }
    JsonObject all = new JsonObject().put("alpha", alpha).put("looks", inputs);
    if (worst == null) {
      return new Verdict(
          Verdict.Answer.GO,
          "metrics",
          "no metric has been compared",
          "gate.metrics.none",
          Map.of(),
          all);
    }
    boolean halts = worst.halts();
    return new Verdict(
        halts ? Verdict.Answer.HALT : Verdict.Answer.GO,
        "metrics",
        worst.text() + (halts ? "" : "; not surely worse"),
        halts ? "gate.metrics.harm" : "gate.metrics.ok",
        worst.arguments(),
        all);
  }

  /** Empty when the metric is not judged or too few devices have it. */
  Optional<Compared> compare(MetricLook look) {
    long fewest = Math.min(look.treated().devices(), look.controls().devices());
    return metrics.stream()
        .filter(metric -> metric.metric().equals(look.metric()) && fewest >= FEWEST)
        .findFirst()
        .map(metric -> Compared.of(look, metric.worse(), share(look)));
  }

  private double share(MetricLook look) {
    return alpha
        * GatePlan.waveWeight(look.wave())
        / metrics.size()
        / (look.look() * (look.look() + 1.0));
  }

  /**
   * @param difference treated less controls, corrected
   * @param chance one-sided, of a difference so bad if the release changes nothing
   * @param allowed the chance below which it halts
   */
  record Compared(MetricLook look, double difference, double error, double chance, double allowed) {

    static Compared of(MetricLook look, GatePlan.Worse worse, double allowed) {
      ArmMoments one = look.treated();
      ArmMoments other = look.controls();
      double squares = one.beforeSquares() + other.beforeSquares();
      double slope = squares > 0 ? (one.products() + other.products()) / squares : 0;
      double difference = one.after() - other.after() - slope * (one.before() - other.before());
      double variance = ofMean(one, slope);
      double variances = variance + ofMean(other, slope);
      double error = Math.sqrt(variances);
      double freedom =
          variances
              * variances
              / (square(variance) / (one.devices() - 1)
                  + square(variances - variance) / (other.devices() - 1));
      double bad = worse == GatePlan.Worse.HIGHER ? difference : -difference;
      double chance;
      if (error > 0) {
        chance = TDistribution.of(freedom).survivalProbability(bad / error);
      } else {
        chance = bad > 0 ? 0 : 1;
      }
      return new Compared(look, difference, error, chance, allowed);
    }

    private static double ofMean(ArmMoments arm, double slope) {
      double residual =
          arm.afterSquares() - 2 * slope * arm.products() + slope * slope * arm.beforeSquares();
      return Math.max(0, residual) / (arm.devices() - 1.0) / arm.devices();
    }

    private static double square(double value) {
      return value * value;
    }

    boolean halts() {
      return chance <= allowed;
    }

    /** Chance over what is allowed: the least halts first. */
    double surplus() {
      return chance / allowed;
    }

    String text() {
      return look.metric()
          + " of wave "
          + look.wave()
          + " is "
          + Words.number(Math.abs(difference))
          + (difference < 0 ? " lower" : " higher")
          + " (± "
          + Words.number(error)
          + ") than of those not yet updated after "
          + MetricLook.dueAfter(look.look()).toHours()
          + " h";
    }

    Map<String, Object> arguments() {
      return Map.of(
          "metric", look.metric(),
          "wave", look.wave(),
          "difference", Words.round(difference),
          "error", Words.round(error),
          "afterSeconds", MetricLook.dueAfter(look.look()).toSeconds());
    }

    JsonObject toJson() {
      return new JsonObject()
          .put("wave", look.wave())
          .put("metric", look.metric())
          .put("look", look.look())
          .put("treated", look.treated().devices())
          .put("controls", look.controls().devices())
          .put("difference", difference)
          .put("error", error)
          .put("chance", chance)
          .put("allowed", allowed);
    }
  }
}
