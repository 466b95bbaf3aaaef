package dev.fieldcare.quality.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Plans against the published tables, and what must hold of all of them. */
class SamplingPlanTest {
  private static final String LETTERS = "ABCDEFGHJKLMNPQR";

  private static String normal(String letter, String aql) {
    return text(SamplingPlan.of(letter.charAt(0), Aql.parse(aql), Severity.NORMAL));
  }

  private static String tightened(String letter, String aql) {
    return text(SamplingPlan.of(letter.charAt(0), Aql.parse(aql), Severity.TIGHTENED));
  }

  private static String text(SamplingPlan plan) {
    assertEquals(plan.acceptUpTo() + 1, plan.rejectFrom());
    return "(" + plan.size() + "," + plan.acceptUpTo() + ")";
  }

  @Test
  void cells_of_normal_inspection_are_those_of_the_published_table() {
    assertEquals("(80,2)", normal("J", "1.0"));
    assertEquals("(80,1)", normal("J", "0.65"));
    assertEquals("(50,0)", normal("J", "0.25")); // arrow up
    assertEquals("(125,1)", normal("J", "0.40")); // arrow down
    assertEquals("(125,3)", normal("K", "1.0"));
    assertEquals("(125,7)", normal("K", "2.5"));
    assertEquals("(125,10)", normal("K", "4.0"));
    assertEquals("(200,5)", normal("L", "1.0"));
    assertEquals("(13,0)", normal("E", "1.0"));
    assertEquals("(2,0)", normal("A", "6.5"));
    assertEquals("(2,30)", normal("A", "1000"));
    assertEquals("(13,44)", normal("E", "250"));
    assertEquals("(13,21)", normal("F", "100")); // arrow up
  }

  @Test
  void cells_of_tightened_inspection_are_those_of_the_published_table() {
    assertEquals("(80,1)", tightened("J", "1.0"));
    assertEquals("(125,2)", tightened("K", "1.0"));
    assertEquals("(125,5)", tightened("K", "2.5"));
    assertEquals("(125,8)", tightened("K", "4.0"));
    assertEquals("(200,3)", tightened("L", "1.0"));
    assertEquals("(20,0)", tightened("E", "1.0")); // arrow down
    assertEquals("(3150,1)", tightened("R", "0.025")); // letter S
  }

  @Test
  void the_two_cells_against_the_rule_are_as_published() {
    assertEquals("(8,1)", tightened("A", "10"));
    assertEquals("(1250,0)", tightened("R", "0.015"));
  }

  @Test
  void the_operating_characteristic_is_the_binomial_one() {
    SamplingPlan plan = SamplingPlan.of(500, InspectionLevel.II, Aql.parse("1.5"), Severity.NORMAL);
    assertEquals(50, plan.size());
    var known = new SamplingPlan('J', 80, 2, 3);
    assertEquals(0.953, known.acceptance(0.01), 0.0005);
    assertEquals(0.231, known.acceptance(0.05), 0.0005);
    assertEquals(1, known.acceptance(0));
    assertEquals(0, known.acceptance(1));
  }

  @Test
  void code_letters_follow_the_size_of_the_lot_and_the_level() {
    assertEquals('A', InspectionLevel.II.letter(8));
    assertEquals('B', InspectionLevel.II.letter(9));
    assertEquals('J', InspectionLevel.II.letter(501));
    assertEquals('J', InspectionLevel.II.letter(1_200));
    assertEquals('K', InspectionLevel.II.letter(1_201));
    assertEquals('G', InspectionLevel.I.letter(1_200));
    assertEquals('K', InspectionLevel.III.letter(1_200));
    assertEquals('C', InspectionLevel.S_1.letter(3_201 - 1));
    assertEquals('Q', InspectionLevel.II.letter(Integer.MAX_VALUE));
  }

  @Test
  void every_lot_has_a_plan_that_fits_in_it() {
    for (InspectionLevel level : InspectionLevel.values()) {
      for (int aql = 0; aql < Aql.COUNT; aql++) {
        for (int size = 1; size < 700_000; size = size * 2 + 1) {
          for (Severity severity : new Severity[] {Severity.NORMAL, Severity.TIGHTENED}) {
            SamplingPlan plan = SamplingPlan.of(size, level, new Aql(aql), severity);
            assertTrue(plan.size() >= 1 && plan.size() <= size, plan + " of " + size);
          }
        }
      }
    }
  }

  @Test
  void every_letter_has_a_plan_at_every_aql() {
    for (char letter : LETTERS.toCharArray()) {
      for (int aql = 0; aql < Aql.COUNT; aql++) {
        SamplingPlan plan = SamplingPlan.of(letter, new Aql(aql), Severity.NORMAL);
        assertTrue(plan.acceptUpTo() >= 0, letter + " " + aql);
      }
    }
  }

  @Test
  void a_smaller_aql_alone_is_not_stricter() {
    SamplingPlan ordinary = SamplingPlan.of('J', Aql.parse("0.65"), Severity.NORMAL);
    SamplingPlan smaller = SamplingPlan.of('J', Aql.parse("0.25"), Severity.NORMAL);
    assertTrue(smaller.acceptance(0.10) > ordinary.acceptance(0.10));
  }

  @Test
  void QA_9_a_critical_part_is_inspected_more_strictly_whatever_the_share_nonconforming() {
    long seed = 20261122;
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 200_000; i++) {
      int lot = 1 + (int) Math.exp(random.nextDouble(Math.log(600_000)));
      var level = InspectionLevel.values()[random.nextInt(InspectionLevel.values().length)];
      int aql = random.nextInt(Aql.COUNT);
      var ordinary = new Aql(aql);
      var strict = new Aql(random.nextInt(aql + 1));
      Severity severity = random.nextBoolean() ? Severity.NORMAL : Severity.TIGHTENED;
      SamplingPlan plan = SamplingPlan.of(lot, level, ordinary, severity);
      SamplingPlan critical = SamplingPlan.critical(lot, level, ordinary, strict, severity);
      double share = random.nextBoolean() ? random.nextDouble() : random.nextDouble() * 0.05;
      String where = lot + " " + level + " " + ordinary + " " + strict + " " + severity;
      assertTrue(critical.size() >= plan.size(), where);
      assertTrue(
          critical.acceptance(share) <= plan.acceptance(share) + 1e-12, where + " at " + share);
    }
  }
}
