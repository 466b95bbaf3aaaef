package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.CUSTOMER;
import static dev.fieldcare.tickets.Desk.ENGINEER;
import static dev.fieldcare.tickets.Desk.MANAGER;
import static dev.fieldcare.tickets.Desk.SUPPORT;
import static dev.fieldcare.tickets.Desk.active;
import static dev.fieldcare.tickets.Desk.await;
import static dev.fieldcare.tickets.Desk.normal;
import static dev.fieldcare.tickets.Desk.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import dev.fieldcare.stability.Alarm;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people do to tickets. */
class TicketWorkTest {
  private static final String FIRST = "F-2026-000001";
  private static final String DIAGNOSIS =
      """
      {"mode":"overheats","cause":"fan blocked","plan":"clean it",
       "explainedTo":{"name":"Li","at":"2026-11-22T08:00:00Z","how":"phone"}}
      """;

  private final Desk it = new Desk();

  @AfterEach
  void close() {
    it.close();
  }

  @Test
  void a_fault_goes_the_whole_way_from_new_to_signed_off() {
    Alarm alarm = active("d-17", "temperature.high", 0);
    it.hear(alarm);
    it.move(FIRST, State.TRIAGED, "{\"severity\":\"critical\"}", SUPPORT);
    it.move(FIRST, State.DISPATCHED, "{}", SUPPORT);
    it.move(
        FIRST, State.ON_SITE, "{\"place\":\"Hangzhou\",\"at\":\"2026-11-22T08:10:00Z\"}", ENGINEER);
    it.move(FIRST, State.DIAGNOSED, DIAGNOSIS, ENGINEER);
    it.move(FIRST, State.APPROVED, "{}", Actor.SYSTEM);
    it.move(FIRST, State.REPAIRING, "{}", ENGINEER);
    it.move(FIRST, State.TESTING, Desk.WORK, ENGINEER);
    Problem early =
        it.refused(FIRST, State.AWAITING_SIGNOFF, "{\"checklistDone\":true}", Actor.SYSTEM);
    assertEquals("ticket.guard", early.code());
    assertTrue(early.message().contains("SOAKED"), early.message());
    it.hear(normal(alarm));
    it.move(FIRST, State.AWAITING_SIGNOFF, "{\"checklistDone\":true}", Actor.SYSTEM);
    Problem unsigned = it.refused(FIRST, State.CLOSED, "{}", CUSTOMER);
    assertTrue(unsigned.message().contains("is not signed"), unsigned.message());
    it.signReport(FIRST, true);
    Ticket closed = await(it.desk.get(FIRST));

    assertEquals(State.CLOSED, closed.state());
    assertEquals("critical", closed.severity().code());
    assertEquals(
        List.of(
            "awaitingSince",
            "checkIn",
            "consent",
            "diagnosis",
            "repairWarrantyUntil",
            "signature",
            "test",
            "testingSince",
            "work"),
        closed.facts().fieldNames().stream().sorted().toList());
    assertEquals("user:cho", it.journal.entries.getLast().actor());
    assertEquals("ticket.closed", it.journal.entries.getLast().type());
  }

  @Test
  void a_step_the_table_does_not_have_is_refused_with_what_is_possible_and_by_whom() {
    it.hear(active("d-17", "temperature.high", 0));
    Problem problem = it.refused(FIRST, State.REPAIRING, "{}", ENGINEER);

    assertEquals(409, problem.kind().status());
    assertEquals("ticket.transition", problem.code());
    assertTrue(problem.message().contains("TRIAGED (system, support)"), problem.message());
  }

  @Test
  void a_step_is_refused_to_those_it_does_not_belong_to() {
    it.hear(active("d-17", "temperature.high", 0));
    assertEquals("ticket.transition", it.refused(FIRST, State.TRIAGED, "{}", CUSTOMER).code());
    assertEquals("ticket.transition", it.refused(FIRST, State.CLOSED, "{}", MANAGER).code());
    it.move(FIRST, State.TRIAGED, "{}", Actor.person("root", Role.ADMIN));
  }

  @Test
  void a_refused_step_changes_nothing() {
    it.hear(active("d-17", "temperature.high", 0));
    int entries = it.journal.entries.size();
    it.refused(FIRST, State.CANCELLED, "{}", MANAGER);

    assertEquals(State.NEW, it.only().state());
    assertEquals(1, it.only().version());
    assertEquals(entries, it.journal.entries.size());
  }

  @Test
  void a_payable_diagnosis_goes_no_further_without_a_quote() {
    it.hear(active("d-17", "temperature.high", 0));
    it.move(FIRST, State.TRIAGED, "{}", SUPPORT);
    it.move(
        FIRST, State.DIAGNOSED, new JsonObject(DIAGNOSIS).put("payable", 12_000).encode(), SUPPORT);
    Problem problem = it.refused(FIRST, State.APPROVED, "{}", Actor.SYSTEM);
    assertTrue(problem.message().contains("12000"), problem.message());
  }

