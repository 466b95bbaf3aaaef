package dev.fieldcare.promises.contracts;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.coverage.Coverage;
import dev.fieldcare.promises.coverage.Covered;
import dev.fieldcare.promises.coverage.Reason;
import dev.fieldcare.promises.standards.Target;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contracts on a real database: what they cover, by which terms, and until when. */
class ContractsTest {
  private final ContractDesk desk = new ContractDesk();

  @AfterEach
  void close() {
    desk.close();
  }

  private static JsonObject line(String id, String member, Object subject, int parts, int labour) {
    return new JsonObject()
        .put("id", id)
        .put(member, subject)
        .put("covered", new JsonObject().put("parts", parts).put("labour", labour));
  }

  private static JsonObject contract(String number, JsonObject... lines) {
    return new JsonObject()
        .put("number", number)
        .put("customer", "acme")
        .put("name", "Care")
        .put("from", "2026-01-01")
        .put("to", "2026-12-31")
        .put("lines", new JsonArray(List.of(lines)));
  }

  private Contract add(JsonObject json) {
    return Await.get(desk.contracts.add(json, "user:ann"));
  }

  private static JsonArray ids(String... ids) {
    return new JsonArray(List.of(ids));
  }

  @Test
  void a_contract_covers_the_devices_of_its_lines_when_they_are_asked_about() {
    desk.device("pump-1", "acme", "pump-p2", null);
    desk.device("gate-1", "acme", "gateway-x1", null);
    desk.device("other", "globex", "pump-p2", null);
    add(contract("C-1", line("1", "models", ids("pump-p2"), 100, 50)));
    assertEquals(new Covered(100, 50, 0), desk.covered("pump-1"));
    assertEquals(Covered.NOTHING, desk.covered("gate-1"));
    assertEquals(Covered.NOTHING, desk.covered("other"));
    desk.covered("pump-1");
    Coverage only = desk.of("pump-1").getFirst();
    assertEquals(1, desk.of("pump-1").size());
    assertEquals("C-1", only.json().getString("contract"));
    assertEquals(at("2026-01-01T00:00"), only.start());
    assertEquals(List.of("coverage.opened"), desk.types("device:pump-1"));
    assertEquals(List.of("contract.concluded"), desk.types("contract:C-1"));
  }

  @Test
  void a_device_that_comes_later_joins_by_its_model_site_or_owner() {
    desk.site("hall", "acme");
    add(
        contract(
            "C-1",
            line("models", "models", ids("pump-p2"), 10, 0),
            line("sites", "sites", ids("hall"), 20, 0),
            line("all", "all", true, 30, 0)));
    desk.device("new-1", "acme", "pump-p2", "hall");
    assertEquals(new Covered(30, 0, 0), desk.covered("new-1"));
    assertEquals(3, desk.of("new-1").size());
    desk.device("new-2", "acme", "gateway-x1", null);
    assertEquals(new Covered(30, 0, 0), desk.covered("new-2"));
    assertEquals(1, desk.of("new-2").size());
  }

  @Test
  void of_two_contracts_the_better_one_counts_in_each_class_of_cost() {
    desk.device("pump-1", "acme", "pump-p2", null);
    add(contract("C-1", line("1", "all", true, 100, 0)));
    add(contract("C-2", line("1", "devices", ids("pump-1"), 20, 80)));
    assertEquals(new Covered(100, 80, 0), desk.covered("pump-1"));
    Await.get(desk.contracts.end("C-1", null, "cancelled", "user:ann"));
    assertEquals(new Covered(20, 80, 0), desk.covered("pump-1"));
  }

  @Test
  void a_contract_holds_to_the_end_of_its_last_day_in_its_zone() {
    desk.device("pump-1", "acme", "pump-p2", null);
    add(contract("C-1", line("1", "all", true, 100, 100)));
    desk.clock.set(at("2026-12-31T23:59"));
    assertEquals(new Covered(100, 100, 0), desk.covered("pump-1"));
    assertEquals("IN_FORCE", state("C-1"));
    desk.clock.set(at("2027-01-01T00:00")); // in Shanghai; in UTC the old year lasts on
    assertEquals(Covered.NOTHING, desk.covered("pump-1"));
    assertEquals("ENDED", state("C-1"));
    assertEquals(Reason.Key.ENDED, desk.decided("pump-1").because().getFirst().key());
    desk.clock.set(at("2025-12-31T23:59"));
    assertEquals("PLANNED", state("C-1"));
    assertEquals(Covered.NOTHING, desk.covered("pump-1"));
  }

