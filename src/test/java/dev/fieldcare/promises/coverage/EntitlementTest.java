package dev.fieldcare.promises.coverage;

import static dev.fieldcare.promises.TestCalendars.at;
import static dev.fieldcare.promises.coverage.Covers.CHINA;
import static dev.fieldcare.promises.coverage.Covers.YEAR;
import static dev.fieldcare.promises.coverage.Covers.repair;
import static dev.fieldcare.promises.coverage.Covers.warranty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.Pause;
import dev.fieldcare.promises.PauseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of a repair is free, case by case. */
class EntitlementTest {
  private static final Instant SOLD = at("2025-03-02T10:00");
  private static final Instant WITHIN = at("2025-09-01T10:00");
  private static final Instant AFTER = at("2026-04-01T10:00");
  private static final Cause SEAL = Cause.of("SEAL_WORN");
  private static final Exclusion MISUSE =
      new Exclusion("alarm:4711", Exclusion.Kind.MISUSE, at("2025-08-31T10:00"));

  private static Decision decide(Instant at, Cause cause, Coverage... coverages) {
    return Entitlement.decide(Facts.of("pump-1", List.of(coverages), List.of()), at, cause);
  }

  private static Decision excluded(Exclusion exclusion, Instant at, Coverage... coverages) {
    var facts = Facts.of("pump-1", List.of(coverages), List.of(exclusion));
    return Entitlement.decide(facts, at, SEAL);
  }

  private static List<Reason.Key> keys(Decision decision) {
    return decision.because().stream().map(Reason::key).toList();
  }

  @Test
  void a_warranty_covers_up_to_the_last_instant_of_its_last_day() {
    // 12 months from Sunday 2025-03-02 end on Monday 2026-03-02, at its midnight
    Instant end = at("2026-03-03T00:00");
    Coverage warranty = warranty(SOLD);
    assertEquals(end, warranty.end());
    assertEquals(Covered.ALL, decide(end.minusNanos(1_000), SEAL, warranty).covered());
    assertEquals(Covered.NOTHING, decide(end, SEAL, warranty).covered());
    assertEquals(Covered.ALL, decide(SOLD, SEAL, warranty).covered());
    Decision before = decide(SOLD.minusNanos(1_000), SEAL, warranty);
    assertEquals(Covered.NOTHING, before.covered());
    assertEquals(List.of(Reason.Key.NOT_BEGUN), keys(before));
  }

  @Test
  void XR_1_out_of_warranty_nothing_is_covered_and_the_decision_says_why() {
    Decision decision = decide(AFTER, SEAL, warranty(SOLD));
    assertEquals(Covered.NOTHING, decision.covered());
    assertEquals(List.of(), decision.coverages());
    assertEquals(List.of(Reason.Key.ENDED), keys(decision));
    assertEquals(List.of(Reason.Key.NO_COVERAGE), keys(decide(AFTER, SEAL)));
  }

  @Test
  void RP_12_a_fault_of_the_repaired_cause_is_free_though_the_warranty_is_over() {
    Coverage repair = repair(at("2026-02-20T16:00"), "SEAL_WORN", "pressure.low");
    Decision decision = decide(AFTER, SEAL, warranty(SOLD), repair);
    assertEquals(Covered.ALL, decision.covered());
    assertEquals(List.of(2L), decision.coverages());
    assertEquals(Covered.NOTHING, decide(AFTER, Cause.of("BEARING"), repair).covered());
    assertEquals(List.of(Reason.Key.OTHER_CAUSE), keys(decide(AFTER, Cause.of("BEARING"), repair)));
    var samePart = new Cause("BEARING", Set.of("P-100"), null);
    assertEquals(Covered.ALL, decide(AFTER, samePart, repair).covered());
  }

  @Test
  void XR_9_a_repair_that_was_paid_for_is_covered_alike_until_its_own_end() {
    Coverage repair = repair(at("2026-01-05T16:00"), "SEAL_WORN", "pressure.low");
    Instant end = at("2026-04-08T00:00"); // 04-05 and 04-06 are a holiday, 04-07 is worked
    assertEquals(end, repair.end());
    assertEquals(Covered.ALL, decide(end.minusNanos(1_000), SEAL, repair).covered());
    assertEquals(Covered.NOTHING, decide(end, SEAL, repair).covered());
  }

  @Test
  void until_there_is_a_diagnosis_the_symptom_stands_for_the_cause() {
    Coverage repair = repair(at("2026-02-20T16:00"), "SEAL_WORN", "pressure.low");
    assertEquals(Covered.ALL, decide(AFTER, Cause.seen("pressure.low"), repair).covered());
    assertEquals(Covered.NOTHING, decide(AFTER, Cause.seen("heat"), repair).covered());
    assertEquals(Covered.NOTHING, decide(AFTER, Cause.UNKNOWN, repair).covered());
    var diagnosed = new Cause("BEARING", Set.of(), "pressure.low");
    assertEquals(Covered.NOTHING, decide(AFTER, diagnosed, repair).covered());
  }

