package dev.fieldcare.tickets.knowledge;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.genealogy.Inside;
import dev.fieldcare.stability.Because;
import dev.fieldcare.tickets.siblings.Scanned;
import dev.fieldcare.tickets.siblings.Suspicion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a ticket knows when it is opened; each field says from where, or why it is empty.
 *
 * @param place where the device stands and whom to speak to: {@code site}, {@code contact}
 * @param inside what was in the device when it failed
 * @param own of the suspicions those that concern this device, most suspicious first
 * @param problem the open problem it belongs to
 */
public record Known(
    Device device,
    JsonObject place,
    List<Inside> inside,
    Scanned siblings,
    List<Suspicion> own,
    @Nullable String problem,
    @Nullable Fix fix,
    Route route,
    Instant at) {
  private static final int COMPONENTS_SHOWN = 40;

  public Known {
    inside = List.copyOf(inside);
    own = List.copyOf(own);
  }

  /** As a ticket keeps and shows it. */
  public JsonObject json() {
    var because =
        new JsonObject()
            .put("site", json(siteBecause()))
            .put("contact", json(contactBecause()))
            .put("lot", json(lotBecause()))
            .put("components", json(componentsBecause()))
            .put("siblings", json(siblingsBecause()))
            .put("problem", json(problemBecause()))
            .put("fix", json(fixBecause()));
    return new JsonObject()
        .put("asOf", at.toString())
        .put("site", place.getJsonObject("site"))
        .put("contact", place.getJsonObject("contact"))
        .put("lot", device.lot())
        .put(
            "components",
            new JsonArray(inside.stream().limit(COMPONENTS_SHOWN).map(Inside::json).toList()))
        .put("siblings", siblings.json(own))
        .put("problem", problem)
        .put("fix", fix == null ? null : fix.json())
        .put("route", json(route.because()).put("kind", route.kind().name()))
        .put("because", because);
  }

  /**
   * What the journal keeps of it: all but the contact, as nothing can be taken out of the journal
   * again and people may ask for just that.
   */
  public JsonObject journalled() {
    return withoutContact(new JsonObject(json().encode()));
  }

  /** The same of what a ticket keeps. */
  public static JsonObject withoutContact(JsonObject known) {
    JsonObject kept = known.copy();
    kept.remove("contact");
    kept.getJsonObject("because", new JsonObject()).remove("contact");
    return kept;
  }

  private static JsonObject json(Because because) {
    return new JsonObject()
        .put("because", because.text())
        .put("becauseKey", because.key())
        .put("becauseArgs", new JsonObject(because.arguments()));
  }

  private Because siteBecause() {
    return place.getJsonObject("site") == null
        ? plain("site.none", "no site is registered for " + device.id())
        : plain("site.registered", "the registry has " + device.id() + " there");
  }

  private Because contactBecause() {
    return place.getJsonObject("contact") == null
        ? plain("contact.none", "nobody is named for the device, its site or its customer")
        : plain("contact.named", "named where the request came in, at the site or at the customer");
  }

  private Because lotBecause() {
    return device.lot() == null
        ? plain("lot.none", "no production lot is registered for " + device.id())
        : plain("lot.registered", "registered for " + device.id());
  }

  private Because componentsBecause() {
    if (inside.isEmpty()) {
      return plain(
          "components.none", "nothing is recorded of what " + device.serial() + " is made of");
    }
    int levels = inside.stream().mapToInt(Inside::level).max().orElse(0);
    return new Because(
        "%d parts on %d levels were in %s at %s"
            .formatted(inside.size(), levels, device.serial(), at.truncatedTo(ChronoUnit.SECONDS)),
        "known.components.traced",
        Map.of("count", inside.size(), "levels", levels));
  }

  private Because siblingsBecause() {
    String missing = siblings.missing();
    if (missing != null) {
      return plain("siblings.missing", missing);
    }
    int failed = siblings.failed().size();
    String counts =
        "%d of %,d devices of model %s had it".formatted(failed, siblings.units(), device.model());
    String reason =
        own.isEmpty() || own.getFirst().verdict() == Suspicion.Verdict.CHANCE
            ? "; nothing they share stands out"
            : "; " + own.getFirst().because();
    return new Because(
        counts + reason,
        "known.siblings.scanned",
        Map.of("failed", failed, "units", siblings.units(), "model", device.model()));
  }

  private Because problemBecause() {
    return problem == null
        ? plain("problem.none", "nothing this device shares with others is blamed")
        : plain("problem.shared", "it shares what " + problem + " is about");
  }

  private Because fixBecause() {
    return fix == null
        ? plain(
            "fix.none",
            "no published release newer than what it runs fits it and names the symptom")
        : new Because(
            "release %s names the symptom, fits the device and is newer than %s"
                .formatted(fix.version(), fix.running() == null ? "what it runs" : fix.running()),
            "known.fix.release",
            Map.of("release", fix.version()));
  }

  private static Because plain(String key, String text) {
    return new Because(text, "known." + key, Map.of());
  }
}