  private String state(String number) {
    return Await.get(desk.contracts.find(number))
        .orElseThrow()
        .json(desk.clock.instant())
        .getString("state");
  }

  @Test
  void a_contract_that_is_ended_covers_nothing_from_then() {
    desk.device("pump-1", "acme", "pump-p2", null);
    add(contract("C-1", line("1", "all", true, 100, 100)));
    desk.covered("pump-1");
    Await.get(desk.contracts.end("C-1", LocalDate.parse("2026-03-31"), "not paid", "user:ann"));
    assertEquals(at("2026-04-01T00:00"), desk.of("pump-1").getFirst().end());
    assertEquals(new Covered(100, 100, 0), desk.covered("pump-1"));
    desk.clock.set(at("2026-04-01T00:00"));
    assertEquals(Covered.NOTHING, desk.covered("pump-1"));
    assertEquals(Target.of("acme", "pump-p2"), desk.target("pump-1"));
    assertEquals(List.of("coverage.opened", "coverage.moved"), desk.types("device:pump-1"));
    var again = desk.contracts.end("C-1", null, "twice", "user:ann");
    assertEquals("contract.ended", Await.problem(again).code());
    var changed = desk.contracts.save(contract("C-1"), "user:ann");
    assertEquals("contract.ended", Await.problem(changed).code());
  }

  @Test
  void what_was_promised_is_not_ended_in_the_past() {
    add(contract("C-1", line("1", "all", true, 100, 100)));
    var past = desk.contracts.end("C-1", LocalDate.parse("2026-02-28"), "not paid", "user:ann");
    assertEquals("contract.on", Await.problem(past).code());
    var beyond = desk.contracts.end("C-1", LocalDate.parse("2027-02-28"), "late", "user:ann");
    assertEquals("contract.on", Await.problem(beyond).code());
  }

  @Test
  void a_line_that_changes_covers_otherwise_from_then_and_a_line_that_goes_no_longer() {
    desk.device("pump-1", "acme", "pump-p2", null);
    add(contract("C-1", line("1", "all", true, 100, 100), line("2", "all", true, 0, 0)));
    desk.covered("pump-1");
    Instant changed = desk.clock.instant();
    Await.get(
        desk.contracts.saveLines(
            "C-1", new JsonArray().add(line("1", "all", true, 50, 50)), 1, "user:ann"));
    assertEquals(new Covered(50, 50, 0), desk.covered("pump-1"));
    assertEquals(
        List.of(changed, changed, at("2027-01-01T00:00")),
        desk.of("pump-1").stream().map(Coverage::end).toList());
    // what stays as it is begins nothing new
    JsonObject longer = contract("C-1", line("1", "all", true, 50, 50)).put("to", "2027-06-30");
    Await.get(desk.contracts.save(longer, "user:ann"));
    desk.covered("pump-1");
    assertEquals(3, desk.of("pump-1").size());
    assertEquals(at("2027-07-01T00:00"), desk.of("pump-1").getLast().end());
    assertTrue(Await.get(desk.journal.verify(desk.database.pool())).isSound());
  }

  @Test
  void a_device_that_changes_hands_leaves_its_owners_contract() {
    desk.device("pump-1", "acme", "pump-p2", null);
    add(contract("C-1", line("1", "all", true, 100, 100)));
    desk.covered("pump-1");
    desk.device("pump-1", "globex", "pump-p2", null);
    assertEquals(Covered.NOTHING, desk.covered("pump-1"));
    desk.device("pump-1", "acme", "pump-p2", null);
    assertEquals(new Covered(100, 100, 0), desk.covered("pump-1"));
    assertEquals(1, desk.of("pump-1").size());
  }

