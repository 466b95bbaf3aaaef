package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fieldcare.commands.DemoReport.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The demo is right only if exactly the tickets of the truth file were opened, parents too. */
class DemoReportTest {
  private static final Seen GATEWAY = seen("F-1", "g", "silence", Set.of("g.a", "g.b"));

  private static DemoReport report(Seen... tickets) {
    String truth =
        """
        {"faults": [{"fault": "gateway-down", "device": "g", "from": 1000, "expect": [
          {"device": "g", "symptom": "silence", "required": true, "from": 0, "to": 9000,
           "covers": ["g.a", "g.b"]},
          {"device": "g", "symptom": "rssi.unusual", "required": false, "from": 0, "to": 9000}]}]}
        """;
    return report(truth, tickets);
  }

  private static DemoReport report(String truth, Seen... tickets) {
    try {
      return new DemoReport(new ObjectMapper().readTree(truth), List.of(tickets));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Seen seen(String number, String subject, String symptom, Set<String> covers) {
    var at = Instant.ofEpochMilli(2000);
    return new Seen(number, subject, covers, symptom, at, at, 1, "so it is");
  }

  private static List<String> falseOf(DemoReport report) {
    return report.falseTickets().stream().map(Seen::number).toList();
  }

  @Test
  void the_brief_report_names_only_what_is_wrong_and_counts_the_rest() {
    String truth =
        """
        {"prevented": 3, "faults": [{"fault": "overheating", "device": "g", "from": 1000, "expect": [
          {"device": "g", "symptom": "silence", "required": true, "from": 0, "to": 9000}]}]}
        """;
    String brief = report(truth, seen("F-1", "g", "silence", Set.of())).brief();
    assertFalse(brief.contains("F-1"), brief);
    assertTrue(brief.contains("1 of 1 caught, 0 false, 0 missed; 3 kept away by a release"), brief);
    assertTrue(report(truth).brief().contains("MISSED"));
  }

  @Test
  void exactly_the_tickets_of_the_truth_are_right() {
    assertTrue(report(GATEWAY).isPerfect());
    assertTrue(report(GATEWAY, seen("F-2", "g", "rssi.unusual", Set.of())).isPerfect());
  }

  @Test
  void a_ticket_that_did_not_come_is_missed() {
    assertFalse(report().isPerfect());
    assertEquals(0, report().caught());
  }

  @Test
  void a_parent_that_the_truth_does_not_list_is_false() {
    DemoReport report = report(GATEWAY, seen("F-2", "site s-3", "silence", Set.of("g", "x")));
    assertEquals(List.of("F-2"), falseOf(report));
    assertFalse(report.isPerfect());
    assertTrue(report.text().contains("site s-3"), report.text());
  }

  @Test
  void a_parent_that_the_truth_lists_is_looked_for() {
    String truth =
        """
        {"faults": [{"fault": "power-cut", "from": 1000, "expect": [
          {"cause": "site s-3", "symptom": "silence", "from": 0, "to": 9000, "covers": ["x"]}]}]}
        """;
    assertTrue(report(truth, seen("F-1", "site s-3", "silence", Set.of("x", "y"))).isPerfect());
    assertFalse(report(truth, seen("F-1", "site s-4", "silence", Set.of("x", "y"))).isPerfect());
    assertFalse(report(truth).isPerfect());
  }

  @Test
  void a_child_with_a_ticket_of_its_own_is_false() {
    assertEquals(List.of("F-2"), falseOf(report(GATEWAY, seen("F-2", "g.a", "silence", Set.of()))));
  }

  @Test
  void a_ticket_that_does_not_stand_for_all_it_should_is_no_catch() {
    DemoReport report = report(seen("F-1", "g", "silence", Set.of("g.a")));
    assertFalse(report.isPerfect());
    assertEquals(0, report.caught());
    assertTrue(report.text().contains("does not stand for g.b"), report.text());
  }

  @Test
  void a_second_ticket_of_the_same_is_false() {
    assertEquals(
        List.of("F-2"), falseOf(report(GATEWAY, seen("F-2", "g", "silence", Set.of("g.a")))));
  }
}
