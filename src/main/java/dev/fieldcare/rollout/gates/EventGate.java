package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Halts when an event befalls updated devices more often than chance explains, and waits while it
 * may yet turn out so. Each trial has a share of alpha of its own: kind by the plan, wave by {@link
 * GatePlan#waveWeight}, half for all devices and half among the confined trials. One that reaches 1
 * over its share halts; by Ville's inequality and the union bound all of them together do so with
 * chance alpha at most if the release changes nothing. They are not added up: the sum of e-values
 * that learn of the same devices in different order need not be one. Where a trial of all devices
 * halts, and one confined to some of them has all of its evidence but a factor of two, those are
 * named: harm is seen there only. A trial in which nobody is left to watch is not waited for: its
 * evidence stays as it is, and what it amounts to is handed on to the trial of the next wave.
 */
public final class EventGate implements Gate {
  private final double alpha;
  private final Map<String, Double> kinds;
  private final double hold;

  /**
   * @param kinds each kind's share of alpha, 1 in all at most
   * @param hold the part of the evidence needed to halt, 0 to 1, from which on no wave follows: it
   *     waits until there is more evidence, or less
   */
  public EventGate(double alpha, Map<String, Double> kinds, double hold) {
    this.alpha = alpha;
    this.hold = hold;
    this.kinds = Map.copyOf(kinds);
  }

  @Override
  public Verdict judge(WaveFigures figures) {
    List<TrialFigure> trials =
        figures.trials().stream().filter(each -> kinds.containsKey(each.kind())).toList();
    TrialFigure worst = worst(trials);
    JsonObject inputs = inputs(trials);
    if (worst == null) {
      return new Verdict(
          Verdict.Answer.GO,
          "events",
          "no kind of event is compared",
          "gate.events.none",
          Map.of(),
          inputs);
    }
    if (surplus(worst) >= 0) {
      return harm(worst, seenIn(worst, trials), inputs);
    }
    TrialFigure live = worst(trials.stream().filter(each -> !each.trial().isOver()).toList());
    if (live != null && isSuspected(live)) {
      return suspected(live, inputs);
    }
    return isSuspected(worst) ? over(worst, inputs) : none(trials.size(), worst, inputs);
  }

  private @Nullable TrialFigure worst(List<TrialFigure> trials) {
    return trials.stream().max(Comparator.comparingDouble(this::surplus)).orElse(null);
  }

  private boolean isSuspected(TrialFigure figure) {
    return surplus(figure) >= Math.log(hold);
  }

  /** The confined trial that the evidence is owed to; where there is none, the trial itself. */
  private static TrialFigure seenIn(TrialFigure worst, List<TrialFigure> trials) {
    double least = worst.trial().logEvidence(Claim.HARM) - Math.log(2);
    return trials.stream()
        .filter(each -> each.wave() == worst.wave() && each.kind().equals(worst.kind()))
        .filter(each -> !worst.isConfined() && each.isConfined())
        .filter(each -> each.trial().logEvidence(Claim.HARM) >= least)
        .max(Comparator.comparingDouble(each -> each.trial().logEvidence(Claim.HARM)))
        .orElse(worst);
  }

  /** True when this trial alone halts the rollout; cheap, for use after every event. */
  public boolean halts(TrialFigure figure) {
    return kinds.containsKey(figure.kind()) && surplus(figure) >= 0;
  }

  /** The share of the overall alpha this trial may use. */
  public double share(TrialFigure figure) {
    double half = figure.splits() == 0 ? 1 : figure.isConfined() ? 0.5 / figure.splits() : 0.5;
    return kinds.getOrDefault(figure.kind(), 0.0) * GatePlan.waveWeight(figure.wave()) * half;
  }

  /** Logarithm of evidence over what is needed. */
  private double surplus(TrialFigure figure) {
    return figure.trial().logEvidence(Claim.HARM) + Math.log(alpha * share(figure));
  }

  /**
   * @param seen where
   */
  private Verdict harm(TrialFigure worst, TrialFigure seen, JsonObject inputs) {
    return new Verdict(
        Verdict.Answer.HALT,
        "events",
        compared(worst, seen),
        seen.isConfined() ? "gate.events.harm.split" : "gate.events.harm",
        arguments(worst, seen),
        inputs);
  }

  private Verdict suspected(TrialFigure worst, JsonObject inputs) {
    return new Verdict(
        Verdict.Answer.WAIT,
        "events",
        "not clear yet: " + compared(worst, worst),
        worst.isConfined() ? "gate.events.wait.split" : "gate.events.wait",
        arguments(worst),
        inputs);
  }

  /** Waiting would wait for ever. */
  private Verdict over(TrialFigure worst, JsonObject inputs) {
    return new Verdict(
        Verdict.Answer.GO,
        "events",
        "not shown, and nobody is left to watch: " + compared(worst, worst),
        worst.isConfined() ? "gate.events.over.split" : "gate.events.over",
        arguments(worst),
        inputs);
  }

  private String compared(TrialFigure worst, TrialFigure seen) {
    Trial trial = seen.trial();
    Map<String, Object> arguments = arguments(worst, seen);
    return worst.kind()
        + ": "
        + trial.treatedEvents()
        + " of the "
        + trial.treatedAtStart()
        + " devices of wave "
        + worst.wave()
        + (seen.isConfined() ? " with " + seen.split() : "")
        + ", "
        + trial.controlEvents()
        + " of the "
        + trial.controlsAtStart()
        + " not yet updated: "
        + Words.times(trial.rateRatio(alpha).estimate())
        + "; evidence "
        + arguments.get("evidence")
        + ", needed "
        + arguments.get("needed");
  }

  private Verdict none(int count, TrialFigure worst, JsonObject inputs) {
    Map<String, Object> arguments = arguments(worst);
    arguments.put("count", count);
    return new Verdict(
        Verdict.Answer.GO,
        "events",
        "none of "
            + count
            + " comparisons shows harm; nearest is "
            + worst.kind()
            + " of wave "
            + worst.wave()
            + " with evidence "
            + arguments.get("evidence")
            + ", needed "
            + arguments.get("needed"),
        "gate.events.ok",
        arguments,
        inputs);
  }

  /** Of what is seen, with the evidence of what decides. */
  private Map<String, Object> arguments(TrialFigure worst, TrialFigure seen) {
    Map<String, Object> arguments = arguments(seen);
    arguments.put("evidence", arguments(worst).get("evidence"));
    arguments.put("needed", arguments(worst).get("needed"));
    return arguments;
  }

  private Map<String, Object> arguments(TrialFigure figure) {
    Trial trial = figure.trial();
    var arguments = new LinkedHashMap<String, Object>();
    arguments.put("kind", figure.kind());
    arguments.put("wave", figure.wave());
    arguments.put("split", figure.split());
    arguments.put("treatedEvents", trial.treatedEvents());
    arguments.put("treated", trial.treatedAtStart());
    arguments.put("controlEvents", trial.controlEvents());
    arguments.put("controls", trial.controlsAtStart());
    arguments.put("times", Words.number(trial.rateRatio(alpha).estimate()));
    arguments.put("evidence", Words.number(Math.min(1e12, trial.evidence(Claim.HARM))));
    arguments.put("needed", Words.number(1 / (alpha * share(figure))));
    return arguments;
  }

  private JsonObject inputs(List<TrialFigure> trials) {
    var compared = new JsonArray();
    for (TrialFigure each : trials) {
      Trial trial = each.trial();
      compared.add(
          new JsonObject()
              .put("wave", each.wave())
              .put("kind", each.kind())
              .put("split", each.split())
              .put("treatedEvents", trial.treatedEvents())
              .put("treated", trial.treatedAtStart())
              .put("controlEvents", trial.controlEvents())
              .put("controls", trial.controlsAtStart())
              .put("logEvidence", Words.round(trial.logEvidence(Claim.HARM)))
              .put("logNeeded", Words.round(-Math.log(alpha * share(each))))
              .put("ratio", trial.rateRatio(alpha).toJson()));
    }
    return new JsonObject().put("alpha", alpha).put("trials", compared);
  }
}
