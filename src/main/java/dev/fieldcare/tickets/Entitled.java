package dev.fieldcare.tickets;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What of a repair is free to the customer, in percent for each class of cost.
 *
 * @param decision the whole decision with its reasons, as outside interfaces show it
 */
public record Entitled(int parts, int labour, int travel, JsonObject decision) {
  /** Nobody decided: nothing is covered. */
  public static final Entitled NOTHING =
      new Entitled(0, 0, 0, new JsonObject().put("because", "no coverage is on record"));

  public boolean coversAll() {
    return parts >= 100 && labour >= 100 && travel >= 100;
  }

  /** Whether the device counts as in warranty: something is covered. */
  boolean coversSome() {
    return parts > 0 || labour > 0 || travel > 0;
  }

  boolean coversTravel() {
    return travel >= 100;
  }

  int percentOf(QuoteLine.Kind kind) {
    return switch (kind) {
      case PART -> parts;
      case LABOUR -> labour;
      case TRAVEL -> travel;
    };
  }

  JsonObject json() {
    return new JsonObject()
        .put("parts", parts)
        .put("labour", labour)
        .put("travel", travel)
        .put("decision", decision);
  }

  /** As {@link #json} wrote it; nothing is covered where nothing was decided. */
  static Entitled parse(@Nullable JsonObject json) {
    return json == null
        ? NOTHING
        : new Entitled(
            json.getInteger("parts"),
            json.getInteger("labour"),
            json.getInteger("travel"),
            json.getJsonObject("decision"));
  }
}
