package dev.fieldcare.rollout.gates;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One wave compared with the devices not yet updated, for one kind of event: a test that may be
 * looked at after every event. Counts from the moment the wave opened, in both arms, whether a
 * device has installed or not, and only each device's first event.
 *
 * <p>Chance decided who of a stratum is treated. If the release changes nothing, the next device to
 * have its first event is therefore a treated one with chance treated / (treated + controls) of
 * those still at risk, however different the devices are. Each event multiplies the likelihood of a
 * rate ratio r by r·treated / (r·treated + controls), or controls / (r·treated + controls), over
 * the same with r = 1: the safe log-rank test (Grünwald, Ly, Pérez-Ortiz, ter Schure 2021), here
 * exact, as drawing without replacement.
 *
 * <p>Events must be entered in an order that does not depend on who is treated: as they become
 * known. Not safe for use by several threads.
 */
public final class Trial {
  private static final int[] WIDE = new int[8 * Likelihood.STEPS + 1];

  static {
    Arrays.setAll(WIDE, i -> Likelihood.ONE - 4 * Likelihood.STEPS + i);
  }

  private final Map<String, int[]> atRisk = new LinkedHashMap<>();
  private final Likelihood likelihood;

  /** What earlier waves made of each rate ratio before this one opened; 1 without any. */
  private final Likelihood carried;

  private final int treatedAtStart;
  private final int controlsAtStart;
  private int treatedEvents;
  private int controlEvents;

  /**
   * @param strata the numbers at the moment the wave opened
   * @throws Problem {@code gates.risk} when a stratum is named twice
   */
  public Trial(List<AtRisk> strata) {
    this(strata, new Likelihood());
  }

  /**
   * The trial of a wave that opens now, after the one before it: half of its stake on harm is what
   * that trial has made of it so far, half is fresh. So what a small wave only hinted at counts
   * with what the next one shows, and a lucky one costs little. Both trials go on: the one before
   * with its own devices. Its controls of this wave must have been {@link #censored}.
   */
  public static Trial following(Trial before, List<AtRisk> strata) {
    return new Trial(strata, before.carried.times(before.likelihood).mixedWithOne());
  }

  /** A trial that begins now, with those of this one that have had no event so far. */
  public Trial begunAgain() {
    return new Trial(
        atRisk.entrySet().stream()
            .map(each -> new AtRisk(each.getKey(), each.getValue()[0], each.getValue()[1]))
            .toList());
  }

  private Trial(List<AtRisk> strata, Likelihood carried) {
    this.carried = carried;
    int treated = 0;
    int controls = 0;
    for (AtRisk each : strata) {
      if (atRisk.put(each.stratum(), new int[] {each.treated(), each.controls()}) != null) {
        throw Problem.badInput("gates.risk", "stratum " + each.stratum() + " is named twice");
      }
      treated += each.treated();
      controls += each.controls();
    }
    likelihood = new Likelihood();
    treatedAtStart = treated;
    controlsAtStart = controls;
  }

  private Trial(
      Likelihood likelihood, Likelihood carried, int treatedAtStart, int controlsAtStart) {
    this.likelihood = likelihood;
    this.carried = carried;
    this.treatedAtStart = treatedAtStart;
    this.controlsAtStart = controlsAtStart;
  }

  /**
   * A device of the stratum had its first event since the wave opened.
   *
   * @throws Problem {@code gates.risk} when none is at risk there any more, {@code gates.stratum}
   */
  public void happened(String stratum, boolean treated) {
    int[] numbers = numbers(stratum);
    int treatedBefore = numbers[0];
    int controlsBefore = numbers[1];
    take(stratum, numbers, treated ? 1 : 0, treated ? 0 : 1);
    likelihood.event(treated, treatedBefore, controlsBefore);
    if (treated) {
      treatedEvents++;
    } else {
      controlEvents++;
    }
  }

  /**
   * Devices that had no event leave for a reason that does not depend on how they fare: their own
   * wave opens, or they leave the fleet.
   *
   * @throws Problem {@code gates.risk} when fewer are at risk, {@code gates.stratum}
   */
  public void censored(String stratum, int treated, int controls) {
    if (treated < 0 || controls < 0) {
      throw Problem.badInput("gates.risk", "expected to take away at least 0");
    }
    take(stratum, numbers(stratum), treated, controls);
  }

  private int[] numbers(String stratum) {
    int[] numbers = atRisk.get(stratum);
    if (numbers == null) {
      throw Problem.badInput(
          "gates.stratum", "expected one of the strata " + atRisk.keySet() + ", found " + stratum);
    }
    return numbers;
  }

  private static void take(String stratum, int[] numbers, int treated, int controls) {
    if (numbers[0] < treated || numbers[1] < controls) {
      throw Problem.conflict(
          "gates.risk",
          "stratum "
              + stratum
              + ": expected at least "
              + treated
              + " treated and "
              + controls
              + " controls still at risk, found "
              + numbers[0]
              + " and "
              + numbers[1]);
    }
    numbers[0] -= treated;
    numbers[1] -= controls;
  }

