package dev.fieldcare.promises;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** Who is told, step by step, as a promise runs out; a share of 1 is its deadline. */
public record Ladder(List<Level> levels) {
  public static final Ladder NONE = new Ladder(List.of());
  public static final Ladder DEFAULT =
      new Ladder(
          List.of(
              new Level(0.5, Step.NOTIFY, "support"),
              new Level(0.75, Step.NOTIFY, "support"),
              new Level(0.9, Step.NOTIFY, "manager"),
              new Level(1.0, Step.RAISE_SEVERITY, "manager")));

  /** What is done. */
  public enum Step {
    NOTIFY,
    REASSIGN,
    RAISE_SEVERITY;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One step.
   *
   * @param share of the amount, after which it is taken
   * @param role who is to know
   */
  public record Level(double share, Step step, String role) {}

  public Ladder {
    levels = levels.stream().sorted(java.util.Comparator.comparingDouble(Level::share)).toList();
  }

  public JsonArray json() {
    var array = new JsonArray();
    levels.forEach(
        level ->
            array.add(
                new JsonObject()
                    .put("share", level.share)
                    .put("step", level.step.code())
                    .put("role", level.role)));
    return array;
  }

  /** Reads what {@link #json} wrote. */
  static Ladder parse(JsonArray json) {
    return new Ladder(
        json.stream()
            .map(JsonObject.class::cast)
            .map(
                level ->
                    new Level(
                        level.getDouble("share"),
                        Step.valueOf(level.getString("step").toUpperCase(Locale.ROOT)),
                        level.getString("role")))
            .toList());
  }
}