  @Test
  void in_each_class_the_best_coverage_counts() {
    Coverage parts = Covers.of(3, Basis.CONTRACT, Scope.WHOLE, new Covered(100, 0, 20), SOLD, YEAR);
    Coverage work = Covers.of(4, Basis.CONTRACT, Scope.WHOLE, new Covered(0, 50, 10), SOLD, YEAR);
    Decision decision = decide(WITHIN, SEAL, parts, work);
    assertEquals(new Covered(100, 50, 20), decision.covered());
    assertEquals(List.of(3L, 4L), decision.coverages());
  }

  @Test
  void proven_misuse_excludes_and_names_its_evidence() {
    Decision decision = excluded(MISUSE, WITHIN, warranty(SOLD));
    assertEquals(Covered.NOTHING, decision.covered());
    assertEquals(
        List.of("MISUSE", "alarm:4711"), decision.because().getLast().args(), "names the proof");
    assertTrue(decision.because().getLast().zh().contains("alarm:4711"));
    var json = decision.because().getLast().json();
    assertEquals("entitlement.excluded", json.getString("becauseKey"));
    assertEquals("MISUSE", json.getJsonObject("becauseArgs").getString("exclusion"));
    assertEquals("alarm:4711", json.getJsonObject("becauseArgs").getString("proof"));
  }

  @Test
  void what_can_bring_about_only_some_causes_excludes_only_those() {
    var proof = new Exclusion("reading:1", Exclusion.Kind.MISUSE, SOLD, Set.of("BURNT"), "41 V");
    assertEquals(Covered.ALL, excluded(proof, WITHIN, warranty(SOLD)).covered());
    Facts facts = Facts.of("pump-1", List.of(warranty(SOLD)), List.of(proof));
    Decision burnt = Entitlement.decide(facts, WITHIN, Cause.of("BURNT"));
    assertEquals(Covered.NOTHING, burnt.covered());
    assertEquals("MISUSE proven by reading:1 (41 V)", burnt.because().getLast().en());
    Decision seen = Entitlement.decide(facts, WITHIN, Cause.seen("heat"));
    assertEquals(Covered.ALL, seen.covered(), "nobody has looked yet");
  }

  @Test
  void what_is_not_proven_or_came_later_excludes_nothing() {
    assertThrows(Problem.class, () -> new Exclusion(" ", Exclusion.Kind.MISUSE, WITHIN));
    var later = new Exclusion("alarm:9", Exclusion.Kind.MISUSE, WITHIN.plusNanos(1_000));
    assertEquals(Covered.ALL, excluded(later, WITHIN, warranty(SOLD)).covered());
  }

  @Test
  void a_recall_is_free_whatever_was_done_to_the_device() {
    Coverage recall = Covers.of(5, Basis.RECALL, Scope.WHOLE, Covered.ALL, SOLD, YEAR);
    assertEquals(Covered.ALL, excluded(MISUSE, WITHIN, recall).covered());
  }

  @Test
  void RL_8_what_went_over_to_the_replacement_no_longer_covers_the_old_device() {
    Coverage whole = warranty(SOLD);
    Coverage moved =
        Covers.coverage(
            1,
            Basis.WARRANTY,
            Scope.WHOLE,
            Covered.ALL,
            SOLD,
            YEAR,
            List.of(),
            whole.end(),
            WITHIN);
    assertEquals(Covered.ALL, decide(WITHIN.minusNanos(1_000), SEAL, moved).covered());
    assertEquals(List.of(Reason.Key.MOVED), keys(decide(WITHIN, SEAL, moved)));
  }

  private static final StatutoryRules ON =
      new StatutoryRules(true, 6, true, YEAR, StatutoryRules.OFF.repair());

  private static Facts consumer(boolean consumer, List<Exclusion> proven, List<Pause> repairs) {
    return new Facts("pump-1", consumer, SOLD, List.of(), proven, repairs, null, null);
  }

