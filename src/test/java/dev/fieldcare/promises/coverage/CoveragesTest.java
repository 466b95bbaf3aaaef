package dev.fieldcare.promises.coverage;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.promises.coverage.Decision.Stage;
import dev.fieldcare.promises.standards.Level;
import dev.fieldcare.registry.Customers;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Coverages that are opened, lengthened and handed on, and decisions that are kept. */
class CoveragesTest {
  private static final Map<String, String> DELIVERED = Map.of("deliveredOn", "2025-06-10");
  private final CoverDesk desk = new CoverDesk();

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void a_device_that_is_asked_about_gets_its_warranty_opened_once() {
    desk.device("pump-1", "acme", DELIVERED);
    Decision first = desk.decide("ticket:A", "pump-1", Cause.UNKNOWN, Stage.INTAKE);
    assertEquals(Covered.ALL, first.covered());
    desk.decide("ticket:B", "pump-1", Cause.UNKNOWN, Stage.INTAKE);
    List<Coverage> found = desk.of("pump-1");
    assertEquals(1, found.size());
    assertEquals(at("2026-06-11T00:00"), found.getFirst().end());
    assertEquals(List.of("coverage.opened"), desk.types("device:pump-1"));
  }

  @Test
  void without_a_day_on_record_no_warranty_is_made_up() {
    desk.device("pump-1", "acme", Map.of("deliveredOn", "soon"));
    Decision decision = desk.decide("ticket:A", "pump-1", Cause.UNKNOWN, Stage.INTAKE);
    assertEquals(Covered.NOTHING, decision.covered());
    assertEquals(Reason.Key.NO_COVERAGE, decision.because().getFirst().key());
  }

  @Test
  void a_warranty_from_installation_runs_from_the_first_connection() {
    desk.device("pump-1", "acme", Map.of());
    desk.connected.put("pump-1", at("2025-08-01T09:30"));
    Await.get(
        desk.standards.set(
            Level.CUSTOMER, "acme", "warranty.start", "INSTALL", null, null, "user:ann"));
    desk.decide("ticket:A", "pump-1", Cause.UNKNOWN, Stage.INTAKE);
    assertEquals(at("2026-08-04T00:00"), desk.of("pump-1").getFirst().end());
  }

  @Test
  void a_last_day_on_record_counts_to_its_end() {
    desk.device("pump-1", "acme", Map.of("warrantyUntil", "2026-03-02"));
    assertEquals(
        Covered.ALL, desk.decide("ticket:A", "pump-1", Cause.UNKNOWN, Stage.INTAKE).covered());
    desk.clock.set(at("2026-03-03T00:00"));
    assertEquals(
        Covered.NOTHING, desk.decide("ticket:B", "pump-1", Cause.UNKNOWN, Stage.INTAKE).covered());
  }

  @Test
  void RP_12_a_signed_repair_covers_its_cause_beyond_the_warranty() {
    desk.device("pump-1", "acme", Map.of("deliveredOn", "2025-01-10"));
    Grant repair =
        Grant.repair(
            "pump-1",
            Scope.repaired(Set.of("P-100"), "SEAL_WORN", "pressure.low"),
            desk.clock.instant(),
            Covers.QUARTER,
            "repair.warranty",
            "1");
    desk.in(sql -> desk.coverages.open(sql, List.of(repair), "user:ann"));
    desk.clock.set(at("2026-05-06T10:00"));
    Cause seal = Cause.of("SEAL_WORN");
    assertEquals(
        Covered.ALL,
        desk.decide("ticket:A", "pump-1", Cause.seen("pressure.low"), Stage.INTAKE).covered());
    assertEquals(Covered.ALL, desk.decide("ticket:A", "pump-1", seal, Stage.DIAGNOSIS).covered());
    assertEquals(
        Covered.NOTHING,
        desk.decide("ticket:B", "pump-1", Cause.of("BEARING"), Stage.DIAGNOSIS).covered());
    desk.clock.set(at("2026-06-03T00:00"));
    assertEquals(
        Covered.NOTHING, desk.decide("ticket:C", "pump-1", seal, Stage.DIAGNOSIS).covered());
  }

  @Test
  void RP_2_the_decision_of_the_intake_stays_beside_that_of_the_diagnosis() {
    desk.device("pump-1", "acme", DELIVERED);
    desk.decide("ticket:A", "pump-1", Cause.seen("heat"), Stage.INTAKE);
    var misuse = new Exclusion("alarm:7", Exclusion.Kind.MISUSE, at("2026-03-01T10:00"));
    desk.proven.put("pump-1", List.of(misuse));
    Decision second = desk.decide("ticket:A", "pump-1", Cause.of("DRY_RUN"), Stage.DIAGNOSIS);
    assertEquals(Covered.NOTHING, second.covered());
    List<JsonObject> kept = Await.get(desk.entitlements.history("ticket:A"));
    assertEquals(
        List.of("INTAKE", "DIAGNOSIS"), kept.stream().map(it -> it.getString("stage")).toList());
    assertEquals(100, kept.getFirst().getJsonObject("covered").getInteger("parts"));
    assertEquals(List.of("entitlement.decided", "entitlement.decided"), desk.types("ticket:A"));
  }

