package dev.fieldcare.tickets.siblings;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much more often devices with a trait fail than comparable ones without it.
 *
 * @param failed devices with the trait that failed
 * @param units devices with the trait
 * @param otherFailed devices without it that failed
 * @param otherUnits devices without it
 * @param p how likely chance alone puts so many of the failed among those with the trait
 * @param q the same, corrected for how many traits were looked at (Benjamini–Hochberg)
 * @param verdict what is to be thought of it
 * @param other the trait that explains it, or from which it cannot be told apart
 * @param affected the devices with the trait that have not failed, at most {@value #WATCHED}
 */
public record Suspicion(
    Trait trait,
    int failed,
    int units,
    int otherFailed,
    int otherUnits,
    double p,
    double q,
    Verdict verdict,
    @Nullable Trait other,
    List<String> affected) {
  static final int WATCHED = 1_000;

  /** What is to be thought of a trait. */
  public enum Verdict {
    /** Chance may well have done it. */
    CHANCE,
    /** Those with it fail more often, and no other trait explains that. */
    BLAMED,
    /** Those with it fail more often only because most of them have another trait. */
    COINCIDES,
    /** Those with it are so nearly those with another that the data cannot tell which it is. */
    CONFOUNDED
  }

  public Suspicion {
    affected = List.copyOf(affected);
  }

  /** As outside interfaces show it. */
  public JsonObject json() {
    return new JsonObject()
        .put("trait", trait.json())
        .put("verdict", verdict.name())
        .put("failed", failed)
        .put("units", units)
        .put("otherFailed", otherFailed)
        .put("otherUnits", otherUnits)
        .put("q", q)
        .put("other", other == null ? null : other.json())
        .put("because", because())
        .put("becauseKey", "siblings." + verdict.name().toLowerCase(Locale.ROOT))
        .put("becauseArgs", arguments());
  }

  /** The numbers of {@link #because}, for translation. */
  public JsonObject arguments() {
    return new JsonObject()
        .put("traitType", trait.type().code())
        .put("trait", trait.value())
        .put("failed", failed)
        .put("units", units)
        .put("otherFailed", otherFailed)
        .put("otherUnits", otherUnits)
        .put("q", String.format(Locale.ROOT, "%.1e", q))
        .put("otherTraitType", other == null ? null : other.type().code())
        .put("otherTrait", other == null ? null : other.value());
  }

  /** In words, with the numbers. */
  public String because() {
    String counts =
        String.format(
            Locale.ROOT,
            "%s: %d of %,d failed, against %d of %,d comparable devices without it (q = %.1e)",
            trait,
            failed,
            units,
            otherFailed,
            otherUnits,
            q);
    return switch (verdict) {
      case CHANCE, BLAMED -> counts;
      case COINCIDES -> counts + "; explained by " + other;
      case CONFOUNDED -> counts + "; cannot be told apart from " + other;
    };
  }
}
