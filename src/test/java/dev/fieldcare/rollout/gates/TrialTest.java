package dev.fieldcare.rollout.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final double[] HARMS = {
    Math.sqrt(2), Math.pow(2, 0.75), 2, Math.pow(2, 1.5), 4, 8, 16, 32
  };

  @Test
  void before_any_event_nothing_is_known() {
    Trial trial = trial(3, 4);
    for (Claim each : Claim.values()) {
      assertEquals(1, trial.evidence(each), 1e-12);
    }
    RateRatio ratio = trial.rateRatio(0.05);
    assertTrue(Double.isNaN(ratio.estimate()));
    assertEquals(0, ratio.lower());
    assertEquals(Double.POSITIVE_INFINITY, ratio.upper());
  }

  @Test
  void the_evidence_of_a_small_trial_is_what_one_reckons_by_hand() {
    Trial trial = trial(2, 6);
    trial.happened("all", true);
    trial.happened("all", false);
    trial.happened("all", true);
    double expected =
        Arrays.stream(HARMS)
            .map(
                r ->
                    (r * 8 / (2 * r + 6)) // one of 2 among 8
                        * (7 / (r + 6)) // not the one among 7
                        * (r * 6 / (r + 5))) // the one among 6
            .average()
            .orElseThrow();
    assertEquals(expected, trial.evidence(Claim.HARM), 1e-12);
  }

  @Test
  void one_of_one_and_one_tells_little() {
    Trial trial = trial(1, 1);
    trial.happened("all", true);
    double expected = Arrays.stream(HARMS).map(r -> 2 * r / (r + 1)).average().orElseThrow();
    assertEquals(expected, trial.evidence(Claim.HARM), 1e-12);
    trial.happened("all", false);
    assertEquals(expected, trial.evidence(Claim.HARM), 1e-12, "no other side was left");
  }

  /** Whoever is drawn, in whatever way devices differ: all orders of labels are equally likely. */
  @Test
  void without_an_effect_every_claim_expects_evidence_of_one() {
    List<int[]> labelings = labelings(new int[] {0, 0, 0, 1, 1, 1, 1}, 7);
    assertEquals(35, labelings.size());
    for (Claim claim : List.of(Claim.HARM, Claim.BENEFIT)) {
      for (int events = 0; events <= 7; events++) {
        int seen = events;
        assertEquals(1, mean(labelings, labels -> after(labels, seen).evidence(claim)), 1e-12);
      }
    }
  }

  @Test
  void stopping_when_it_looks_worst_gains_nothing() {
    List<int[]> labelings = labelings(new int[] {0, 0, 0, 1, 1, 1, 1}, 7);
    double mean =
        mean(
            labelings,
            labels -> {
              int events = 0;
              while (events < 7 && after(labels, events).evidence(Claim.HARM) < 1.5) {
                events++;
              }
              return after(labels, events).evidence(Claim.HARM);
            });
    assertEquals(1, mean, 1e-12);
  }

  /** Label 0 is this wave, 1 the next one, 2 those held back. Devices fail in the order given. */
  @Test
  void that_the_next_wave_leaves_the_controls_changes_nothing() {
    int[] labels = {0, 0, 1, 1, 2, 2};
    double mean =
        mean(
            labelings(labels, 6),
            drawn -> {
              Trial trial = trial(2, 4);
              trial.happened("all", drawn[0] == 0);
              trial.happened("all", drawn[1] == 0);
              int leaving = (int) Arrays.stream(drawn, 2, 6).filter(label -> label == 1).count();
              trial.censored("all", 0, leaving);
              for (int i = 2; i < 5; i++) {
                if (drawn[i] != 1) {
                  trial.happened("all", drawn[i] == 0);
                }
              }
              return trial.evidence(Claim.HARM);
            });
    assertEquals(1, mean, 1e-12);
  }

  /** As above, and the next wave's trial takes over what the first one has made of it. */
  @Test
  void a_trial_that_follows_another_expects_evidence_of_one_too() {
    int[] labels = {0, 0, 1, 1, 1, 2, 2};
    double mean =
        mean(
            labelings(labels, 7),
            drawn -> {
              Trial first = trial(2, 5);
              for (int i = 0; i < 3; i++) {
                first.happened("all", drawn[i] == 0);
              }
              int[] left = Arrays.copyOfRange(drawn, 3, 7);
              int next = (int) Arrays.stream(left).filter(label -> label == 1).count();
              int held = (int) Arrays.stream(left).filter(label -> label == 2).count();
              first.censored("all", 0, next);
              Trial second = Trial.following(first, List.of(new AtRisk("all", next, held)));
              for (int i = 0; i < 3; i++) {
                if (left[i] != 0) {
                  second.happened("all", left[i] == 1);
                }
              }
              return second.evidence(Claim.HARM);
            });
    assertEquals(1, mean, 1e-12);
  }

  @Test
  void a_trial_starts_with_half_of_what_the_one_before_it_has_shown() {
    Trial first = trial(10, 90);
    for (int i = 0; i < 3; i++) {
      first.happened("all", true);
    }
    Trial second = Trial.following(first, List.of(new AtRisk("all", 30, 60)));
    double start = (1 + first.evidence(Claim.HARM)) / 2;
    assertEquals(start, second.evidence(Claim.HARM), 1e-9 * start);
    assertEquals(1, second.evidence(Claim.BENEFIT), 1e-12);
    assertTrue(Double.isNaN(second.rateRatio(0.01).estimate()), "its own devices had nothing");
    second.happened("all", true);
    Trial read = Trial.fromJson(new JsonObject(second.toJson().encode()));
    assertEquals(second.logEvidence(Claim.HARM), read.logEvidence(Claim.HARM));
    assertEquals(second.toJson(), read.toJson());
  }

  @Test
  void at_the_edge_of_a_claim_its_evidence_is_expected_to_be_one() {
    assertEquals(1, expected(trial(4, 5), Claim.NOT_HALVED, 0.5, 1), 1e-12);
    assertEquals(1, expected(trial(4, 5), Claim.HARM, 1, 1), 1e-12);
  }

  @Test
  void within_a_claim_its_evidence_is_expected_to_be_less() {
    assertTrue(expected(trial(4, 5), Claim.NOT_HALVED, 0.3, 1) < 1);
    assertTrue(expected(trial(4, 5), Claim.HARM, 0.7, 1) < 1);
    assertTrue(expected(trial(4, 5), Claim.BENEFIT, 1.4, 1) < 1);
    assertTrue(expected(trial(4, 5), Claim.HARM, 3, 1) > 1);
  }

  @Test
  void strata_are_compared_each_within_itself() {
    var both = new Trial(List.of(new AtRisk("a", 1, 9), new AtRisk("b", 5, 5)));
    both.happened("a", true);
    both.happened("b", false);
    double expected =
        Arrays.stream(HARMS).map(r -> r * 10 / (r + 9) * 10 / (5 * r + 5)).average().orElseThrow();
    assertEquals(expected, both.evidence(Claim.HARM), 1e-12);
  }

  @Test
  void it_goes_on_after_a_restart_at_any_point_as_if_there_had_been_none() {
    var random = new SplittableRandom(7);
    Trial through = new Trial(List.of(new AtRisk("a", 300, 900), new AtRisk("b", 50, 20)));
    Trial restarted = Trial.fromJson(through.toJson());
    for (int i = 0; i < 500; i++) {
      String stratum = i % 10 == 0 && i < 150 ? "b" : "a";
      boolean treated = random.nextInt(4) == 0;
      through.happened(stratum, treated);
      restarted.happened(stratum, treated);
      restarted = Trial.fromJson(new JsonObject(restarted.toJson().encode()));
      if (i % 50 == 49) {
        through.censored("a", 0, 7);
        restarted.censored("a", 0, 7);
      }
      assertEquals(through.toJson(), restarted.toJson(), "after event " + i);
      assertEquals(through.logEvidence(Claim.HARM), restarted.logEvidence(Claim.HARM));
    }
    assertEquals(500, restarted.treatedEvents() + restarted.controlEvents());
    assertEquals(350, restarted.treatedAtStart());
  }

  private static Trial again(Trial trial, String stratum, boolean treated) {
    trial.happened(stratum, treated);
    return trial;
  }

  @Test
  void a_hundred_thousand_events_do_not_overflow() {
    Trial trial = trial(50_000, 60_000);
    for (int i = 0; i < 50_000; i++) {
      trial.happened("all", true);
      trial.happened("all", false);
    }
    assertTrue(Double.isFinite(trial.logEvidence(Claim.HARM)));
    assertTrue(trial.rateRatio(0.01).lower() > 1, "the controls lasted longer");
  }

  @Test
  void more_events_than_devices_are_refused() {
    Trial trial = trial(1, 1);
    trial.happened("all", true);
    Problem none = assertThrows(Problem.class, () -> trial.happened("all", true));
    assertEquals("gates.risk", none.code());
    assertThrows(Problem.class, () -> trial.censored("all", 0, 2));
    assertThrows(Problem.class, () -> trial.censored("all", 0, -1));
    assertEquals(
        "gates.stratum", assertThrows(Problem.class, () -> trial.happened("other", true)).code());
    assertEquals(1, trial.treatedEvents());
  }

  @Test
  void what_is_no_saved_trial_is_refused() {
    JsonObject good = trial(1, 1).toJson();
    for (JsonObject bad :
        List.of(
            new JsonObject(),
            good.copy().put("likelihood", "x"),
            good.copy().put("likelihood", "AAAA"),
            good.copy().put("likelihood", 5),
            good.copy().put("events", new JsonArray().add(1)),
            good.copy().put("events", new JsonArray().add(-1).add(0)),
            good.copy().put("strata", new JsonObject().put("all", "1")))) {
      assertEquals(
          "gates.trial",
          assertThrows(Problem.class, () -> Trial.fromJson(bad)).code(),
          bad.encode());
    }
  }

  /** Devices differ a hundredfold; wanted are at most 5 % false stops, looking after each event. */
  @Test
  void a_release_that_changes_nothing_is_rarely_stopped_however_different_devices_are() {
    var random = new SplittableRandom(42);
    int runs = 2_000;
    int stops = 0;
    for (int run = 0; run < runs; run++) {
      stops += worst(random, 1, true) >= 20 ? 1 : 0;
    }
    assertTrue(stops <= 0.05 * runs, stops + " of " + runs);
  }

  @Test
  void a_release_that_triples_crashes_is_mostly_stopped() {
    var random = new SplittableRandom(43);
    int stops = 0;
    for (int run = 0; run < 200; run++) {
      stops += worst(random, 3, true) >= 20 ? 1 : 0;
    }
    assertTrue(stops > 100, stops + " of 200");
  }

  /** The most evidence of harm seen on the way: 60 treated, 140 controls, 60 time units. */
  private static double worst(SplittableRandom random, double effect, boolean differ) {
    Trial trial = trial(60, 140);
    double most = 0;
    for (boolean treated : order(random, effect, differ)) {
      trial.happened("all", treated);
      most = Math.max(most, trial.evidence(Claim.HARM));
    }
    return most;
  }

  /** Who has the first event after whom, until time 1. */
  private static List<Boolean> order(SplittableRandom random, double effect, boolean differ) {
    record Event(double at, boolean treated) {}
    var events = new ArrayList<Event>();
    for (int i = 0; i < 200; i++) {
      double hazard = differ ? 0.3 * Math.pow(100, random.nextDouble() - 0.5) : 0.5;
      boolean treated = i < 60;
      double at = -Math.log1p(-random.nextDouble()) / (treated ? effect * hazard : hazard);
      if (at < 1) {
        events.add(new Event(at, treated));
      }
    }
    events.sort(java.util.Comparator.comparingDouble(Event::at));
    return events.stream().map(Event::treated).toList();
  }

  @Test
  void bounds_cover_the_true_ratio_at_every_moment_at_once() {
    var random = new SplittableRandom(44);
    for (double truth : new double[] {0.4, 1, 2.2}) {
      int missed = 0;
      for (int run = 0; run < 300; run++) {
        Trial trial = trial(60, 140);
        boolean covered = true;
        for (boolean treated : order(random, truth, false)) {
          trial.happened("all", treated);
          RateRatio ratio = trial.rateRatio(0.1);
          covered &= ratio.lower() <= truth && truth <= ratio.upper();
        }
        missed += covered ? 0 : 1;
      }
      assertTrue(missed <= 30, "ratio " + truth + ": missed " + missed + " of 300");
    }
  }

  @Test
  void the_estimate_is_near_the_truth() {
    var random = new SplittableRandom(45);
    Trial trial = trial(20_000, 20_000);
    int treated = 20_000;
    int controls = 20_000;
    for (int i = 0; i < 10_000; i++) {
      boolean hit = random.nextDouble() * (2.0 * treated + controls) < 2.0 * treated;
      trial.happened("all", hit);
      treated -= hit ? 1 : 0;
      controls -= hit ? 0 : 1;
    }
    RateRatio ratio = trial.rateRatio(0.01);
    assertEquals(2, ratio.estimate(), 0.08);
    assertTrue(ratio.lower() > 1.5 && ratio.upper() < 2.9, ratio.toString());
  }

  /** The mean of the evidence after all events, if treated ones are hit in this proportion. */
  private static double expected(Trial trial, Claim claim, double truth, double chance) {
    JsonObject state = trial.toJson();
    JsonArray left = state.getJsonObject("strata").getJsonArray("all");
    double treated = left.getInteger(0);
    double controls = left.getInteger(1);
    if (treated == 0 || controls == 0) {
      return chance * trial.evidence(claim);
    }
    double hit = truth * treated / (truth * treated + controls);
    Trial one = again(Trial.fromJson(state), "all", true);
    Trial other = again(Trial.fromJson(state), "all", false);
    return expected(one, claim, truth, chance * hit)
        + expected(other, claim, truth, chance * (1 - hit));
  }

  private static Trial after(int[] labels, int events) {
    Trial trial = trial(3, 4);
    for (int i = 0; i < events; i++) {
      trial.happened("all", labels[i] == 0);
    }
    return trial;
  }

  private static Trial trial(int treated, int controls) {
    return new Trial(List.of(new AtRisk("all", treated, controls)));
  }

  private static double mean(List<int[]> labelings, ToDoubleFunction<int[]> value) {
    return labelings.stream().mapToDouble(value).average().orElseThrow();
  }

  /** Every distinct order of these labels. */
  private static List<int[]> labelings(int[] labels, int size) {
    var all = new ArrayList<int[]>();
    spread(new int[size], 0, labels.clone(), new boolean[size], all);
    return all;
  }

  private static void spread(
      int[] drawn, int place, int[] labels, boolean[] used, List<int[]> all) {
    if (place == drawn.length) {
      all.add(drawn.clone());
      return;
    }
    int last = -1;
    for (int i = 0; i < labels.length; i++) {
      if (!used[i] && labels[i] != last) {
        last = labels[i];
        used[i] = true;
        drawn[place] = labels[i];
        spread(drawn, place + 1, labels, used, all);
        used[i] = false;
      }
    }
  }
}