  @Test
  void RL_8_what_replaces_a_device_is_under_its_contract() {
    desk.device("old", "acme", "pump-p2", null);
    desk.device("new", "acme", "gateway-x1", null);
    JsonObject line = line("1", "devices", ids("old"), 100, 100);
    line.put("terms", new JsonObject().put("replacement.repairCount", 3));
    add(contract("C-1", line));
    desk.covered("old");
    Instant now = desk.clock.instant();
    desk.in(sql -> desk.coverages.inherit(sql, "old", "new", now, null, "user:ann"));
    assertEquals(new Covered(100, 100, 0), desk.covered("new"));
    assertEquals(Covered.NOTHING, desk.covered("old"));
    assertEquals("C-1", desk.target("new").contract());
    assertEquals(3, desk.standards.resolve("replacement.repairCount", desk.target("new")).count());
    Await.get(desk.contracts.end("C-1", null, "over", "user:ann"));
    assertEquals(Covered.NOTHING, desk.covered("new"));
  }

  @Test
  void terms_of_a_line_come_before_those_of_the_contract_and_the_standard() {
    desk.device("pump-1", "acme", "pump-p2", null);
    desk.device("gate-1", "acme", "gateway-x1", null);
    JsonObject fast = line("fast", "devices", ids("pump-1"), 0, 0);
    fast.put("terms", new JsonObject().put("response.general", hours(1)));
    JsonObject json = contract("C-1", fast, line("rest", "all", true, 0, 0));
    json.put("terms", new JsonObject().put("response.general", hours(8)));
    add(json);
    assertEquals("C-1/fast", desk.target("pump-1").contractLine());
    assertEquals(1, responseHours("pump-1"));
    assertEquals("C-1/rest", desk.target("gate-1").contractLine());
    assertEquals(8, responseHours("gate-1"));
    fast.put("terms", new JsonObject());
    Await.get(desk.contracts.save(json.put("version", 1), "user:ann"));
    assertEquals(8, responseHours("pump-1"));
    json.put("terms", new JsonObject());
    json.remove("version");
    Await.get(desk.contracts.save(json, "user:ann"));
    assertEquals(2, responseHours("pump-1"));
    assertEquals(List.of("standard.set", "standard.unset"), desk.types("contract_line:C-1/fast"));
  }

  private static JsonObject hours(int amount) {
    return new JsonObject().put("measure", "elapsed").put("amount", amount);
  }

  private int responseHours(String device) {
    return desk.standards
        .resolve("response.general", desk.target(device))
        .term()
        .amount()
        .intValue();
  }

  @Test
  void a_contract_may_lengthen_the_warranty_itself() {
    JsonObject json = contract("C-1", line("1", "all", true, 0, 0));
    JsonObject years = new JsonObject().put("measure", "calendar_months").put("amount", 36);
    add(json.put("terms", new JsonObject().put("warranty.period", years)));
    desk.device("pump-1", "acme", "pump-p2", null, Map.of("deliveredOn", "2024-01-10"));
    desk.device("other", "globex", "pump-p2", null, Map.of("deliveredOn", "2024-01-10"));
    assertEquals(Covered.ALL, desk.covered("pump-1"));
    assertEquals(Covered.NOTHING, desk.covered("other"));
  }

  @Test
  void RP_6_a_contract_brings_its_own_list_of_remote_divisions() {
    Map<String, String> hangzhou = Map.of("divisionCode", "330100");
    desk.device("pump-1", "acme", "pump-p2", null, hangzhou);
    desk.device("other", "globex", "pump-p2", null, hangzhou);
    JsonObject json = contract("C-1", line("1", "all", true, 0, 0));
    add(json.put("terms", new JsonObject().put("onsite.remote.divisions", ids("33", "65"))));
    assertTrue(desk.isRemote("pump-1"));
    assertFalse(desk.isRemote("other"));
    desk.clock.set(at("2027-01-01T00:00"));
    assertFalse(desk.isRemote("pump-1"), "the contract is over");
  }

