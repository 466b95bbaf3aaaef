package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import dev.fieldcare.rollout.gates.GatePlan;
import dev.fieldcare.rollout.gates.PlainThreshold;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Plays rollouts of releases with a known fault on simulated fleets, by the gates the server uses
 * and, on the very same fleets, by a plain threshold of reported failures.
 */
@Command(
    name = "rollout",
    mixinStandardHelpOptions = true,
    description = "Simulates rollouts of good and bad releases: what is stopped, and how early.")
final class BenchRolloutCommand implements Callable<Integer> {
  private static final int MOST_DEVICES = 1_000_000;
  private static final PlainThreshold PLAIN = new PlainThreshold(5, 80);

  @Option(names = "--runs", defaultValue = "1000", description = "A truth: ${DEFAULT-VALUE}")
  private int runs;

  @Option(names = "--devices", defaultValue = "10000", description = "${DEFAULT-VALUE}")
  private int devices;

  @Option(names = "--seed", defaultValue = "1", description = "${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--waves",
      split = ",",
      defaultValue = "1,5,15,50,95",
      description =
          "Percent of the fleet opened with each wave, the rest is held back: ${DEFAULT-VALUE}")
  private double[] waves = {};

  @Option(
      names = "--soak",
      split = ",",
      description = "Of each wave, such as 48h,96h,48h; else as the gates have it by default.")
  private @Nullable List<String> soak;

  @Option(
      names = "--truth",
      description = "Only this one: none, crash20, crash100, brick2, brickRevision, leak, late")
  private @Nullable String truth;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchRolloutCommand() {}

  @Override
  public Integer call() {
    JsonObject result = measure(plan(), cumulative(), truths());
    if (json) {
      spec.commandLine().getOut().println(result.encode());
    }
    return 0;
  }

  private GatePlan plan() {
    JsonObject metric = new JsonObject().put("metric", GatedRollout.METRIC);
    JsonObject plan = new JsonObject().put("metrics", new JsonArray().add(metric));
    return GatePlan.fromJson(
        soak == null ? plan : plan.put("soak", new JsonArray(new ArrayList<>(soak))));
  }

  private double[] cumulative() {
    double[] shares = Arrays.stream(waves).map(each -> each / 100).toArray();
    for (int i = 0; i < shares.length; i++) {
      if (!(shares[i] > (i == 0 ? 0 : shares[i - 1]) && shares[i] < 1)) {
        throw Problem.badInput(
            "bench.waves",
            "--waves: expected ascending percentages below 100, found " + Arrays.toString(waves));
      }
    }
    if (runs < 1 || devices < 100 || devices > MOST_DEVICES || shares.length > 9) {
      throw Problem.badInput(
          "bench.rollout",
          "expected --runs of at least 1, --devices from 100 to "
              + MOST_DEVICES
              + " and up to 9 waves, found "
              + runs
              + ", "
              + devices
              + " and "
              + shares.length);
    }
    return shares;
  }

  private List<PlantedTruth> truths() {
    List<PlantedTruth> all = List.of(PlantedTruth.values());
    if (truth == null) {
      return all;
    }
    List<PlantedTruth> named = all.stream().filter(each -> each.key().equals(truth)).toList();
    if (named.isEmpty()) {
      throw Problem.badInput(
          "bench.truth",
          "--truth: expected one of "
              + String.join(", ", all.stream().map(PlantedTruth::key).toList())
              + ", found "
              + truth);
    }
    return named;
  }

  private JsonObject measure(GatePlan plan, double[] cumulative, List<PlantedTruth> truths) {
    long began = System.nanoTime();
    PrintWriter out = spec.commandLine().getOut();
    var measured = new JsonObject();
    for (PlantedTruth each : truths) {
      var gated = new RolloutFigures();
      var plain = new RolloutFigures();
      for (int run = 0; run < runs; run++) {
        progress(each, run);
        var trace = new FleetTrace(devices, cumulative, seed * 1_000_003 + run);
        gated.add(new GatedRollout(new UpdatedFleet(trace, each), plan, cumulative.length).run());
        plain.add(PlainRollout.run(new UpdatedFleet(trace, each), PLAIN, cumulative.length));
      }
      measured.put(
          each.key(),
          new JsonObject()
              .put("truth", each.words())
              .put("gates", gated.toJson())
              .put("threshold", plain.toJson()));
      if (!json) {
        out.println(each.key() + ": " + each.words());
        out.println("  gates      " + gated.line());
        out.println("  threshold  " + plain.line());
        out.flush();
      }
    }
    return new JsonObject()
        .put("runs", runs)
        .put("devices", devices)
        .put("seed", seed)
        .put("plan", plan.toJson())
        .put(
            "waves",
            new JsonArray(Arrays.stream(cumulative).boxed().map(Object.class::cast).toList()))
        .put("seconds", (System.nanoTime() - began) / 1_000_000_000)
        .put("truths", measured);
  }

  private void progress(PlantedTruth each, int run) {
    if (run % Math.max(1, runs / 10) == 0) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(each.key() + ": " + run + " of " + runs + " runs");
      err.flush();
    }
  }
}
