package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a release takes away a symptom it is said to fix, from that symptom's trials.
 *
 * @param state see {@link State}
 * @param ratio how much more often updated devices have it; null while nothing is compared
 * @param becauseKey with {@code becauseArgs}: {@code because} for translation
 */
public record Fix(
    State state,
    @Nullable RateRatio ratio,
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

  /** What a trial has of evidence, and what share of alpha it may use. */
  private record Look(int wave, Trial trial, double logEvidence, double share) {
    /** Logarithm of evidence over what is needed. */
    double surplus() {
      return logEvidence + Math.log(share);
    }
  }

  /**
   * Each wave has its share of alpha, {@link GatePlan#waveWeight}, for either statement: what one
   * alone shows is shown. By Ville's inequality and the union bound a release that changes nothing
   * is said to fix the symptom with chance alpha at most, and one that halves it among those who
   * run it is said not to with no more, whenever and however often one looks. What waves tell is
   * not multiplied: they tell it of the same devices.
   *
   * @param alpha the chance to be wrong, whenever looked at, of either statement
   */
  public static Fix judge(List<FixTrials> waves, double alpha) {
    Look contradicting = null;
    Look showing = null;
    for (FixTrials each : waves) {
      double share = alpha * GatePlan.waveWeight(each.wave());
      Trial opened = each.opened();
      showing =
          stronger(
              showing, new Look(each.wave(), opened, opened.logEvidence(Claim.BENEFIT), share));
      Trial installed = each.installed();
      if (installed != null) {
        double against = installed.logEvidenceAgainstHalving(each.share());
        contradicting = stronger(contradicting, new Look(each.wave(), installed, against, share));
      }
    }
    if (contradicting != null && contradicting.surplus() >= 0) {
      return of(State.CONTRADICTED, contradicting);
    }
    if (showing == null) {
      return new Fix(State.OPEN, null, "nothing to compare with yet", "fix.none", Map.of());
    }
    return of(showing.surplus() >= 0 ? State.SHOWN : State.OPEN, showing);
  }

  private static Look stronger(@Nullable Look one, Look other) {
    return one == null || other.surplus() > one.surplus() ? other : one;
  }

  private static Fix of(State state, Look look) {
    Map<String, Object> arguments = arguments(look);
    return new Fix(
        state,
        look.trial().rateRatio(look.share()),
        text(state, look, arguments),
        "fix." + state.name().toLowerCase(Locale.ROOT),
        arguments);
  }

  private static String text(State state, Look look, Map<String, Object> arguments) {
    Trial trial = look.trial();
    String counted =
        "%d of the %d devices of wave %d had it%s, %d of the %d not yet updated"
            .formatted(
                trial.treatedEvents(),
                trial.treatedAtStart(),
                look.wave(),
                state == State.CONTRADICTED ? " since they have the release" : "",
                trial.controlEvents(),
                trial.controlsAtStart());
    String evidence =
        " (evidence %s, needed %s)".formatted(arguments.get("evidence"), arguments.get("needed"));
    return counted
        + switch (state) {
          case SHOWN -> ": less often, beyond chance" + evidence;
          case CONTRADICTED -> ": surely not half as often" + evidence;
          case OPEN -> ": not certain yet" + evidence;
        };
  }

  private static Map<String, Object> arguments(Look look) {
    Trial trial = look.trial();
    var arguments = new LinkedHashMap<String, Object>();
    arguments.put("wave", look.wave());
    arguments.put("treatedEvents", trial.treatedEvents());
    arguments.put("treated", trial.treatedAtStart());
    arguments.put("controlEvents", trial.controlEvents());
    arguments.put("controls", trial.controlsAtStart());
    arguments.put("times", Words.number(trial.rateRatio(look.share()).estimate()));
    arguments.put("evidence", Words.number(Math.min(1e12, Math.exp(look.logEvidence()))));
    arguments.put("needed", Words.number(1 / look.share()));
    return arguments;
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("state", state.name())
        .put("ratio", ratio == null ? null : ratio.toJson())
        .put("because", because)
        .put("becauseKey", becauseKey)
        .put("becauseArgs", new JsonObject(becauseArgs));
  }
}
