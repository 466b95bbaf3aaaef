package dev.fieldcare.rollout.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.rollout.gates.Verdict.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatesTest {
  private static final WaveFigures CALM =
      new WaveFigures(2, Duration.ofDays(4), 400, 390, 2, 15_000, 490, 3, List.of(), List.of());

  @Test
  void a_wave_that_has_shown_enough_may_be_followed() {
    Judgement judgement = Gates.judge(GatePlan.DEFAULT, CALM);
    assertEquals(Answer.GO, judgement.answer());
    assertEquals(6, judgement.verdicts().size());
  }

  @ParameterizedTest
  @CsvSource({
    "400, 320, GO",
    "400, 319, WAIT",
    "0, 0, GO",
  })
  void a_wave_waits_until_enough_have_installed(int members, int installed, Answer answer) {
    var figures =
        new WaveFigures(1, Duration.ZERO, members, installed, 0, 0, 0, 0, List.of(), List.of());
    Verdict verdict = new InstalledGate(0.8).judge(figures);
    assertEquals(answer, verdict.answer());
    assertEquals(installed + " of " + members + " have installed, wanted 80 %", verdict.because());
  }

  @ParameterizedTest
  @CsvSource({"1, 23, WAIT", "1, 24, GO", "2, 24, WAIT", "2, 72, GO", "9, 71, WAIT"})
  void a_wave_waits_until_it_has_been_open_for_long_enough(int wave, int hours, Answer answer) {
    var gate = new SoakGate(List.of(Duration.ofDays(1), Duration.ofDays(3)));
    var figures =
        new WaveFigures(wave, Duration.ofHours(hours), 9, 9, 0, 999, 0, 0, List.of(), List.of());
    assertEquals(answer, gate.judge(figures).answer());
  }

  @ParameterizedTest
  @CsvSource({"1200, GO", "1199.9, WAIT"})
  void a_wave_waits_until_it_has_run_the_release_for_long_enough(double hours, Answer answer) {
    var figures = new WaveFigures(1, Duration.ZERO, 100, 0, 0, hours, 0, 0, List.of(), List.of());
    assertEquals(answer, new ExposureGate(12).judge(figures).answer());
  }

  @ParameterizedTest
  @CsvSource({"5, GO", "6, WAIT"})
  void a_wave_waits_while_too_many_are_silent(int silent, Answer answer) {
    var figures = new WaveFigures(1, Duration.ZERO, 100, 0, silent, 0, 0, 0, List.of(), List.of());
    assertEquals(answer, new SilentGate(0.05).judge(figures).answer());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, GO", "2, 2, GO", "3, 3, HALT", "10, 100, GO", "25, 100, HALT", "50, 1000, GO"})
  void updates_that_fail_too_often_halt(int failed, int concluded, Answer answer) {
    var figures =
        new WaveFigures(1, Duration.ZERO, 0, 0, 0, 0, concluded, failed, List.of(), List.of());
    assertEquals(answer, new FailedShareGate(0.05, 0.001).judge(figures).answer());
  }

  @Test
  void the_evidence_of_failures_is_what_one_reckons_by_hand() {
    var gate = new FailedShareGate(0.2, 0.01);
    assertEquals(Math.log(1), gate.logEvidence(0, 0), 1e-12);
    assertEquals(Math.log(1.2 / 0.4), gate.logEvidence(1, 1), 1e-12);
    assertEquals(Math.log(0.5), gate.logEvidence(0, 1), 1e-12);
    double mean = 0.2 * Math.exp(gate.logEvidence(1, 1)) + 0.8 * Math.exp(gate.logEvidence(0, 1));
    assertEquals(1, mean, 1e-12);
  }

  @Test
  void a_million_good_updates_leave_a_number_json_can_say() {
    var figures = new WaveFigures(1, Duration.ZERO, 0, 0, 0, 0, 1_000_000, 0, List.of(), List.of());
    Verdict verdict = new FailedShareGate(0.05, 0.001).judge(figures);
    assertEquals(Answer.GO, verdict.answer());
    assertEquals(verdict.inputs(), new JsonObject(verdict.inputs().encode()));
  }

  @Test
  void harm_halts_whatever_else_is_still_awaited() {
    var gate = new EventGate(0.01, Map.of("crash", 0.25), 0.03);
    TrialFigure harm = figure("crash", "", 0, 12);
    assertTrue(gate.halts(harm));
    WaveFigures early =
        new WaveFigures(1, Duration.ofHours(1), 100, 50, 0, 9, 0, 0, List.of(harm), List.of());
    Judgement judgement = Gates.judge(GatePlan.DEFAULT, early);
    assertEquals(Answer.HALT, judgement.answer());
    assertEquals("gate.events.harm", judgement.decisive().becauseKey());
    assertTrue(
        judgement
            .decisive()
            .because()
            .startsWith("crash: 12 of the 100 devices of wave 1, 0 of the 900 not yet updated"),
        judgement.decisive().because());
  }

  @Test
  void no_wave_follows_while_harm_is_suspected() {
    Judgement judgement = Gates.judge(GatePlan.DEFAULT, open(figure("crash", "", 0, 3)));
    assertEquals(Answer.WAIT, judgement.answer());
    assertEquals("gate.events.wait", judgement.decisive().becauseKey());
    assertEquals(
        Answer.GO, Gates.judge(GatePlan.DEFAULT, open(figure("crash", "", 0, 1))).answer());
  }

  @Test
  void a_trial_in_which_nobody_is_left_to_watch_is_not_waited_for() {
    var trial = new Trial(List.of(new AtRisk("all", 100, 900)));
    for (int i = 0; i < 3; i++) {
      trial.happened("all", true);
    }
    trial.censored("all", 0, 899);
    var figure = new TrialFigure(1, "crash", "", 0, trial);
    assertEquals(Answer.WAIT, Gates.judge(GatePlan.DEFAULT, open(figure)).answer());
    trial.censored("all", 0, 1);
    Judgement judgement = Gates.judge(GatePlan.DEFAULT, open(figure));
    assertEquals(Answer.GO, judgement.answer());
    Verdict events = judgement.verdicts().getFirst();
    assertEquals("gate.events.over", events.becauseKey());
    assertTrue(
        events.because().startsWith("not shown, and nobody is left to watch: crash: 3 of the 100"),
        events.because());
  }

  @Test
  void another_trial_that_may_yet_show_harm_is_waited_for() {
    Trial over = trial();
    for (int i = 0; i < 3; i++) {
      over.happened("all", true);
    }
    over.censored("all", 97, 0);
    var figures =
        new WaveFigures(
            2,
            Duration.ofHours(99),
            100,
            99,
            0,
            9_000,
            100,
            0,
            List.of(new TrialFigure(1, "crash", "", 0, over), figure("crash", "", 0, 3)),
            List.of());
    assertEquals(Answer.WAIT, Gates.judge(GatePlan.DEFAULT, figures).answer());
  }

  private static WaveFigures open(TrialFigure trial) {
    return new WaveFigures(
        1, Duration.ofHours(99), 100, 99, 0, 9_000, 100, 0, List.of(trial), List.of());
  }

  @Test
  void harm_to_one_revision_names_it() {
    var figures =
        new WaveFigures(
            1,
            Duration.ofHours(1),
            100,
            50,
            0,
            9,
            0,
            0,
            List.of(figure("silence", "", 2, 0), figure("silence", "hardwareRevision=C", 2, 12)),
            List.of());
    Verdict verdict = Gates.judge(GatePlan.DEFAULT, figures).decisive();
    assertEquals("gate.events.harm.split", verdict.becauseKey());
    assertEquals("hardwareRevision=C", verdict.becauseArgs().get("split"));
    assertEquals(verdict.toJson(), new JsonObject(verdict.toJson().encode()));
  }

  @Test
  void a_halt_that_one_revision_alone_is_to_blame_for_names_it() {
    Verdict verdict = crashes(5, 0);
    assertEquals(Answer.HALT, verdict.answer());
    assertEquals("hardwareRevision=B", verdict.becauseArgs().get("split"));
    assertTrue(
        verdict
            .because()
            .startsWith(
                "crash: 5 of the 10 devices of wave 1 with hardwareRevision=B, 0 of the 50 not"),
        verdict.because());
  }

  @Test
  void a_halt_that_all_revisions_have_their_part_in_names_none() {
    Verdict verdict = crashes(3, 3);
    assertEquals(Answer.HALT, verdict.answer());
    assertEquals("", verdict.becauseArgs().get("split"));
  }

  /** Twenty of a hundred devices updated, half of them of either revision; some crash. */
  private static Verdict crashes(int ofB, int ofA) {
    var all = new Trial(List.of(new AtRisk("A", 10, 50), new AtRisk("B", 10, 50)));
    var onlyA = new Trial(List.of(new AtRisk("A", 10, 50)));
    var onlyB = new Trial(List.of(new AtRisk("B", 10, 50)));
    for (int i = 0; i < ofB; i++) {
      all.happened("B", true);
      onlyB.happened("B", true);
    }
    for (int i = 0; i < ofA; i++) {
      all.happened("A", true);
      onlyA.happened("A", true);
    }
    var figures =
        new WaveFigures(
            1,
            Duration.ofHours(1),
            20,
            20,
            0,
            9,
            0,
            0,
            List.of(
                new TrialFigure(1, "crash", "", 2, all),
                new TrialFigure(1, "crash", "hardwareRevision=A", 2, onlyA),
                new TrialFigure(1, "crash", "hardwareRevision=B", 2, onlyB)),
            List.of());
    return new EventGate(0.05, Map.of("crash", 0.25), 0.01).judge(figures);
  }

  @Test
  void kinds_that_are_not_in_the_plan_halt_nothing() {
    var gate = new EventGate(0.01, Map.of("crash", 0.25), 0.03);
    assertFalse(gate.halts(figure("symptom:pump.stuck", "", 0, 50)));
  }

  @Test
  void all_comparisons_of_a_kind_share_what_the_kind_has() {
    var gate = new EventGate(0.01, Map.of("crash", 0.25, "silence", 0.75), 0.03);
    double sum = 0;
    for (int wave = 1; wave <= 10_000; wave++) {
      sum += gate.share(new TrialFigure(wave, "crash", "", 3, trial()));
      sum += 3 * gate.share(new TrialFigure(wave, "crash", "hardwareRevision=A", 3, trial()));
    }
    assertTrue(sum <= 0.25 && sum > 0.2499, "sum " + sum);
    assertEquals(0.25 / 3, gate.share(new TrialFigure(1, "crash", "", 0, trial())), 1e-12);
  }

  @Test
  void a_metric_that_rises_with_the_release_halts() {
    var gate = new MetricGate(List.of(new GatePlan.Metric("m", GatePlan.Worse.HIGHER)), 0.001);
    assertEquals(Answer.GO, gate.judge(with(look(0))).answer());
    Verdict verdict = gate.judge(with(look(3)));
    assertEquals(Answer.HALT, verdict.answer());
    assertTrue(verdict.because().startsWith("m of wave 1 is 3 higher"), verdict.because());
    assertEquals(Answer.GO, gate.judge(with(look(-3))).answer(), "falling is no harm");
    var falling = new MetricGate(List.of(new GatePlan.Metric("m", GatePlan.Worse.LOWER)), 0.001);
    assertEquals(Answer.HALT, falling.judge(with(look(-3))).answer());
  }

  @Test
  void what_a_device_was_like_before_is_taken_out_of_a_metric() {
    MetricGate.Compared compared =
        new MetricGate(List.of(new GatePlan.Metric("m", GatePlan.Worse.HIGHER)), 0.001)
            .compare(look(3))
            .orElseThrow();
    assertEquals(3, compared.difference(), 1e-9);
    assertTrue(compared.error() < 0.2, "devices differ by tens: " + compared.error());
  }

  @Test
  void few_devices_are_not_compared() {
    var gate = new MetricGate(List.of(new GatePlan.Metric("m", GatePlan.Worse.HIGHER)), 0.001);
    var few = new MetricLook(1, "m", 1, ArmMoments.NONE.plus(1, 9), arm(100, 0));
    assertEquals("gate.metrics.none", gate.judge(with(few)).becauseKey());
  }

  @Test
  void moments_are_those_of_the_textbook() {
    ArmMoments moments = ArmMoments.NONE.plus(1, 2).plus(2, 4).plus(6, 3);
    assertEquals(3, moments.devices());
    assertEquals(3, moments.before(), 1e-12);
    assertEquals(3, moments.after(), 1e-12);
    assertEquals(14, moments.beforeSquares(), 1e-12);
    assertEquals(2, moments.afterSquares(), 1e-12);
    assertEquals(1, moments.products(), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"59, 0", "60, 1", "119, 1", "120, 2", "239, 2", "240, 3", "2880, 6"})
  void a_metric_is_looked_at_after_1_2_4_and_more_hours(int minutes, int look) {
    assertEquals(look, MetricLook.lastDue(Duration.ofMinutes(minutes)));
    if (look > 0) {
      assertTrue(MetricLook.dueAfter(look).toMinutes() <= minutes);
      assertTrue(MetricLook.dueAfter(look + 1).toMinutes() > minutes);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0, 5, WAIT",
    "100, 0, 6, HALT",
    "100, 79, 0, WAIT",
    "100, 80, 0, GO",
    "100, 90, 6, HALT",
    "0, 0, 0, GO"
  })
  void the_plain_threshold_counts_what_is_reported(
      int targets, int finished, int errors, Answer answer) {
    assertEquals(answer, new PlainThreshold(5, 80).judge(targets, finished, errors));
  }

  private static WaveFigures with(MetricLook look) {
    return new WaveFigures(1, Duration.ofHours(4), 100, 90, 0, 300, 0, 0, List.of(), List.of(look));
  }

  private static MetricLook look(double shift) {
    return new MetricLook(1, "m", 3, arm(100, shift), arm(900, 0));
  }

  /** Devices from 0 to 99; each moves by up to one either way and by the shift. */
  private static ArmMoments arm(int devices, double shift) {
    ArmMoments arm = ArmMoments.NONE;
    for (int i = 0; i < devices; i++) {
      arm = arm.plus(i % 100, i % 100 + (i % 2 == 0 ? 1 : -1) + shift);
    }
    return arm;
  }

  private static Trial trial() {
    return new Trial(List.of(new AtRisk("all", 100, 900)));
  }

  private static TrialFigure figure(String kind, String split, int splits, int harmed) {
    Trial trial = trial();
    for (int i = 0; i < harmed; i++) {
      trial.happened("all", true);
    }
    return new TrialFigure(1, kind, split, splits, trial);
  }
}