  @Test
  void a_decision_cannot_be_changed() {
    desk.device("pump-1", "acme", DELIVERED);
    desk.decide("ticket:A", "pump-1", Cause.UNKNOWN, Stage.INTAKE);
    for (String sql : List.of("UPDATE decisions SET unit = 'x'", "DELETE FROM decisions")) {
      assertThrows(
          io.vertx.pgclient.PgException.class,
          () -> Await.get(desk.database.pool().query(sql).execute()),
          sql);
    }
  }

  @Test
  void RL_8_a_replacement_inherits_the_end_and_the_old_device_keeps_nothing() {
    desk.device("old", "acme", DELIVERED);
    desk.device("new", "acme", Map.of("deliveredOn", "2026-03-02"));
    desk.decide("ticket:A", "old", Cause.UNKNOWN, Stage.INTAKE);
    desk.decide("ticket:B", "new", Cause.UNKNOWN, Stage.INTAKE);
    Instant now = desk.clock.instant();
    desk.in(sql -> desk.coverages.inherit(sql, "old", "new", now, null, "user:ann"));
    Coverage handedOn = desk.of("new").getLast();
    assertEquals(at("2026-06-11T00:00"), handedOn.end(), "copied, not restarted");
    assertEquals(desk.of("old").getFirst().id(), handedOn.inheritedFrom());
    assertEquals(now, desk.of("old").getFirst().closed());
    desk.clock.set(at("2026-06-11T00:00"));
    assertEquals(
        Covered.NOTHING, desk.decide("ticket:C", "new", Cause.UNKNOWN, Stage.INTAKE).covered());
    desk.clock.set(at("2026-06-10T23:59"));
    assertEquals(
        Covered.ALL, desk.decide("ticket:D", "new", Cause.UNKNOWN, Stage.INTAKE).covered());
    assertEquals(
        Covered.NOTHING, desk.decide("ticket:E", "old", Cause.UNKNOWN, Stage.INTAKE).covered());
  }

  @Test
  void RL_8_a_statutory_floor_lengthens_what_is_inherited_and_never_shortens_it() {
    desk.device("old", "acme", DELIVERED);
    desk.device("new", "acme", Map.of());
    desk.decide("ticket:A", "old", Cause.UNKNOWN, Stage.INTAKE);
    Instant now = desk.clock.instant();
    Instant floor = at("2027-03-03T00:00");
    desk.in(sql -> desk.coverages.inherit(sql, "old", "new", now, floor, "user:ann"));
    assertEquals(floor, desk.of("new").getFirst().end());
    desk.device("third", "acme", Map.of());
    Instant early = at("2026-04-01T00:00");
    desk.in(sql -> desk.coverages.inherit(sql, "new", "third", now, early, "user:ann"));
    assertEquals(floor, desk.of("third").getFirst().end());
  }

  @Test
  void time_in_repair_lengthens_only_where_the_terms_say_so() {
    desk.device("plain", "acme", DELIVERED);
    desk.device("longer", "globex", DELIVERED);
    Await.get(
        desk.standards.set(
            Level.CUSTOMER, "globex", "warranty.lengthenedByRepair", true, null, null, "user:a"));
    for (String each : List.of("plain", "longer")) {
      desk.decide("ticket:" + each, each, Cause.UNKNOWN, Stage.INTAKE);
      Instant from = desk.clock.instant();
      desk.in(sql -> desk.coverages.beginRepair(sql, each, from, "user:ann"));
      desk.in(sql -> desk.coverages.beginRepair(sql, each, from.plusSeconds(60), "user:ann"));
    }
    assertNull(desk.of("longer").getFirst().end(), "it stands still");
    desk.clock.set(at("2026-03-12T10:00"));
    for (String each : List.of("plain", "longer")) {
      desk.in(sql -> desk.coverages.endRepair(sql, each, desk.clock.instant(), "user:ann"));
    }
    assertEquals(at("2026-06-11T00:00"), desk.of("plain").getFirst().end());
    // ten days more end on Saturday 2026-06-20 within a holiday; Monday is the next worked day
    assertEquals(at("2026-06-23T00:00"), desk.of("longer").getFirst().end());
  }

  @Test
  void a_consumer_is_known_by_their_record() {
    desk.device("pump-1", "li", DELIVERED);
    Await.get(
        desk.customers.save(
            new Customers.Customer("li", "Li", Customers.Type.CONSUMER), "user:ann"));
    var found = desk.in(sql -> desk.customers.consumers(sql, List.of("li", "acme")));
    assertEquals(Set.of("li"), found);
  }

  @Test
  void many_are_decided_at_once() {
    var asked = new ArrayList<Entitlements.Asked>();
    for (int i = 0; i < 1_000; i++) {
      desk.device("pump-" + i, "acme", DELIVERED);
      asked.add(new Entitlements.Asked("ticket:" + i, "pump-" + i, Cause.seen("heat")));
    }
    asked.add(new Entitlements.Asked("ticket:none", null, Cause.UNKNOWN));
    Map<String, Decision> made =
        desk.in(
            sql ->
                desk.entitlements.decide(sql, asked, Stage.INTAKE, desk.clock.instant(), "system"));
    assertEquals(1_001, made.size());
    assertEquals(1_000, made.values().stream().filter(Decision::coversSome).count());
    assertTrue(Await.get(desk.journal.verify(desk.database.pool())).isSound());
  }
}
