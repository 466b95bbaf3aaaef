package dev.fieldcare.tickets.siblings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the devices of a model that had a symptom were found to have in common.
 *
 * @param at when that was
 * @param failed when each of the failed had the symptom first
 * @param traits what each of the failed shared with others then
 * @param units how many devices were compared
 * @param suspicions those that are more than chance, and the first of the others
 * @param missing what could not be compared, in words
 */
public record Scanned(
    Instant at,
    Map<String, Instant> failed,
    Map<String, Set<Trait>> traits,
    int units,
    List<Suspicion> suspicions,
    @Nullable String missing) {
  private static final int SHOWN = 5;

  public Scanned {
    failed = Map.copyOf(failed);
    traits = Map.copyOf(traits);
    suspicions = List.copyOf(suspicions);
  }

  /** Nothing was compared. */
  static Scanned none(Instant at, String missing) {
    return new Scanned(at, Map.of(), Map.of(), 0, List.of(), missing);
  }

  /** How many with the trait failed after that moment. */
  public int failedSince(Trait trait, Instant after) {
    return (int)
        failed.entrySet().stream()
            .filter(each -> each.getValue().isAfter(after))
            .filter(each -> traits.getOrDefault(each.getKey(), Set.of()).contains(trait))
            .count();
  }

  /**
   * As a ticket keeps it.
   *
   * @param own of the suspicions those that concern its device; others are none of its business
   */
  public JsonObject json(List<Suspicion> own) {
    return new JsonObject()
        .put("asOf", at.toString())
        .put("failed", failed.size())
        .put("units", units)
        .put("suspicions", new JsonArray(own.stream().limit(SHOWN).map(Suspicion::json).toList()))
        .put("missing", missing);
  }
}