  @Test
  void a_defect_of_the_first_six_months_is_presumed_ours_for_a_consumer() {
    var presumption = new StatutoryRules(true, 6, false, YEAR, StatutoryRules.OFF.repair());
    Facts facts = StatutoryFloor.under(consumer(true, List.of(), List.of()), presumption, CHINA);
    Decision decision = Entitlement.decide(facts, WITHIN, Cause.UNKNOWN);
    assertEquals(Covered.ALL, decision.covered());
    assertTrue(decision.presumed());
    assertEquals(Covered.NOTHING, Entitlement.decide(facts, AFTER, SEAL).covered());
    Facts proven =
        StatutoryFloor.under(consumer(true, List.of(MISUSE), List.of()), presumption, CHINA);
    assertEquals(Covered.NOTHING, Entitlement.decide(proven, WITHIN, SEAL).covered());
    Facts business =
        StatutoryFloor.under(consumer(false, List.of(), List.of()), presumption, CHINA);
    assertEquals(Covered.NOTHING, Entitlement.decide(business, WITHIN, SEAL).covered());
    Facts off =
        StatutoryFloor.under(consumer(true, List.of(), List.of()), StatutoryRules.OFF, CHINA);
    assertEquals(Covered.NOTHING, Entitlement.decide(off, WITHIN, SEAL).covered());
  }

  @Test
  void the_statutory_period_leaves_out_the_time_in_repair() {
    var repair =
        new Pause(at("2025-06-01T12:00"), at("2025-06-18T12:00"), PauseReason.UNDER_REPAIR);
    Instant plain =
        StatutoryFloor.under(consumer(true, List.of(), List.of()), ON, CHINA).guaranteedUntil();
    Facts facts = StatutoryFloor.under(consumer(true, List.of(), List.of(repair)), ON, CHINA);
    assertEquals(at("2026-03-03T00:00"), plain);
    assertEquals(at("2026-03-20T00:00"), facts.guaranteedUntil());
    assertEquals(Covered.ALL, Entitlement.decide(facts, at("2026-03-19T23:59"), SEAL).covered());
  }

  @Test
  void time_in_repair_lengthens_a_coverage_whose_terms_say_so() {
    var repair =
        new Pause(at("2025-06-01T12:00"), at("2025-06-18T12:00"), PauseReason.UNDER_REPAIR);
    Coverage longer = warranty(SOLD).with(List.of(repair), CHINA);
    assertEquals(at("2026-03-20T00:00"), longer.end());
    var open = new Pause(at("2025-06-01T12:00"), null, PauseReason.UNDER_REPAIR);
    Coverage standing = warranty(SOLD).with(List.of(open), CHINA);
    assertTrue(standing.isValidAt(AFTER), "while it is in repair it does not run out");
  }

  @Test
  void a_decision_shows_what_it_was_made_from() {
    Decision decision = decide(WITHIN, SEAL, warranty(SOLD));
    assertEquals(decision, decide(WITHIN, SEAL, warranty(SOLD)));
    assertNotEquals(
        decision.inputs(), decide(WITHIN, Cause.of("BEARING"), warranty(SOLD)).inputs());
    assertNotEquals(decision.inputs(), decide(WITHIN, SEAL, warranty(WITHIN)).inputs());
  }

  @Test
  void what_is_added_never_covers_less_and_what_is_proven_never_more() {
    var random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      var coverages = new ArrayList<Coverage>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        coverages.add(any(random, i));
      }
      Instant at = SOLD.plus(Duration.ofDays(random.nextInt(500)));
      Cause cause = random.nextBoolean() ? SEAL : Cause.seen("pressure.low");
      Decision all = Entitlement.decide(Facts.of("pump-1", coverages, List.of()), at, cause);
      Decision fewer =
          Entitlement.decide(
              Facts.of("pump-1", coverages.subList(1, coverages.size()), List.of()), at, cause);
      assertTrue(all.covered().isAtLeast(fewer.covered()));
      Decision proven =
          Entitlement.decide(Facts.of("pump-1", coverages, List.of(MISUSE)), at, cause);
      assertTrue(all.covered().isAtLeast(proven.covered()));
      Facts owner = new Facts("pump-1", true, SOLD, coverages, List.of(), List.of(), null, null);
      Decision floor = Entitlement.decide(StatutoryFloor.under(owner, ON, CHINA), at, cause);
      assertTrue(floor.covered().isAtLeast(all.covered()), "the law can only tighten");
    }
  }

  private static Coverage any(Random random, int id) {
    Scope scope =
        random.nextBoolean()
            ? Scope.WHOLE
            : Scope.repaired(Set.of(), random.nextBoolean() ? "SEAL_WORN" : "X", "pressure.low");
    Basis basis = Arrays.asList(Basis.values()).get(random.nextInt(Basis.values().length));
    Covered covered = new Covered(random.nextInt(101), random.nextInt(101), random.nextInt(101));
    return Covers.of(
        id, basis, scope, covered, SOLD.plus(Duration.ofDays(random.nextInt(300))), Covers.QUARTER);
  }

  @Test
  void a_percentage_is_between_none_and_all() {
    assertThrows(Problem.class, () -> new Covered(101, 0, 0));
    assertThrows(Problem.class, () -> new Covered(0, -1, 0));
    assertFalse(new Covered(100, 0, 100).isAtLeast(Covered.ALL));
  }
}