  @Test
  void the_closest_line_counts_and_then_the_newest_contract() {
    desk.site("hall", "acme");
    desk.device("pump-1", "acme", "pump-p2", "hall");
    add(contract("A-all", line("1", "all", true, 0, 0)));
    add(contract("B-model", line("1", "models", ids("pump-p2"), 0, 0)));
    assertEquals("B-model", desk.target("pump-1").contract());
    add(contract("C-model", line("1", "models", ids("pump-p2"), 0, 0)).put("from", "2026-02-01"));
    assertEquals("C-model", desk.target("pump-1").contract());
    add(contract("D-site", line("1", "sites", ids("hall"), 0, 0)));
    assertEquals("D-site", desk.target("pump-1").contract());
    assertEquals(
        "B-model",
        Await.get(
                desk.agreements.targets(
                    desk.database.pool(),
                    List.of(desk.device("gone", "acme", "pump-p2", null)),
                    at("2026-01-15T12:00")))
            .getOrDefault("gone", Target.ANYBODY)
            .contract());
  }

  @Test
  void what_a_contract_names_must_be_there_and_the_customers() {
    desk.device("theirs", "globex", "pump-p2", null);
    desk.site("there", "globex");
    for (var each : Map.of("devices", "theirs", "models", "pump-p9", "sites", "there").entrySet()) {
      var json = contract("C-1", line("1", each.getKey(), ids(each.getValue()), 0, 0));
      Problem refused = Await.problem(desk.contracts.add(json, "user:ann"));
      assertEquals("contract.subject", refused.code());
      assertTrue(refused.message().contains(each.getValue()), refused.message());
    }
    for (JsonObject wrong :
        List.of(
            contract("C-1").put("to", "2025-12-31"),
            contract("C-1").put("calendar", "atlantis"),
            contract("C-1").put("colour", "red"),
            contract("C-1").put("terms", new JsonObject().put("response.genral", hours(1))),
            contract("C-1", line("1", "all", true, 101, 0)),
            contract("C-1", line("1", "all", true, 0, 0), line("1", "all", true, 0, 0)),
            contract("C-1", line("1", "all", true, 0, 0).put("models", ids("pump-p2"))),
            contract("C-1", new JsonObject().put("id", "1")))) {
      assertThrows(
          Problem.class, () -> Await.get(desk.contracts.add(wrong, "user:ann")), wrong.encode());
    }
    assertFalse(Await.get(desk.contracts.find("C-1")).isPresent());
  }

  @Test
  void what_was_named_may_change_hands_and_the_contract_still_be_changed() {
    desk.device("pump-1", "acme", "pump-p2", null);
    JsonObject json = contract("C-1", line("1", "devices", ids("pump-1"), 100, 0));
    add(json);
    desk.device("pump-1", "globex", "pump-p2", null);
    Contract longer = Await.get(desk.contracts.save(json.put("to", "2027-01-31"), "user:ann"));
    JsonObject read = longer.json(desk.clock.instant());
    assertEquals(
        read.put("version", 3),
        Await.get(desk.contracts.save(read.copy().put("version", 2), "user:ann"))
            .json(desk.clock.instant()));
    json.put("lines", new JsonArray().add(line("1", "devices", ids("pump-1", "x"), 100, 0)));
    assertEquals("contract.subject", Await.problem(desk.contracts.save(json, "user:ann")).code());
  }

  @Test
  void of_two_who_change_a_contract_at_once_the_second_is_told() {
    add(contract("C-1", line("1", "all", true, 0, 0)));
    var all = new ArrayList<Future<Contract>>();
    for (int i = 0; i < 6; i++) {
      JsonObject change = contract("C-1", line("1", "all", true, 10 + i, 0)).put("version", 1);
      all.add(desk.contracts.save(change, "user:" + i));
    }
    Await.get(Future.join(all).otherwiseEmpty());
    assertEquals(1, all.stream().filter(Future::succeeded).count());
    all.stream()
        .filter(Future::failed)
        .forEach(it -> assertEquals("contract.version", ((Problem) it.cause()).code()));
    assertEquals(2, Await.get(desk.contracts.find("C-1")).orElseThrow().version());
    var twice = desk.contracts.add(contract("C-1"), "user:ann");
    assertEquals("contract.exists", Await.problem(twice).code());
  }

  @Test
  void many_who_ask_at_once_open_a_coverage_once() {
    desk.device("pump-1", "acme", "pump-p2", null);
    add(contract("C-1", line("1", "all", true, 100, 100)));
    var all = new ArrayList<Future<?>>();
    for (int i = 0; i < 12; i++) {
      all.add(desk.ask("pump-1"));
    }
    Await.get(Future.all(all));
    assertEquals(1, desk.of("pump-1").size());
  }
}
