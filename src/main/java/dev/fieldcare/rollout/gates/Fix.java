package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether a release takes away the symptom it is said to fix, from the trial of that symptom.
 *
 * @param state see {@link State}
 * @param becauseKey with {@code becauseArgs}: {@code because} for translation
 */
public record Fix(
    State state,
    RateRatio ratio,
    String because,
    String becauseKey,
    Map<String, Object> becauseArgs) {

  public enum State {
    /** Updated devices have the symptom less often, beyond chance. */
    SHOWN,
    /** That it halves the symptom at least is contradicted: the claim should be withdrawn. */
    CONTRADICTED,
    /** Neither is certain yet. */
    OPEN
  }

  /**
   * @param alpha the chance to be wrong, whenever looked at, of either statement
   */
  public static Fix judge(Trial trial, double alpha) {
    double needed = -Math.log(alpha);
    State state = State.OPEN;
    if (trial.logEvidence(Claim.NOT_HALVED) >= needed) {
      state = State.CONTRADICTED;
    } else if (trial.logEvidence(Claim.BENEFIT) >= needed) {
      state = State.SHOWN;
    }
    return new Fix(
        state,
        trial.rateRatio(alpha),
        text(state, trial),
        "fix." + state.name().toLowerCase(java.util.Locale.ROOT),
        arguments(trial, alpha));
  }

  private static String text(State state, Trial trial) {
    String counted =
        trial.treatedEvents()
            + " of the "
            + trial.treatedAtStart()
            + " updated devices had it, "
            + trial.controlEvents()
            + " of the "
            + trial.controlsAtStart()
            + " others";
    return switch (state) {
      case SHOWN -> counted + ": less often, beyond chance";
      case CONTRADICTED -> counted + ": surely not half as often";
      case OPEN -> counted + ": not certain yet";
    };
  }

  private static Map<String, Object> arguments(Trial trial, double alpha) {
    var arguments = new LinkedHashMap<String, Object>();
    arguments.put("treatedEvents", trial.treatedEvents());
    arguments.put("treated", trial.treatedAtStart());
    arguments.put("controlEvents", trial.controlEvents());
    arguments.put("controls", trial.controlsAtStart());
    arguments.put("times", Words.number(trial.rateRatio(alpha).estimate()));
    return arguments;
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("state", state.name())
        .put("ratio", ratio.toJson())
        .put("because", because)
        .put("becauseKey", becauseKey)
        .put("becauseArgs", new JsonObject(becauseArgs));
  }
}
