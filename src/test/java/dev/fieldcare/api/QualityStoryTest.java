package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Quality from delivery to the field, told over REST on a real database. */
class QualityStoryTest {
  private ApiServer server;
  private QualityHistory house;

  @SuppressWarnings("NullAway.Init") // set before each test
  QualityStoryTest() {}

  @BeforeEach
  void open() {
    server = new ApiServer();
    house = new QualityHistory(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private JsonObject ok(String method, String path, JsonObject body) {
    return house.ok(method, path, body);
  }

  private JsonObject get(String path) {
    return house.ok("GET", path, null);
  }

  private List<String> journalled(String subject) {
    var found = new ArrayList<String>();
    JsonObject page =
        ApiServer.json(server.get("/api/v1/journal?subject=" + subject, Role.QUALITY));
    page.getJsonArray("items").forEach(each -> found.add(((JsonObject) each).getString("type")));
    return found;
  }

  private static Set<String> serials(JsonArray items) {
    var found = new TreeSet<String>();
    items.forEach(each -> found.add(((JsonObject) each).getString("serial")));
    return found;
  }

  private String stateOf(String serial) {
    for (Object each : get("/api/v1/units").getJsonArray("items")) {
      var unit = (JsonObject) each;
      if (unit.getString("serial").equals(serial)) {
        return unit.getString("state");
      }
    }
    return "none";
  }

  private void routed() {
    ok(
        "PUT",
        "/api/v1/models/gateway-x1/routing",
        new JsonObject()
            .put(
                "steps",
                new JsonArray()
                    .add(new JsonObject().put("operation", "solder"))
                    .add(new JsonObject().put("operation", "final test"))));
  }

  /** A unit with a capacitor of the lot, soldered and tested. */
  private void made(String serial, String lot) {
    house.begun(serial, null);
    house.record(
        serial,
        QualityHistory.done("solder", "ST-3", "wang")
            .put("program", "reflow-12")
            .put("lots", new JsonArray().add(lot)));
    house.record(serial, QualityHistory.done("final test", "ST-9", "li").put("firmware", "1.4.0"));
  }

  private void shipped(String serial, String customer) {
    house.step("/api/v1/units/" + serial, "RELEASED");
    house.step("/api/v1/units/" + serial, "SHIPPED");
    server.device(serial, "gateway-x1", customer);
  }

  @Test
  void QA_1_a_lot_of_a_supplier_who_is_not_approved_is_refused_and_journalled() {
    house.supplied("CAP-470", "rubycap");
    house.approved("cheapcap", "CAP-470", "ON_PROBATION");
    for (String supplier : List.of("cheapcap", "unheard-of")) {
      JsonObject refusal =
          house.refused(
              "supplier.approved",
              "POST",
              "/api/v1/lots",
              QualityHistory.delivery("cap-1", "CAP-470", supplier, 100));
      assertEquals(409, refusal.getInteger("status"));
    }
    assertEquals(List.of("lot.refused", "lot.refused"), journalled("lot:cap-1"));
    house.received("cap-1", "CAP-470", "rubycap", 100);
  }

  @Test
  void QA_2_no_lot_is_used_before_its_inspection_accepted_it() {
    house.supplied("CAP-470", "rubycap");
    house.received("cap-1", "CAP-470", "rubycap", 1_000);
    house.begun("gx-1", null);
    JsonObject use =
        QualityHistory.done("solder", "ST-3", "wang").put("lots", new JsonArray().add("cap-1"));
    assertEquals(1, get("/api/v1/lots?uninspected=true").getJsonArray("items").size());
    house.refused("lot.released", "POST", "/api/v1/units/gx-1/processes", use);
    house.refused(
        "lot.inspected",
        "POST",
        "/api/v1/lots/cap-1/transitions",
        new JsonObject().put("to", "RELEASED"));
    JsonObject accepted = house.inspected(house.inspectionOf("cap-1"), 2);
    assertEquals("ACCEPTED", accepted.getString("state"));
    JsonObject plan = accepted.getJsonObject("plan");
    assertEquals("J", plan.getString("letter"));
    assertEquals(80, plan.getInteger("n"));
    assertEquals(2, plan.getInteger("ac"));
    assertEquals(0, get("/api/v1/lots?uninspected=true").getJsonArray("items").size());
    house.refused("lot.released", "POST", "/api/v1/units/gx-1/processes", use);
    house.step("/api/v1/lots/cap-1", "RELEASED");
    house.record("gx-1", use);
    ok(
        "POST",
        "/api/v1/lots/cap-1/transitions",
        new JsonObject().put("to", "ON_HOLD").put("reason", "a smell"));
    house.refused("lot.released", "POST", "/api/v1/units/gx-1/processes", use);
    house.refused(
        "lot.inspected",
        "POST",
        "/api/v1/lots/cap-1/transitions",
        new JsonObject().put("to", "RELEASED"));
  }

  @Test
  void QA_3_a_unit_leaves_only_when_every_mandatory_step_has_passed() {
    house.begun("gx-1", null);
    var release = new JsonObject().put("to", "RELEASED");
    String transitions = "/api/v1/units/gx-1/transitions";
    house.refused("unit.routed", "POST", transitions, release);
    routed();
    house.refused("unit.steps", "POST", transitions, release);
    house.record("gx-1", QualityHistory.done("solder", "ST-3", "wang"));
    JsonObject failed =
        house.record(
            "gx-1", QualityHistory.done("final test", "ST-9", "li").put("result", "FAILED"));
    house.refused("unit.steps", "POST", transitions, release);
    house.record(
        "gx-1",
        QualityHistory.done("final test", "ST-9", "li")
            .put("corrects", failed.getString("id"))
            .put("reason", "read from the wrong screen"));
    assertEquals("RELEASED", house.step("/api/v1/units/gx-1", "RELEASED").getString("state"));
  }

  @Test
  void QA_6_process_records_are_only_added_to_and_a_correction_names_what_it_corrects() {
    house.begun("gx-1", null);
    JsonObject wrong = house.record("gx-1", QualityHistory.done("solder", "ST-3", "wang"));
    JsonObject correction =
        QualityHistory.done("solder", "ST-4", "wang").put("corrects", wrong.getString("id"));
    house.refused("body.reason", "POST", "/api/v1/units/gx-1/processes", correction);
    house.record("gx-1", correction.put("reason", "it was the other station"));
    house.refused("process.corrects", "POST", "/api/v1/units/gx-1/processes", correction);
    JsonArray all = get("/api/v1/units/gx-1/processes").getJsonArray("items");
    assertEquals(2, all.size());
    int standing = 0;
    for (Object each : all) {
      standing += ((JsonObject) each).getBoolean("stands") ? 1 : 0;
    }
    assertEquals(1, standing);
    for (String attempt :
        List.of(
            "UPDATE process_records SET responsible = 'nobody'",
            "DELETE FROM process_records",
            "TRUNCATE process_records CASCADE")) {
      var outcome = server.database.pool().query(attempt).execute().map(done -> "done");
      String found = ApiServer.await(outcome.otherwise(cause -> String.valueOf(cause)));
      assertTrue(found.contains("append-only"), attempt + ": " + found);
    }
    assertEquals(
        Set.of("unit.begun", "process.recorded", "process.corrected"),
        new TreeSet<>(journalled("unit:gx-1")));
  }

  @Test
  void QA_4_5_a_unit_leads_back_to_every_step_and_a_lot_forward_to_customers() {
    routed();
    house.supplied("CAP-470", "rubycap");
    house.released("cap-1", "CAP-470", "rubycap", 1_000);
    house.record(
        "board-7",
        QualityHistory.done("place", "ST-1", "zhao").put("lots", new JsonArray().add("cap-1")));
    house.begun("gx-1", null);
    house.record(
        "gx-1",
        QualityHistory.done("solder", "ST-3", "wang")
            .put(
                "parts",
                new JsonArray().add(new JsonObject().put("serial", "board-7").put("partNo", "B"))));
    house.record("gx-1", QualityHistory.done("final test", "ST-9", "li"));
    shipped("gx-1", "acme");

    JsonObject back = get("/api/v1/units/gx-1/trace");
    assertEquals(Set.of("board-7", "cap-1"), serials(back.getJsonArray("items")));
    var steps = new ArrayList<String>();
    back.getJsonArray("steps")
        .forEach(
            each -> {
              var step = (JsonObject) each;
              steps.add(
                  step.getString("unit")
                      + " "
                      + step.getString("operation")
                      + " "
                      + step.getString("station")
                      + " "
                      + step.getString("responsible"));
            });
    assertEquals(
        List.of("board-7 place ST-1 zhao", "gx-1 solder ST-3 wang", "gx-1 final test ST-9 li"),
        steps);

    for (String from :
        List.of(
            "lot=cap-1",
            "supplier=rubycap",
            "station=ST-1",
            "operator=zhao",
            "station=ST-9",
            "lot=cap-1&station=ST-1",
            "from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z")) {
      JsonArray found = get("/api/v1/trace?" + from).getJsonArray("items");
      assertEquals(Set.of("gx-1"), serials(found), from);
      assertEquals("acme", found.getJsonObject(0).getString("customer"));
      assertEquals("IN_FIELD", found.getJsonObject(0).getString("state"));
    }
    assertEquals(Set.of("gx-1"), serials(get("/api/v1/lots/cap-1/trace").getJsonArray("items")));
    assertEquals(0, get("/api/v1/trace?station=ST-8").getJsonArray("items").size());
    assertEquals(0, get("/api/v1/trace?to=2026-11-21T00:00:00Z").getJsonArray("items").size());
    house.refused("query.lot", "GET", "/api/v1/trace", null);
  }

  @Test
  void QA_10_a_capacitor_lot_fails_and_its_units_are_blocked_its_siblings_listed() {
    routed();
    house.supplied("CAP-470", "rubycap");
    house.released("cap-1", "CAP-470", "rubycap", 1_000);
    house.released("cap-2", "CAP-470", "rubycap", 1_000);
    for (String unit : List.of("gx-1", "gx-2", "gx-3", "gx-4")) {
      made(unit, "cap-1");
    }
    made("gx-9", "cap-2");
    shipped("gx-1", "acme");
    house.step("/api/v1/units/gx-2", "RELEASED");

    // the line reports swollen capacitors: the lot is inspected again, and fails
    ok("POST", "/api/v1/inspections", new JsonObject().put("kind", "INCOMING").put("lot", "cap-1"));
    JsonObject rejected = house.inspected(house.inspectionOf("cap-1"), 3);
    assertEquals("REJECTED", rejected.getString("state"));
    assertNotNull(rejected.getString("seed"));

    assertEquals("BLOCKED", stateOf("gx-3"));
    assertEquals("BLOCKED", stateOf("gx-4"));
    assertEquals("MADE", stateOf("gx-9"));
    assertEquals("ON_HOLD", get("/api/v1/lots/cap-1").getString("state"));
    JsonObject found =
        get("/api/v1/nonconformities?cause=inspection:" + rejected.getString("id"))
            .getJsonArray("items")
            .getJsonObject(0);
    assertEquals(new JsonArray().add("gx-3").add("gx-4"), found.getJsonArray("blocked"));
    JsonArray siblings = found.getJsonArray("siblings");
    assertEquals(Set.of("gx-1", "gx-2"), serials(siblings));
    assertEquals("acme", siblings.getJsonObject(0).getString("customer"));
    assertEquals("IN_FIELD", siblings.getJsonObject(0).getString("state"));
    assertEquals("RELEASED", siblings.getJsonObject(1).getString("state"));

    JsonObject opened = get("/api/v1/tickets/" + found.getString("improvement"));
    assertEquals("problem", opened.getString("kind"));
    assertEquals("quality.nonconforming", opened.getString("symptom"));
    assertEquals("component_lot", opened.getJsonObject("cause").getString("type"));
    assertEquals("cap-1", opened.getJsonObject("cause").getString("id"));
    JsonObject because = opened.getJsonObject("becauseArgs");
    assertEquals("inspection:" + rejected.getString("id"), because.getString("cause"));
    assertEquals(2, because.getInteger("devices"));

    house.refused(
        "unit.state",
        "POST",
        "/api/v1/units/gx-3/transitions",
        new JsonObject().put("to", "RELEASED"));
    ok(
        "POST",
        "/api/v1/units/gx-3/transitions",
        new JsonObject().put("to", "MADE").put("reason", "the capacitor was replaced"));
    house.refused(
        "unit.lots",
        "POST",
        "/api/v1/units/gx-3/transitions",
        new JsonObject().put("to", "RELEASED"));
    assertTrue(journalled("nonconformity:1").contains("nonconformity.opened"));
  }

  @Test
  void QA_10_a_line_that_fails_its_sampling_has_blocked_what_the_sample_was_drawn_from() {
    for (String unit : List.of("gx-1", "gx-2", "gx-3")) {
      house.begun(unit, null);
    }
    Await.get(server.quality.round());
    String first =
        house
            .ok("GET", "/api/v1/inspections", null)
            .getJsonArray("items")
            .getJsonObject(0)
            .getString("id");
    server.clock.move(Duration.ofHours(1));
    house.inspected(first, 0);
    server.clock.move(Duration.ofHours(1));
    for (String unit : List.of("gx-4", "gx-5")) {
      house.begun(unit, null);
    }
    server.clock.move(Duration.ofHours(1));
    Await.get(server.quality.round());
    JsonObject next =
        get("/api/v1/inspections?state=PLANNED").getJsonArray("items").getJsonObject(0);
    JsonObject drawn = house.step("/api/v1/inspections/" + next.getString("id"), "DRAWN");
    assertEquals(new JsonArray().add("gx-4").add("gx-5"), drawn.getJsonArray("sample"));
    server.clock.move(Duration.ofHours(1));
    house.begun("gx-6", null);
    ok(
        "POST",
        "/api/v1/inspections/" + next.getString("id") + "/transitions",
        new JsonObject()
            .put("to", "DECIDED")
            .put("results", new JsonObject().put("gx-4", 0).put("gx-5", 2)));
    assertEquals("MADE", stateOf("gx-1"));
    assertEquals("BLOCKED", stateOf("gx-4"));
    assertEquals("BLOCKED", stateOf("gx-5"));
    assertEquals("MADE", stateOf("gx-6"));
  }

  @Test
  void QA_7_two_rejected_lots_tighten_the_inspection_of_the_part() {
    house.supplied("CAP-470", "rubycap");
    for (String lot : List.of("cap-1", "cap-2")) {
      house.received(lot, "CAP-470", "rubycap", 1_000);
      assertEquals("REJECTED", house.inspected(house.inspectionOf(lot), 3).getString("state"));
      assertEquals("REJECTED", get("/api/v1/lots/" + lot).getString("state"));
    }
    JsonObject series = get("/api/v1/inspections/series").getJsonArray("items").getJsonObject(0);
    assertEquals("part:CAP-470", series.getString("series"));
    assertEquals("TIGHTENED", series.getString("severity"));
    assertEquals(List.of("sampling.switched"), journalled("sampling:part:CAP-470"));

    house.received("cap-3", "CAP-470", "rubycap", 1_000);
    JsonObject drawn = house.step("/api/v1/inspections/" + house.inspectionOf("cap-3"), "DRAWN");
    assertEquals("TIGHTENED", drawn.getJsonObject("plan").getString("severity"));
    assertEquals(1, drawn.getJsonObject("plan").getInteger("ac"));
  }

  @Test
  void QA_7_a_line_is_sampled_every_period_and_an_overdue_inspection_is_a_broken_promise() {
    house.begun("gx-1", null);
    house.begun("gx-2", null);
    Await.get(server.quality.round());
    Await.get(server.quality.round());
    JsonArray planned = get("/api/v1/inspections?kind=SAMPLING").getJsonArray("items");
    assertEquals(1, planned.size());
    JsonObject first = planned.getJsonObject(0);
    assertEquals("PLANNED", first.getString("state"));
    assertFalse(first.getBoolean("overdue"));

    server.clock.move(Duration.ofDays(40));
    assertEquals(1, get("/api/v1/inspections?overdue=true").getJsonArray("items").size());
    JsonObject decided = house.inspected(first.getString("id"), 0);
    assertEquals("ACCEPTED", decided.getString("state"));
    JsonObject promise =
        get("/api/v1/commitments?subject=inspection:" + first.getString("id"))
            .getJsonArray("items")
            .getJsonObject(0);
    assertEquals("sampling.period", promise.getString("kind"));
    assertEquals("BREACHED", promise.getString("outcome"));

    Await.get(server.quality.round());
    JsonObject next =
        get("/api/v1/inspections?state=PLANNED").getJsonArray("items").getJsonObject(0);
    Instant due = Instant.parse(next.getString("dueAt"));
    assertEquals(
        1,
        Duration.between(Instant.parse(first.getString("dueAt")), due).toDays() / 28,
        "a late inspection does not put off the next");
    house.refused(
        "inspection.population",
        "POST",
        "/api/v1/inspections/" + next.getString("id") + "/transitions",
        new JsonObject().put("to", "DRAWN"));
  }

  @Test
  void QA_9_a_critical_part_needs_its_verification_and_a_stricter_plan() {
    ok(
        "PUT",
        "/api/v1/parts/RELAY-2",
        new JsonObject()
            .put("name", "Safety relay")
            .put("critical", true)
            .put("aql", "0.65")
            .put("criticalAql", "0.25"));
    house.approved("relays", "RELAY-2", "APPROVED");
    house.received("relay-1", "RELAY-2", "relays", 1_000);
    JsonObject plan = house.inspected(house.inspectionOf("relay-1"), 0).getJsonObject("plan");
    assertEquals(80, plan.getInteger("n"));
    assertEquals(0, plan.getInteger("ac"));
    house.refused(
        "lot.verified",
        "POST",
        "/api/v1/lots/relay-1/transitions",
        new JsonObject().put("to", "RELEASED"));
    JsonObject released =
        ok(
            "POST",
            "/api/v1/lots/relay-1/transitions",
            new JsonObject().put("to", "RELEASED").put("verification", "VR-2026-31"));
    assertEquals("RELEASED", released.getString("state"));
  }

  @Test
  void QA_11_a_unit_of_a_model_with_an_expired_certificate_is_not_released() {
    routed();
    house.supplied("CAP-470", "rubycap");
    house.released("cap-1", "CAP-470", "rubycap", 1_000);
    made("gx-1", "cap-1");
    String certificates = "/api/v1/models/gateway-x1/certificates";
    var certificate =
        new JsonObject()
            .put("standard", "GB 4943.1")
            .put("edition", "2022")
            .put("document", "CCC-1")
            .put("validUntil", "2026-11-21");
    ok("POST", certificates, certificate);
    assertTrue(get(certificates).getJsonArray("items").getJsonObject(0).getBoolean("expired"));
    house.refused(
        "unit.certified",
        "POST",
        "/api/v1/units/gx-1/transitions",
        new JsonObject().put("to", "RELEASED"));
    ok("POST", certificates, certificate.put("document", "CCC-2").put("validUntil", "2026-11-22"));
    house.step("/api/v1/units/gx-1", "RELEASED");
  }

  /** What a bench unit sends every ten seconds, from the second on. */
  private void reports(String device, Instant from, int seconds, Curve temperature, Curve supply) {
    int count = seconds / 10;
    var ts = new long[count];
    var warmth = new double[count];
    var volts = new double[count];
    for (int i = 0; i < count; i++) {
      ts[i] = from.plusSeconds(10L * i + 10).toEpochMilli();
      warmth[i] = temperature.at(10 * i + 10);
      volts[i] = supply.at(10 * i + 10);
    }
    server.readings(device, "temperature", ts, warmth);
    server.readings(device, "supplyVoltage", ts, volts);
  }

  /** A value for each second of a run. */
  private interface Curve {
    double at(int second);
  }

  private static double wave(int second) {
    return 20 + 40 * Math.sin(second / 600.0);
  }

  @Test
  void QA_8_a_bench_unit_fails_through_temperature_change_and_the_run_shows_the_stretch_of_data() {
    ok("PUT", "/api/v1/models/gateway-x1/testprofile", QualityHistory.profile(60));
    house.begun("gx-bench", "GX-47");
    house.begun("gx-48", "GX-47");
    server.device("gx-bench", "gateway-x1", null);
    Instant began = server.clock.instant();
    JsonObject run = ok("POST", "/api/v1/testruns", new JsonObject().put("device", "gx-bench"));
    assertEquals("GX-47", run.getString("lot"));
    house.refused(
        "testrun.running", "POST", "/api/v1/testruns", new JsonObject().put("device", "gx-bench"));

    // at the top of the change it runs away for ten minutes
    reports(
        "gx-bench",
        began,
        3_600,
        second -> second >= 1_200 && second < 1_800 ? 78 + second % 7 * 0.1 : wave(second),
        second -> 12 + second % 11 * 0.01);
    server.clock.move(Duration.ofHours(1));
    JsonObject failed = house.step("/api/v1/testruns/" + run.getString("id"), "FINISHED");
    assertEquals("FAILED", failed.getString("state"));
    JsonArray failures = failed.getJsonObject("verdict").getJsonArray("failures");
    JsonObject hot =
        failures.stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("symptom").equals("temperature.high"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(failures.encodePrettily()));
    assertEquals("temperature", hot.getString("metric"));
    assertEquals(began.plusSeconds(1_200), Instant.parse(hot.getString("from")));
    assertFalse(Instant.parse(hot.getString("to")).isBefore(began.plusSeconds(1_800)));
    assertTrue(hot.getString("because").contains("70 °C limit"), hot.encode());

    assertEquals("BLOCKED", stateOf("gx-48"));
    JsonObject found =
        get("/api/v1/nonconformities?lot=GX-47").getJsonArray("items").getJsonObject(0);
    assertEquals("testrun:" + run.getString("id"), found.getString("cause"));
    JsonObject opened = get("/api/v1/tickets/" + found.getString("improvement"));
    assertEquals("lot", opened.getJsonObject("cause").getString("type"));
    assertEquals("GX-47", opened.getJsonObject("cause").getString("id"));
    house.begun("gx-49", "GX-47");
    assertEquals("BLOCKED", stateOf("gx-49"));
  }

  @Test
  void QA_8_a_run_that_keeps_its_function_passes_and_not_before_its_end() {
    ok("PUT", "/api/v1/models/gateway-x1/testprofile", QualityHistory.profile(30));
    server.device("gx-bench", "gateway-x1", null);
    Instant began = server.clock.instant();
    JsonObject run = ok("POST", "/api/v1/testruns", new JsonObject().put("device", "gx-bench"));
    String path = "/api/v1/testruns/" + run.getString("id");
    reports("gx-bench", began, 600, second -> 30 + second % 13 * 0.1, second -> 12);
    server.clock.move(Duration.ofMinutes(10));
    house.refused(
        "testrun.length", "POST", path + "/transitions", new JsonObject().put("to", "FINISHED"));
    reports(
        "gx-bench", began.plusSeconds(600), 1_200, second -> 30 + second % 13 * 0.1, second -> 12);
    server.clock.move(Duration.ofMinutes(20));
    JsonObject passed = house.step(path, "FINISHED");
    assertEquals("PASSED", passed.getString("state"), passed.encodePrettily());
    assertEquals(0, get("/api/v1/nonconformities").getJsonArray("items").size());
  }

  @Test
  void QA_8_a_bench_unit_that_loses_its_function_or_falls_silent_fails() {
    ok("PUT", "/api/v1/models/gateway-x1/testprofile", QualityHistory.profile(10));
    server.device("gx-bench", "gateway-x1", null);
    Instant began = server.clock.instant();
    JsonObject run = ok("POST", "/api/v1/testruns", new JsonObject().put("device", "gx-bench"));
    reports(
        "gx-bench",
        began,
        420,
        second -> 30 + second % 13 * 0.1,
        second -> second >= 100 && second < 130 ? 10.9 : 12);
    server.clock.move(Duration.ofMinutes(10));
    JsonObject failed = house.step("/api/v1/testruns/" + run.getString("id"), "FINISHED");
    assertEquals("FAILED", failed.getString("state"));
    var symptoms = new TreeSet<String>();
    failed
        .getJsonObject("verdict")
        .getJsonArray("failures")
        .forEach(each -> symptoms.add(((JsonObject) each).getString("symptom")));
    assertTrue(symptoms.containsAll(Set.of("function.lost", "function.silent")), symptoms + "");
    assertNull(failed.getString("lot"));
  }

  @Test
  void only_quality_and_managers_change_anything() {
    for (Role role : List.of(Role.SUPPORT, Role.FIELD_ENGINEER, Role.VIEWER, Role.CUSTOMER)) {
      var answer =
          server.send(
              "POST",
              "/api/v1/lots",
              role,
              QualityHistory.delivery("cap-1", "CAP-470", "rubycap", 10));
      assertEquals(403, answer.statusCode());
    }
    assertEquals(403, server.get("/api/v1/lots", Role.CUSTOMER).statusCode());
    assertEquals(200, server.get("/api/v1/lots", Role.SUPPORT).statusCode());
  }
}
