package dev.fieldcare.commands;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.BetaDistribution;

/** What many simulated rollouts under one rule and one truth had in common. */
final class RolloutFigures {
  private static final double FEW = 0.05;

  private final List<RolloutOutcome> outcomes = new ArrayList<>();
  private final Map<String, Integer> gates = new TreeMap<>();

  void add(RolloutOutcome outcome) {
    outcomes.add(outcome);
    if (outcome.halted()) {
      gates.merge(outcome.gate(), 1, Integer::sum);
    }
  }

  int halted() {
    return (int) outcomes.stream().filter(RolloutOutcome::halted).count();
  }

  /** Of all runs, those halted while at most a twentieth of the fleet was so. */
  double haltedWhileFew(ToDoubleFunction<RolloutOutcome> share) {
    return outcomes.stream()
            .filter(each -> each.halted() && share.applyAsDouble(each) <= FEW)
            .count()
        / (double) outcomes.size();
  }

  /**
   * The greatest true share of halts that 95 % confidence allows (Clopper and Pearson, one-sided).
   */
  double haltedAtMost() {
    int halted = halted();
    int runs = outcomes.size();
    return halted == runs
        ? 1
        : BetaDistribution.of(halted + 1.0, runs - halted).inverseCumulativeProbability(0.95);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("runs", outcomes.size())
        .put("halted", halted())
        .put("haltedShare", halted() / (double) outcomes.size())
        .put("haltedShareAtMost", haltedAtMost())
        .put("hoursToHalt", spread(halts(), RolloutOutcome::hours))
        .put("exposedShare", spread(outcomes, RolloutOutcome::exposedShare))
        .put("harmedShare", spread(outcomes, RolloutOutcome::harmedShare))
        .put("haltedWithin5PercentHarmed", haltedWhileFew(RolloutOutcome::harmedShare))
        .put("haltedWithin5PercentExposed", haltedWhileFew(RolloutOutcome::exposedShare))
        .put("haltedBy", new JsonObject(new TreeMap<String, Object>(gates)));
  }

  private List<RolloutOutcome> halts() {
    return outcomes.stream().filter(RolloutOutcome::halted).toList();
  }

  private static JsonObject spread(
      List<RolloutOutcome> outcomes, ToDoubleFunction<RolloutOutcome> value) {
    var spread = new JsonObject();
    double[] sorted = outcomes.stream().mapToDouble(value).sorted().toArray();
    if (sorted.length > 0) {
      spread.put("median", at(sorted, 0.5)).put("p95", at(sorted, 0.95));
    }
    return spread;
  }

  private static double at(double[] sorted, double share) {
    return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }

  /** One line of the table for people. */
  String line() {
    List<RolloutOutcome> halts = halts();
    return String.format(
        Locale.ROOT,
        "halted %5.1f %%  after %s h  exposed %s %%  harmed %s %%  within 5 %% harmed %5.1f %%,"
            + " exposed %5.1f %%",
        100.0 * halted() / outcomes.size(),
        pair(spread(halts, RolloutOutcome::hours), 1),
        pair(spread(outcomes, RolloutOutcome::exposedShare), 100),
        pair(spread(outcomes, RolloutOutcome::harmedShare), 100),
        100 * haltedWhileFew(RolloutOutcome::harmedShare),
        100 * haltedWhileFew(RolloutOutcome::exposedShare));
  }

  private static String pair(JsonObject spread, double scale) {
    return spread.isEmpty()
        ? "    –    –"
        : String.format(
            Locale.ROOT,
            "%5.1f %5.1f",
            scale * spread.getDouble("median"),
            scale * spread.getDouble("p95"));
  }
}