  /** Nobody is left in whom the two sides could differ: its evidence stays as it is. */
  boolean isOver() {
    return atRisk.values().stream().noneMatch(numbers -> numbers[0] > 0 && numbers[1] > 0);
  }

  /** Natural logarithm of {@link #evidence}; does not overflow. */
  public double logEvidence(Claim claim) {
    return claim.logEvidence(likelihood, carried);
  }

  /**
   * Natural logarithm of the e-value of "who runs the release has it half as often or less".
   *
   * @param share how many of the treated run it at least, of 1
   */
  double logEvidenceAgainstHalving(double share) {
    return Claim.logEvidenceAgainstHalving(likelihood, share);
  }

  /** The e-value: at least 1/alpha contradicts the claim at level alpha, whenever looked at. */
  public double evidence(Claim claim) {
    return Math.exp(logEvidence(claim));
  }

  /**
   * The likeliest rate ratio and those not contradicted: a ratio is excluded when a uniform mixture
   * over 1/16 to 16 is 1/alpha times as likely. Bounds lie on the grid's next point outwards.
   *
   * @param alpha 1 less the confidence, between 0 and 1
   */
  public RateRatio rateRatio(double alpha) {
    double limit = Claim.logMean(likelihood, WIDE) + Math.log(alpha);
    int best = 0;
    for (int i = 1; i < Likelihood.POINTS; i++) {
      if (likelihood.log(i) > likelihood.log(best)) {
        best = i;
      }
    }
    int below = best;
    while (below >= 0 && likelihood.log(below) > limit) {
      below--;
    }
    int above = best;
    while (above < Likelihood.POINTS && likelihood.log(above) > limit) {
      above++;
    }
    return new RateRatio(
        estimate(best),
        below < 0 ? 0 : Likelihood.ratio(below),
        above == Likelihood.POINTS ? Double.POSITIVE_INFINITY : Likelihood.ratio(above),
        1 - alpha);
  }

  /** Between the grid's points along the parabola through the best and its neighbours. */
  private double estimate(int best) {
    if (treatedEvents + controlEvents == 0) {
      return Double.NaN;
    }
    if (best == 0 || best == Likelihood.POINTS - 1) {
      return best == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    double left = likelihood.log(best - 1);
    double middle = likelihood.log(best);
    double right = likelihood.log(best + 1);
    double bend = left - 2 * middle + right;
    double shift = bend < 0 ? (left - right) / (2 * bend) : 0;
    return Likelihood.ratio(best) * Math.pow(2, shift / Likelihood.STEPS);
  }

  public int treatedEvents() {
    return treatedEvents;
  }

  public int controlEvents() {
    return controlEvents;
  }

  public int treatedAtStart() {
    return treatedAtStart;
  }

  public int controlsAtStart() {
    return controlsAtStart;
  }

  /** All of its state: {@link #fromJson} goes on exactly where this one stands. */
  public JsonObject toJson() {
    var strata = new JsonObject();
    atRisk.forEach(
        (name, numbers) -> strata.put(name, new JsonArray().add(numbers[0]).add(numbers[1])));
    return new JsonObject()
        .put("strata", strata)
        .put("start", new JsonArray().add(treatedAtStart).add(controlsAtStart))
        .put("events", new JsonArray().add(treatedEvents).add(controlEvents))
        .put("likelihood", likelihood.save())
        .put("carried", carried.isOne() ? null : carried.save());
  }

  /**
   * @throws Problem {@code gates.trial} when this was not made by {@link #toJson}
   */
  public static Trial fromJson(JsonObject json) {
    try {
      int[] start = pair(json.getJsonArray("start"));
      int[] events = pair(json.getJsonArray("events"));
      String carried = json.getString("carried");
      var trial =
          new Trial(
              Likelihood.read(json.getString("likelihood")),
              carried == null ? new Likelihood() : Likelihood.read(carried),
              start[0],
              start[1]);
      trial.treatedEvents = events[0];
      trial.controlEvents = events[1];
      JsonObject strata = json.getJsonObject("strata");
      strata.fieldNames().forEach(name -> trial.atRisk.put(name, pair(strata.getJsonArray(name))));
      return trial;
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
      throw new Problem(
          Problem.Kind.BAD_INPUT, "gates.trial", "expected a saved trial: " + e.getMessage(), e);
    }
  }

  private static int[] pair(JsonArray numbers) {
    int[] pair = {numbers.getInteger(0), numbers.getInteger(1)};
    if (numbers.size() != 2 || pair[0] < 0 || pair[1] < 0) {
      throw Problem.badInput("gates.trial", "expected two numbers of at least 0, found " + numbers);
    }
    return pair;
  }
}
