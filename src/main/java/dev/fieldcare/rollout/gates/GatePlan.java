package dev.fieldcare.rollout.gates;

import dev.fieldcare.base.Durations;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a wave must show before the next one opens, and what stops the rollout.
 *
 * @param alpha the greatest chance, over the whole rollout and however often one looks, that a
 *     release that changes nothing is stopped
 * @param kinds kinds of events and the share of alpha each may use
 * @param hold the part of the evidence needed to halt from which on no further wave opens
 * @param failedLimit the share of failed updates that is still accepted; {@code failedWeight} is
 *     the share of alpha to judge it with
 * @param installedShare what share of a wave must have installed
 * @param silentShare what share of a wave may be silent
 * @param exposureHours how long, on average over its members, a wave must have run the release
 * @param soaks how long each wave must have been open; the last goes for all later ones
 * @param metrics the metrics compared, and {@code metricWeight}, the share of alpha for all of them
 * @param fixWithin how long, after the last wave has passed, those held back wait for it to become
 *     certain whether the release fixes what it is said to fix
 */
public record GatePlan(
    double alpha,
    Map<String, Double> kinds,
    double hold,
    double failedLimit,
    double failedWeight,
    double installedShare,
    double silentShare,
    double exposureHours,
    List<Duration> soaks,
    List<Metric> metrics,
    double metricWeight,
    Duration fixWithin) {

  /** Kinds of events that can be harm, and the shares of alpha they have by default. */
  static final Map<String, Double> KINDS = kindsByDefault();

  public static final GatePlan DEFAULT =
      new GatePlan(
          0.01,
          KINDS,
          0.01,
          0.05,
          0.05,
          0.8,
          0.05,
          12,
          List.of(Duration.ofDays(2), Duration.ofDays(4), Duration.ofDays(2)),
          List.of(),
          0.05,
          Duration.ofDays(14));

  /** Which way a metric gets worse. */
  public enum Worse {
    HIGHER,
    LOWER
  }

  public record Metric(String metric, Worse worse) {}

  public GatePlan {
    kinds = Map.copyOf(kinds);
    soaks = List.copyOf(soaks);
    metrics = List.copyOf(metrics);
  }

  /** Reads a plan; what it does not name has its default. Errors: {@link PlanReader}. */
  public static GatePlan fromJson(JsonObject json) {
    return new PlanReader(json).read();
  }

  /** Every key, so that a later change of the defaults does not change this plan. */
  public JsonObject toJson() {
    var shares = new JsonObject();
    KINDS.keySet().stream()
        .filter(kinds::containsKey)
        .forEach(kind -> shares.put(kind, kinds.get(kind)));
    var times = new JsonArray();
    soaks.forEach(each -> times.add(Durations.format(each)));
    var compared = new JsonArray();
    for (Metric each : metrics) {
      compared.add(
          new JsonObject()
              .put("metric", each.metric())
              .put("worse", each.worse() == Worse.HIGHER ? "higher" : "lower"));
    }
    return new JsonObject()
        .put("alpha", alpha)
        .put("kinds", shares)
        .put("hold", hold)
        .put("failedLimit", failedLimit)
        .put("failedWeight", failedWeight)
        .put("installedShare", installedShare)
        .put("silentShare", silentShare)
        .put("exposureHours", exposureHours)
        .put("soak", times)
        .put("metrics", compared)
        .put("metricWeight", metricWeight)
        .put("fixWithin", Durations.format(fixWithin));
  }

  /** How long the wave must have been open; waves count from 1. */
  public Duration soak(int wave) {
    return soaks.get(Math.min(wave, soaks.size()) - 1);
  }

  /**
   * The share of alpha a wave's comparisons may use: a third each for the first two, and a third of
   * 1/2, 1/6, 1/12 … for those after them. All waves together never use more than 1.
   */
  public static double waveWeight(int wave) {
    return wave <= 2 ? 1 / 3.0 : 1 / (3.0 * (wave - 2) * (wave - 1));
  }

  private static Map<String, Double> kindsByDefault() {
    var kinds = new LinkedHashMap<String, Double>();
    kinds.put("silence", 0.35);
    kinds.put("crash", 0.35);
    kinds.put("crashloop", 0.05);
    kinds.put("alarm", 0.1);
    kinds.put("ticket", 0.05);
    return java.util.Collections.unmodifiableMap(kinds);
  }
}