  @Test
  void a_change_since_the_given_version_is_a_conflict() {
    it.hear(active("d-17", "temperature.high", 0));
    await(it.desk.comment(FIRST, "looking", SUPPORT));
    Problem problem =
        problem(it.desk.transition(FIRST, State.TRIAGED, new JsonObject(), SUPPORT, 1));
    assertEquals("ticket.version", problem.code());
    await(it.desk.transition(FIRST, State.TRIAGED, new JsonObject(), SUPPORT, 2));
  }

  @Test
  void a_cancelled_ticket_leaves_room_for_a_new_one_and_a_closed_one_can_be_reopened_once_free() {
    it.hear(active("d-17", "temperature.high", 0));
    it.move(FIRST, State.CANCELLED, "{\"reason\":\"test rig\"}", MANAGER);
    Alarm second = active("d-17", "temperature.high", 10);
    it.hear(second, normal(second), Desk.quiet(second));
    assertEquals(2, it.tickets().size());
    it.hear(active("d-17", "temperature.high", 30));

    Problem taken = it.refused("F-2026-000002", State.TRIAGED, "{\"reason\":\"back\"}", CUSTOMER);
    assertTrue(taken.message().contains("F-2026-000003"), taken.message());
    it.move("F-2026-000003", State.CANCELLED, "{\"reason\":\"same as 2\"}", MANAGER);
    Ticket reopened = it.move("F-2026-000002", State.TRIAGED, "{\"reason\":\"back\"}", CUSTOMER);
    assertTrue(reopened.state().isOpen());
    assertNull(reopened.endedAt());
    assertNull(reopened.resolution());

    it.hear(active("d-17", "temperature.high", 40));
    assertEquals(2, await(it.desk.get("F-2026-000002")).occurrences());
  }

  @Test
  void staff_assign_and_comment_and_a_viewer_does_not() {
    it.hear(active("d-17", "temperature.high", 0));
    Actor viewer = Actor.person("vic", Role.VIEWER);
    assertEquals("ann", await(it.desk.assign(FIRST, "ann", SUPPORT)).assignee());
    assertNull(await(it.desk.assign(FIRST, null, MANAGER)).assignee());
    assertEquals("ticket.role", problem(it.desk.assign(FIRST, "vic", viewer)).code());

    Ticket commented = await(it.desk.comment(FIRST, "在看", CUSTOMER));
    assertEquals("在看", commented.comments().getFirst().text());
    assertEquals("cho", commented.comments().getFirst().author());
    assertEquals("ticket.role", problem(it.desk.comment(FIRST, "x", viewer)).code());
    assertEquals("ticket.comment", problem(it.desk.comment(FIRST, " ", SUPPORT)).code());
    assertEquals("ticket.unknown", problem(it.desk.comment("F-1", "x", SUPPORT)).code());
  }

  @Test
  void tickets_are_listed_newest_first_page_by_page_and_filtered() {
    for (int i = 0; i < 5; i++) {
      it.hear(active("d-" + i, i < 3 ? "temperature.high" : "voltage.low", 0));
    }
    it.move(FIRST, State.CANCELLED, "{\"reason\":\"x\"}", MANAGER);

    var numbers = new ArrayList<String>();
    String after = null;
    do {
      Page<Ticket> page = await(it.desk.list(TicketFilter.ALL, 2, after));
      page.items().forEach(each -> numbers.add(each.number()));
      after = page.next();
    } while (after != null);
    assertEquals(5, numbers.size());
    assertEquals("F-2026-000005", numbers.getFirst());
    assertEquals(FIRST, numbers.getLast());

    assertEquals(4, count(Map.of("open", "true")));
    assertEquals(1, count(Map.of("state", "cancelled")));
    assertEquals(5, count(Map.of("state", "NEW,CANCELLED", "kind", "fault")));
    assertEquals(1, count(Map.of("device", "d-3", "model", "gateway-x1")));
    assertEquals(2, count(Map.of("q", "VOLTAGE")));
    assertEquals(0, count(Map.of("q", "100%")));
    assertEquals(0, count(Map.of("severity", "critical")));
    assertEquals(0, count(Map.of("assignee", "ann")));
    assertEquals("page.after", problem(it.desk.list(TicketFilter.ALL, 2, "x")).code());
  }

  private int count(Map<String, String> query) {
    return await(it.desk.list(TicketFilter.parse(query), 100, null)).items().size();
  }

  @Test
  void an_open_ticket_hears_once_that_its_device_runs_the_release_that_fixes_it() {
    it.hear(active("d-17", "temperature.high", 0));
    it.hear(active("d-17", "supplyVoltage.low", 0));
    it.hear(active("d-18", "temperature.high", 0));
    for (int i = 0; i < 2; i++) {
      await(it.desk.mended("d-17", "1.5.0", List.of("temperature.high")));
    }
    assertEquals(
        List.of("d-17 runs release 1.5.0, which fixes this symptom"),
        await(it.desk.list(TicketFilter.ALL, 10, null)).items().stream()
            .flatMap(ticket -> ticket.comments().stream())
            .map(Message::text)
            .toList());
  }
}
