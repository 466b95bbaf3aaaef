package dev.fieldcare.api;

import dev.fieldcare.stability.reliability.Availability;
import dev.fieldcare.stability.reliability.Estimate;
import dev.fieldcare.stability.reliability.FieldReliability.Comparison;
import dev.fieldcare.stability.reliability.Figures;
import dev.fieldcare.stability.reliability.Growth;
import dev.fieldcare.stability.reliability.RateRatio;
import dev.fieldcare.stability.reliability.WeibullLife;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes reliability figures; what is infinite or undefined is null. */
final class ReliabilityJson {
  private ReliabilityJson() {}

  static JsonObject of(Figures figures) {
    Estimate perHour = figures.mtbf().inverse();
    return new JsonObject()
        .put("key", figures.key())
        .put("devices", figures.devices())
        .put("operatingHours", figures.operatingHours())
        .put("failures", figures.failures())
        .put("mtbfHours", of(figures.mtbf()))
        .put(
            "failuresPer1000Hours",
            new JsonObject()
                .put("value", finite(perHour.value() * 1000))
                .put("lower", finite(perHour.lower() * 1000))
                .put("upper", finite(perHour.upper() * 1000)))
        .put("stableHours", of(figures.stable()))
        .put("availability", of(figures.availability()));
  }

  private static JsonObject of(Availability availability) {
    return of(availability.share())
        .put("meanUpHours", finite(availability.meanUpHours()))
        .put("meanDownHours", finite(availability.meanDownHours()))
        .put("outages", availability.outages());
  }

  static JsonObject of(Comparison comparison, String first, String second) {
    RateRatio ratio = comparison.ratio();
    return new JsonObject()
        .put("a", of(comparison.first()).put("key", first))
        .put("b", of(comparison.second()).put("key", second))
        .put("rateRatio", of(ratio.ratio()))
        .put("chance", ratio.chance())
        .put("chanceOfSoFew", ratio.lessChance())
        .put("chanceOfSoMany", ratio.moreChance())
        .put("verdict", ratio.verdict().name().toLowerCase(Locale.ROOT));
  }

  static JsonObject of(Growth growth) {
    Growth.Fit fit = growth.fit();
    String trend =
        growth.beta().upper() < 1 ? "improving" : growth.beta().lower() > 1 ? "worsening" : "none";
    return new JsonObject()
        .put("systems", growth.systems())
        .put("failures", growth.failures())
        .put("operatingHours", growth.hours())
        .put("trend", trend)
        .put("beta", of(growth.beta()))
        .put("unbiasedBeta", growth.unbiasedBeta())
        .put("lambda", growth.lambda())
        .put("growthRate", growth.growthRate())
        .put("mtbfNowHours", of(growth.mtbf()))
        .put("laplace", of(growth.laplace()))
        .put("militaryHandbook", of(growth.militaryHandbook()))
        .put(
            "fit",
            fit == null
                ? null
                : new JsonObject()
                    .put("cramerVonMises", fit.statistic())
                    .put("critical", fit.critical())
                    .put("isGood", fit.isGood()));
  }

  private static JsonObject of(Growth.Trend trend) {
    return new JsonObject()
        .put("statistic", trend.statistic())
        .put("improvingChance", trend.improvingChance())
        .put("worseningChance", trend.worseningChance());
  }

  static JsonObject of(WeibullLife life) {
    return new JsonObject()
        .put("parts", life.parts())
        .put("failures", life.failures())
        .put("isShapeAssumed", life.isShapeAssumed())
        .put("confidence", life.scale().confidence())
        .put("shape", of(life.shape()))
        .put("scale", of(life.scale()))
        .put("b10", of(life.b10()))
        .put("mean", finite(life.mean()))
        .put("logLikelihood", finite(life.logLikelihood()));
  }

  static JsonObject of(Estimate estimate) {
    return new JsonObject()
        .put("value", finite(estimate.value()))
        .put("lower", finite(estimate.lower()))
        .put("upper", finite(estimate.upper()));
  }

  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
