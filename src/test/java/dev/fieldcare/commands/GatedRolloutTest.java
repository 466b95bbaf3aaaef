package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.rollout.gates.GatePlan;
import dev.fieldcare.rollout.gates.PlainThreshold;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GatedRolloutTest {
  private static final double[] WAVES = {0.01, 0.05, 0.15, 0.5, 0.95};

  @Test
  void a_good_release_reaches_all_but_those_held_back() {
    RolloutOutcome outcome = gated(PlantedTruth.NONE, 1);
    assertFalse(outcome.halted(), outcome.toString());
    assertTrue(outcome.exposedShare() > 0.9 && outcome.exposedShare() <= 0.95, outcome.toString());
    assertEquals(0, outcome.harmed());
  }

  @Test
  void a_release_that_bricks_is_halted_for_silence_where_reports_show_nothing() {
    RolloutOutcome outcome = gated(PlantedTruth.BRICK_2, 2);
    assertTrue(outcome.halted(), outcome.toString());
    assertTrue(outcome.gate().startsWith("silence"), outcome.toString());
    assertTrue(outcome.harmedShare() < 0.01, outcome.toString());
    RolloutOutcome plain = plain(PlantedTruth.BRICK_2, 2);
    assertFalse(plain.halted(), plain.toString());
    assertTrue(plain.harmed() > outcome.harmed(), plain.toString());
  }

  @Test
  void a_release_that_doubles_reboots_is_halted_for_crashes() {
    RolloutOutcome outcome = gated(PlantedTruth.CRASH_100, 3);
    assertTrue(outcome.halted(), outcome.toString());
    assertTrue(outcome.gate().startsWith("crash"), outcome.toString());
    assertTrue(outcome.harmedShare() < 0.05, outcome.toString());
  }

  @Test
  void a_slow_leak_is_halted_by_its_metric() {
    RolloutOutcome outcome = gated(PlantedTruth.LEAK, 4);
    assertEquals("metrics", outcome.gate());
  }

  @Test
  void the_same_seed_plays_the_same_rollout() {
    assertEquals(gated(PlantedTruth.LATE, 5), gated(PlantedTruth.LATE, 5));
  }

  @Test
  void chance_gives_every_wave_its_share_of_every_revision() {
    var trace = new FleetTrace(10_000, WAVES, 6);
    int[][] counts = new int[FleetTrace.REVISIONS][WAVES.length + 1];
    int[] sizes = new int[FleetTrace.REVISIONS];
    for (int i = 0; i < trace.devices; i++) {
      counts[trace.revision[i]][trace.wave[i]]++;
      sizes[trace.revision[i]]++;
    }
    for (int revision = 0; revision < FleetTrace.REVISIONS; revision++) {
      double before = 0;
      for (int wave = 0; wave < WAVES.length; wave++) {
        double share = (WAVES[wave] - before) * sizes[revision];
        assertEquals(share, counts[revision][wave], 1.01, Arrays.deepToString(counts));
        before = WAVES[wave];
      }
    }
  }

  @Test
  void the_bench_ends_with_one_json_object() {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        CommandLines.run(
            "bench rollout --runs 2 --devices 1000 --truth brick2 --json".split(" "),
            new PrintWriter(out),
            new PrintWriter(err));
    assertEquals(0, status, err.toString());
    JsonObject brick =
        new JsonObject(out.toString()).getJsonObject("truths").getJsonObject("brick2");
    assertEquals(2, brick.getJsonObject("gates").getInteger("runs"));
    assertEquals(2, brick.getJsonObject("threshold").getInteger("runs"));
    assertTrue(err.toString().contains("brick2: 0 of 2 runs"), err.toString());
  }

  @Test
  void what_cannot_be_simulated_is_refused() {
    assertRefused("bench rollout --truth fire", "expected one of none, crash20");
    assertRefused("bench rollout --waves 5,1", "expected ascending percentages");
    assertRefused("bench rollout --waves 5,100", "expected ascending percentages below 100");
    assertRefused("bench rollout --devices 5", "--devices from 100");
    assertRefused("bench rollout --soak soon", "soak[0]: expected a duration");
  }

  private static void assertRefused(String line, String expected) {
    var err = new StringWriter();
    int status =
        CommandLines.run(
            line.split(" "), new PrintWriter(new StringWriter()), new PrintWriter(err));
    assertEquals(1, status);
    assertTrue(err.toString().contains(expected), err.toString());
  }

  private static RolloutOutcome gated(PlantedTruth truth, long seed) {
    GatePlan plan =
        GatePlan.fromJson(new JsonObject("{\"metrics\":[{\"metric\":\"memoryUsed\"}]}"));
    return new GatedRollout(fleet(truth, seed), plan, WAVES.length).run();
  }

  private static RolloutOutcome plain(PlantedTruth truth, long seed) {
    return PlainRollout.run(fleet(truth, seed), new PlainThreshold(5, 80), WAVES.length);
  }

  private static UpdatedFleet fleet(PlantedTruth truth, long seed) {
    return new UpdatedFleet(new FleetTrace(10_000, WAVES, seed), truth);
  }
}
