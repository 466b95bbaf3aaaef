package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.CUSTOMER;
import static dev.fieldcare.tickets.Desk.ENGINEER;
import static dev.fieldcare.tickets.Desk.MANAGER;
import static dev.fieldcare.tickets.Desk.SUPPORT;
import static dev.fieldcare.tickets.Desk.WORK;
import static dev.fieldcare.tickets.Desk.active;
import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.fieldcare.base.PgJournal;
import dev.fieldcare.registry.DeviceFacts;
import dev.fieldcare.stability.Alarm;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TicketFactsTest {
  private static final String DIAGNOSIS =
      """
      {"agreedAt":"2026-11-22T09:00:00Z","mode":"fan","cause":"bearing","plan":"replace",
       "explainedTo":{"name":"Li","at":"2026-11-22T08:10:00Z","how":"phone"}}
      """;

  private final Desk it = new Desk(new PgJournal(Desk.CLOCK));
  private final DeviceFacts facts = it.facts(400);

  @AfterEach
  void close() {
    it.close();
  }

  /** What is on record, by device: symptoms, tickets, frozen, by which ticket. */
  private List<Object> of(String device) {
    return Objects.requireNonNull(kept().get(device), device);
  }

  private Map<String, List<Object>> kept() {
    var kept = new TreeMap<String, List<Object>>();
    await(
            it.database
                .pool()
                .query("SELECT d.id, x.* FROM device_facts x JOIN devices d ON d.number = x.device")
                .execute())
        .forEach(
            row ->
                kept.put(
                    row.getString("id"),
                    List.of(
                        List.of(row.getArrayOfStrings("symptoms")),
                        List.of(row.getArrayOfStrings("tickets")),
                        String.valueOf(row.getString("frozen")),
                        String.valueOf(row.getString("frozen_by")))));
    return kept;
  }

  private static List<Object> fact(List<String> symptoms, List<String> tickets) {
    return List.of(symptoms, tickets, "null", "null");
  }

  @Test
  void symptoms_of_open_tickets_are_on_record_as_long_as_these_are_open() {
    Alarm leak = active("d-1", "leak", 1);
    Alarm heat = active("d-1", "heat", 2);
    it.hear(leak);
    assertEquals(Map.of("d-1", fact(List.of("leak"), List.of("F-2026-000001"))), kept());
    it.hear(heat, active("d-2", "heat", 3));
    assertEquals(
        Map.of(
            "d-1", fact(List.of("heat", "leak"), List.of("F-2026-000002", "F-2026-000001")),
            "d-2", fact(List.of("heat"), List.of("F-2026-000003"))),
        kept());

    it.hear(Desk.normal(leak), Desk.quiet(leak));
    assertEquals(fact(List.of("heat"), List.of("F-2026-000002")), kept().get("d-1"));
    it.move("F-2026-000003", State.CANCELLED, "{\"reason\":\"a mistake\"}", MANAGER);
    assertNull(kept().get("d-2"));
    assertEquals(0, await(facts.remake(TicketFacts.OF_ALL)));
  }

  @Test
  void a_merged_ticket_is_no_open_one() {
    it.hear(active("d-1", "leak", 1), active("d-1", "heat", 2));
    it.move("F-2026-000002", State.MERGED, "{\"parent\":\"F-2026-000001\"}", SUPPORT);
    assertEquals(Map.of("d-1", fact(List.of("leak"), List.of("F-2026-000001"))), kept());
  }

  @Test
  void a_device_in_repair_in_its_soak_or_disputed_is_frozen() {
    Alarm leak = active("d-1", "leak", 1);
    it.hear(leak);
    String number = "F-2026-000001";
    it.move(number, State.TRIAGED, "{\"severity\":\"major\"}", SUPPORT);
    it.move(number, State.DIAGNOSED, DIAGNOSIS, ENGINEER);
    it.move(number, State.APPROVED, "{}", ENGINEER);
    assertEquals("null", of("d-1").get(2));
    it.move(number, State.REPAIRING, "{}", ENGINEER);
    assertEquals(List.of("IN_REPAIR", number), of("d-1").subList(2, 4));
    it.move(number, State.TESTING, WORK, ENGINEER);
    assertEquals(List.of("IN_SOAK", number), of("d-1").subList(2, 4));
    it.hear(Desk.normal(leak));
    it.move(number, State.AWAITING_SIGNOFF, "{\"checklistDone\":true}", ENGINEER);
    assertEquals(List.of("null", "null"), of("d-1").subList(2, 4));
    it.move(number, State.DISPUTED, "{\"reason\":\"still loud\"}", CUSTOMER);
    assertEquals(List.of("DISPUTED", number), of("d-1").subList(2, 4));
    assertEquals(0, await(facts.remake(TicketFacts.OF_ALL)));
  }

  @Test
  void what_is_on_record_wrongly_is_put_right() {
    it.hear(active("d-1", "leak", 1), active("d-2", "leak", 1));
    Map<String, List<Object>> right = kept();
    await(
        it.database
            .pool()
            .query(
                "UPDATE device_facts SET symptoms = '{heat}' WHERE device ="
                    + " (SELECT number FROM devices WHERE id = 'd-1')")
            .execute());
    await(
        it.database
            .pool()
            .query(
                "INSERT INTO device_facts SELECT number, '{heat}', '{F-9}' FROM devices"
                    + " WHERE id = 'd-3'")
            .execute());
    assertEquals(2, await(facts.remake(TicketFacts.OF_ALL)));
    assertEquals(right, kept());
    assertEquals(0, await(facts.remake(TicketFacts.OF_ALL)));
  }

  @Test
  void a_flood_of_alarms_leaves_the_facts_of_each_device() {
    for (int i = 0; i < 400; i++) {
      it.desk.hear(active("d-" + i, "leak", 1));
      it.desk.hear(active("d-" + i, "heat", 1));
    }
    await(it.desk.drained());
    assertEquals(400, kept().size());
    assertEquals(0, await(facts.remake(TicketFacts.OF_ALL)));
  }
}
