package dev.fieldcare.promises.coverage;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;

/** How much of each class of cost is free, in percent. */
public record Covered(int parts, int labour, int travel) {
  public static final Covered NOTHING = new Covered(0, 0, 0);
  public static final Covered ALL = new Covered(100, 100, 100);

  public Covered {
    check("parts", parts);
    check("labour", labour);
    check("travel", travel);
  }

  private static void check(String name, int percent) {
    if (percent < 0 || percent > 100) {
      throw Problem.badInput(
          "covered." + name, "covered." + name + ": expected 0 to 100 percent, found " + percent);
    }
  }

  /** The better of the two in each class. */
  public Covered max(Covered other) {
    return new Covered(
        Math.max(parts, other.parts),
        Math.max(labour, other.labour),
        Math.max(travel, other.travel));
  }

  public boolean isAtLeast(Covered other) {
    return equals(max(other));
  }

  public JsonObject json() {
    return new JsonObject().put("parts", parts).put("labour", labour).put("travel", travel);
  }

  /** As {@link #json} writes it; a class that is not named is not covered. */
  public static Covered parse(JsonObject json) {
    return new Covered(percent(json, "parts"), percent(json, "labour"), percent(json, "travel"));
  }

  private static int percent(JsonObject json, String name) {
    Object value = json.getValue(name, 0);
    if (value instanceof Integer percent) {
      return percent;
    }
    throw Problem.badInput(
        "covered." + name, "covered." + name + ": expected a whole percentage, found " + value);
  }
}
