package dev.fieldcare.promises.coverage;

import dev.fieldcare.base.Json;
import dev.fieldcare.promises.Pause;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that an entitlement is decided from.
 *
 * @param consumer whether the owner is protected as a consumer
 * @param handedOver when the owner got the unit, or its last replacement; null if unknown
 * @param repairs the times it was in repair
 * @param presumedUntil where the statutory presumption ends; null if it does not apply
 * @param guaranteedUntil where the statutory period ends; null if it does not apply
 */
public record Facts(
    String unit,
    boolean consumer,
    @Nullable Instant handedOver,
    List<Coverage> coverages,
    List<Exclusion> exclusions,
    List<Pause> repairs,
    @Nullable Instant presumedUntil,
    @Nullable Instant guaranteedUntil) {

  public Facts {
    coverages = List.copyOf(coverages);
    exclusions = List.copyOf(exclusions);
    repairs = List.copyOf(repairs);
  }

  public static Facts of(String unit, List<Coverage> coverages, List<Exclusion> exclusions) {
    return new Facts(unit, false, null, coverages, exclusions, List.of(), null, null);
  }

  /** The SHA-256, in hex, of everything a decision is made from. */
  String hash(Instant at, Cause cause) {
    JsonObject inputs =
        new JsonObject()
            .put("unit", unit)
            .put("consumer", consumer)
            .put("handedOver", text(handedOver))
            .put("coverages", new JsonArray(coverages.stream().map(Coverage::json).toList()))
            .put("exclusions", new JsonArray(exclusions.stream().map(Exclusion::json).toList()))
            .put("repairs", new JsonArray(repairs.stream().map(Pause::json).toList()))
            .put("presumedUntil", text(presumedUntil))
            .put("guaranteedUntil", text(guaranteedUntil))
            .put("at", at.toString())
            .put("cause", cause.json());
    return Json.sha256Hex(Json.canonical(inputs).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static @Nullable String text(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }
}
