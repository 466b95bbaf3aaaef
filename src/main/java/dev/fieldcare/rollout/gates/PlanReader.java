package dev.fieldcare.rollout.gates;

import dev.fieldcare.base.Durations;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link GatePlan}. Whatever is wrong is {@code rollout.gates}: the key, what was expected
 * there, what was found.
 */
final class PlanReader {
  private static final Set<String> KEYS =
      new LinkedHashSet<>(
          List.of(
              "alpha",
              "kinds",
              "hold",
              "failedLimit",
              "failedWeight",
              "installedShare",
              "silentShare",
              "exposureHours",
              "soak",
              "metrics",
              "metricWeight",
              "fixWithin"));
  private static final int MOST_METRICS = 20;
  private static final int MOST_SOAKS = 100;
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final double ROUNDING = 1e-9;

  private final JsonObject json;

  PlanReader(JsonObject json) {
    this.json = json;
  }

  GatePlan read() {
    known("", json, KEYS);
    GatePlan usual = GatePlan.DEFAULT;
    var plan =
        new GatePlan(
            between("alpha", json.getValue("alpha"), 1e-9, 0.5, usual.alpha()),
            kinds(usual),
            between("hold", json.getValue("hold"), 1e-6, 1, usual.hold()),
            between("failedLimit", json.getValue("failedLimit"), 1e-6, 0.999, usual.failedLimit()),
            share("failedWeight", usual.failedWeight()),
            share("installedShare", usual.installedShare()),
            share("silentShare", usual.silentShare()),
            between(
                "exposureHours", json.getValue("exposureHours"), 0, 8760, usual.exposureHours()),
            soaks(usual),
            metrics(),
            share("metricWeight", usual.metricWeight()),
            json.containsKey("fixWithin")
                ? duration("fixWithin", json.getValue("fixWithin"))
                : usual.fixWithin());
    checkShares(plan);
    return plan;
  }

  private static void checkShares(GatePlan plan) {
    if (!plan.metrics().isEmpty() && plan.metricWeight() == 0) {
      throw bad("metricWeight", "more than 0 as there are metrics", 0);
    }
    double sum = plan.failedWeight() + (plan.metrics().isEmpty() ? 0 : plan.metricWeight());
    for (double each : plan.kinds().values()) {
      sum += each;
    }
    if (sum > 1 + ROUNDING) {
      throw bad(
          "kinds, failedWeight and metricWeight", "shares of alpha that sum to 1 at most", sum);
    }
  }

  private Map<String, Double> kinds(GatePlan usual) {
    Object found = json.getValue("kinds");
    if (found == null) {
      return usual.kinds();
    }
    if (!(found instanceof JsonObject shares)) {
      throw bad("kinds", "an object of kinds and their shares of alpha", found);
    }
    known("kinds.", shares, GatePlan.KINDS.keySet());
    var kinds = new LinkedHashMap<String, Double>();
    for (String kind : shares.fieldNames()) {
      double share = between("kinds." + kind, shares.getValue(kind), 0, 1, Double.NaN);
      if (share > 0) {
        kinds.put(kind, share);
      }
    }
    return kinds;
  }

  private List<Duration> soaks(GatePlan usual) {
    Object found = json.getValue("soak");
    if (found == null) {
      return usual.soaks();
    }
    if (!(found instanceof JsonArray list)) {
      return List.of(duration("soak", found));
    }
    if (list.isEmpty() || list.size() > MOST_SOAKS) {
      throw bad("soak", "1 to " + MOST_SOAKS + " durations", list.size());
    }
    var soaks = new ArrayList<Duration>();
    for (int i = 0; i < list.size(); i++) {
      soaks.add(duration("soak[" + i + "]", list.getValue(i)));
    }
    return soaks;
  }

  private static Duration duration(String key, @Nullable Object found) {
    String expected = Durations.FORM + " up to " + Durations.format(LONGEST);
    Duration duration = found instanceof String text ? Durations.parse(text).orElse(null) : null;
    if (duration == null || duration.compareTo(LONGEST) > 0) {
      throw bad(key, expected, found);
    }
    return duration;
  }

  private List<GatePlan.Metric> metrics() {
    Object found = json.getValue("metrics");
    if (found == null) {
      return List.of();
    }
    if (!(found instanceof JsonArray list) || list.size() > MOST_METRICS) {
      throw bad("metrics", "a list of up to " + MOST_METRICS + " metrics", found);
    }
    var metrics = new ArrayList<GatePlan.Metric>();
    var names = new LinkedHashSet<String>();
    for (int i = 0; i < list.size(); i++) {
      GatePlan.Metric metric = metric("metrics[" + i + "]", list.getValue(i));
      if (!names.add(metric.metric())) {
        throw bad("metrics[" + i + "].metric", "each metric once", metric.metric());
      }
      metrics.add(metric);
    }
    return metrics;
  }

  private static GatePlan.Metric metric(String key, @Nullable Object found) {
    if (!(found instanceof JsonObject object)) {
      throw bad(key, "an object with metric and worse", found);
    }
    known(key + ".", object, new LinkedHashSet<>(List.of("metric", "worse")));
    Object name = object.getValue("metric");
    if (!(name instanceof String text) || text.isBlank() || text.length() > 100) {
      throw bad(key + ".metric", "a metric's name of up to 100 characters", name);
    }
    Object worse = object.getValue("worse", "higher");
    if (!"higher".equals(worse) && !"lower".equals(worse)) {
      throw bad(key + ".worse", "higher or lower", worse);
    }
    return new GatePlan.Metric(
        text, "higher".equals(worse) ? GatePlan.Worse.HIGHER : GatePlan.Worse.LOWER);
  }

  private double share(String key, double usual) {
    return between(key, json.getValue(key), 0, 1, usual);
  }

  /** An absent value is the usual one; without a usual one (NaN) it is refused. */
  private static double between(
      String key, @Nullable Object found, double least, double most, double usual) {
    if (found == null && !Double.isNaN(usual)) {
      return usual;
    }
    double value = found instanceof Number number ? number.doubleValue() : Double.NaN;
    if (!(value >= least && value <= most)) {
      throw bad(key, "a number from " + Words.number(least) + " to " + Words.number(most), found);
    }
    return value;
  }

  private static void known(String prefix, JsonObject object, Set<String> keys) {
    for (String each : object.fieldNames()) {
      if (!keys.contains(each)) {
        throw bad(prefix + each, "one of the keys " + String.join(", ", keys), each);
      }
    }
  }

  private static Problem bad(String key, String expected, @Nullable Object found) {
    String text = found instanceof String ? "\"" + found + "\"" : String.valueOf(found);
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return Problem.badInput(
        "rollout.gates", "gates: " + key + ": expected " + expected + ", found " + shown);
  }
}
