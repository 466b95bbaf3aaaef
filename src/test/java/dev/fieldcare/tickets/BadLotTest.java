package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.PgJournal;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.genealogy.Unit;
import dev.fieldcare.tickets.knowledge.Known;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Seven of forty devices with one lot of capacitors fail; what stands beside is not blamed. */
class BadLotTest {
  private static final String BAD = "C-2509-17";

  private final KnownFleet fleet = new KnownFleet();
  private final AtomicInteger minute = new AtomicInteger();
  private Desk desk;

  @BeforeEach
  void forty_devices_with_the_bad_lot_among_four_hundred() {
    desk = new Desk(new PgJournal(Desk.CLOCK));
    var csv = new StringBuilder("unit,parent,part_no,lot,supplier,station,operator,from,to\n");
    for (int i = 0; i < 400; i++) {
      boolean isBad = i < 40;
      // the new firmware is on all with the bad lot, and on as many again
      fleet.add(device(i), i < 80 ? "2.1.0" : "2.0.0");
      String id = fleet.devices().get(i).id();
      csv.append(id).append(",,,,,,,,\n");
      csv.append("drive-%d,%s,D-1,D-%d,,S4,li,2026-01-05T08:00:00Z,\n".formatted(i, id, i % 7));
      csv.append(
          "board-%d,drive-%d,B-1,B-%d,,S%d,wu,2026-01-05T07:00:00Z,\n"
              .formatted(i, i, i % 9, i % 3));
      csv.append(
          "cap-%d,board-%d,C-1,%s,Acme,S%d,wu,2026-01-05T06:00:00Z,\n"
              .formatted(i, i, isBad ? BAD : "C-2508-" + i % 5, i % 3));
    }
    await(
        new Genealogy(desk.database, desk.kept, desk.clock)
            .importCsv(new StringReader(csv.toString()), "test"));
    desk.insight = fleet.insight(desk);
    desk.reopened();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private static Device device(int number) {
    return new Device(
        number + 1,
        "d-" + number,
        "d-" + number,
        "gateway-x1",
        null,
        null,
        "s-" + number % 20,
        "L-" + number % 11,
        null,
        null,
        java.util.Map.of(),
        Desk.NOW.minus(Duration.ofDays(200)),
        null);
  }

  private Ticket fail(int number) {
    Device device = fleet.devices().get(number);
    desk.hear(Desk.active(device, "temperature.high", minute.getAndIncrement(), Severity.MAJOR));
    return desk.tickets().stream()
        .filter(each -> device.id().equals(each.device()))
        .findFirst()
        .orElseThrow();
  }

  private String causes() {
    return problems().stream().map(each -> each.explanation()).toList().toString();
  }

  private List<Ticket> problems() {
    return desk.tickets().stream().filter(each -> each.kind() == Kind.PROBLEM).toList();
  }

  @Test
  void one_problem_names_the_bad_lot_before_the_eighth_fails_and_the_firmware_is_not_blamed() {
    fail(300);
    for (int i = 0; i < 7; i++) {
      fail(i * 5);
    }

    List<Ticket> raised = problems();
    assertEquals(1, raised.size(), "problems " + raised);
    Ticket problem = raised.getFirst();
    assertEquals(new Cause(Cause.Type.COMPONENT_LOT, BAD), problem.cause());
    assertEquals("temperature.high", problem.symptom());
    assertTrue(
        problem.because().text().startsWith("component lot C-2509-17: "), problem.explanation());
    assertTrue(problem.because().text().contains("q = "), problem.explanation());
    assertTrue(problem.facts().getJsonArray("watchList").size() >= 33, "" + problem.facts());

    Ticket eighth = fail(3);
    assertEquals(1, problems().size());
    assertEquals(problem.number(), eighth.facts().getString("problem"));
    JsonObject siblings = known(eighth).getJsonObject("siblings");
    assertEquals("COINCIDES", verdict(siblings, "firmware", "2.1.0"));
    assertEquals("BLAMED", verdict(siblings, "component_lot", BAD));
    assertEquals("DISPATCH", known(eighth).getJsonObject("route").getString("kind"));
  }

  @Test
  void tickets_from_before_the_problem_name_it_too_and_others_do_not() {
    Ticket other = fail(300);
    Ticket first = fail(0);
    for (int i = 1; i < 7; i++) {
      fail(i * 5);
    }

    String number = problems().getFirst().number();
    assertEquals(number, desk.get(first.number()).facts().getString("problem"));
    assertNull(desk.get(other.number()).facts().getString("problem"));
    assertNull(fail(301).facts().getString("problem"));
  }

  @Test
  void a_ticket_knows_each_thing_with_its_because() {
    Ticket ticket = fail(17);

    JsonObject known = known(ticket);
    assertEquals("L-6", known.getString("lot"));
    assertEquals("s-17", known.getJsonObject("site").getString("id"));
    assertEquals(3, known.getJsonArray("components").size());
    assertTrue(known.getJsonArray("components").encode().contains(BAD), known.encodePrettily());
    assertEquals("GUIDANCE", known.getJsonObject("route").getString("kind"));
    for (String field :
        List.of("site", "contact", "lot", "components", "siblings", "problem", "fix")) {
      JsonObject because = known.getJsonObject("because").getJsonObject(field);
      assertNotNull(because, field);
      assertFalse(because.getString("because").isBlank(), field);
      assertFalse(because.getString("becauseKey").isBlank(), field);
    }
  }

  @Test
  void what_tickets_know_and_which_problem_they_name_can_be_told_from_the_journal() {
    fail(300);
    for (int i = 0; i < 9; i++) {
      fail(i * 4);
    }

    var knows = new HashMap<String, JsonObject>();
    var problems = new HashMap<String, String>();
    await(
            desk.database
                .pool()
                .query("SELECT subject, data::text AS data FROM journal ORDER BY seq")
                .execute())
        .forEach(
            row -> {
              var data = new JsonObject(row.getString("data"));
              String ticket = row.getString("subject");
              JsonObject known = data.getJsonObject("knows");
              String problem = (known == null ? data : known).getString("problem");
              if (known != null) {
                knows.put(ticket, known);
              }
              if (problem != null) {
                problems.put(ticket, problem);
              }
            });
    List<Ticket> faults =
        desk.tickets().stream().filter(each -> each.kind() == Kind.FAULT).toList();
    assertEquals(10, faults.size());
    for (Ticket each : faults) {
      assertEquals(Known.withoutContact(known(each)), knows.get(each.key()), each.key());
      assertEquals(each.facts().getString("problem"), problems.get(each.key()), each.key());
    }
    assertEquals(9, problems.size());
  }

  @Test
  void a_problem_that_was_cancelled_comes_back_only_with_new_failures() {
    for (int i = 0; i < 7; i++) {
      fail(i * 5);
    }
    Ticket problem = problems().getFirst();
    desk.now = Desk.NOW.plus(Duration.ofHours(1));
    desk.move(problem.number(), State.CANCELLED, "{\"reason\":\"a test bench\"}", Desk.MANAGER);

    fail(1);
    assertEquals(1, problems().size());
  }

  @Test
  void the_parts_that_repairs_put_in_are_not_blamed_for_what_was_before() {
    var genealogy = new Genealogy(desk.database, desk.kept, desk.clock);
    fail(300);
    for (int i = 0; i < 7; i++) {
      fail(i * 5);
    }
    Instant repaired = Desk.NOW.plus(Duration.ofHours(1));
    for (int i = 0; i < 7; i++) {
      int device = i * 5;
      Unit good =
          new Unit(
              "new-" + device, Unit.Kind.COMPONENT, "C-1", "C-2611", "Acme", Unit.State.IN_STOCK);
      await(
          desk.database.transaction(
              sql ->
                  genealogy.replacePart(
                      sql,
                      "board-" + device,
                      "cap-" + device,
                      good,
                      repaired,
                      "ticket:F-1",
                      "test")));
    }
    desk.now = Desk.NOW.plus(Duration.ofHours(2));
    fleet.refresh(desk.now);

    JsonObject siblings = known(fail(3)).getJsonObject("siblings");
    assertEquals("BLAMED", verdict(siblings, "component_lot", BAD));
    assertEquals(1, problems().size(), causes());
  }

  @Test
  void servers_that_hear_of_failures_at_once_raise_one_problem() {
    List<TicketDesk> servers = List.of(desk.reopened(), desk.reopened(), desk.reopened());
    var heard = new ArrayList<Future<Void>>();
    for (int i = 0; i < 12; i++) {
      Device device = fleet.devices().get(i * 3);
      heard.add(
          servers
              .get(i % servers.size())
              .hear(Desk.active(device, "temperature.high", i, Severity.MAJOR)));
    }
    await(Future.all(heard));

    assertEquals(1, problems().size(), causes());
    await(Future.all(servers.stream().map(TicketDesk::close).toList()));
    desk.reopened();
  }

  private static JsonObject known(Ticket ticket) {
    JsonObject known = ticket.known();
    assertNotNull(known, "what " + ticket.number() + " knows");
    return known;
  }

  private static String verdict(JsonObject siblings, String type, String value) {
    JsonArray all = siblings.getJsonArray("suspicions");
    for (int i = 0; i < all.size(); i++) {
      JsonObject trait = all.getJsonObject(i).getJsonObject("trait");
      if (trait.getString("type").equals(type) && trait.getString("value").equals(value)) {
        return all.getJsonObject(i).getString("verdict");
      }
    }
    return "none in " + all.encode();
  }
}
