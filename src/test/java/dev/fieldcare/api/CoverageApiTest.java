package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Coverage, the standard and genealogy as people and programs see them. */
class CoverageApiTest {
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
    device("own-1", "acme");
    device("other-1", "globex");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static void device(String id, String customer) {
    String day = ApiServer.NOW.atOffset(ZoneOffset.UTC).toLocalDate().minusMonths(2).toString();
    var body =
        new JsonObject()
            .put("id", id)
            .put("model", "pump-p2")
            .put("customer", customer)
            .put("attributes", new JsonObject().put("deliveredOn", day));
    var answer = server.send("POST", "/api/v1/devices", Role.ADMIN, body);
    assertEquals(201, answer.statusCode(), answer.body());
  }

  private static JsonObject read(String path, Role role) {
    var answer = server.get(path, role);
    assertEquals(200, answer.statusCode(), answer.body());
    return ApiServer.json(answer);
  }

  @Test
  void a_customer_learns_what_their_own_device_is_entitled_to_and_why() {
    JsonObject decision = read("/api/v1/devices/own-1/entitlement?cause=SEAL", Role.CUSTOMER);
    assertEquals(100, decision.getJsonObject("covered").getInteger("labour"));
    JsonObject because = decision.getJsonArray("because").getJsonObject(0);
    assertEquals("covered", because.getString("key"));
    assertTrue(because.getString("zh").contains("承保"));
    assertEquals(
        1, read("/api/v1/coverages?device=own-1", Role.CUSTOMER).getJsonArray("items").size());
    JsonObject late =
        read("/api/v1/devices/own-1/entitlement?at=2099-01-01T00:00:00Z", Role.CUSTOMER);
    assertEquals(0, late.getJsonObject("covered").getInteger("parts"));
  }

  @Test
  void a_customer_learns_nothing_of_another_s() {
    assertEquals(
        404, server.get("/api/v1/devices/other-1/entitlement", Role.CUSTOMER).statusCode());
    assertEquals(404, server.get("/api/v1/coverages?device=other-1", Role.CUSTOMER).statusCode());
    assertEquals(400, server.get("/api/v1/coverages", Role.CUSTOMER).statusCode());
  }

  @Test
  void a_contract_covers_what_it_says_and_a_warranty_is_not_given_by_hand() {
    var body =
        new JsonObject()
            .put("device", "other-1")
            .put("basis", "CONTRACT")
            .put("covered", new JsonObject().put("parts", 80))
            .put("term", new JsonObject().put("measure", "calendar_months").put("amount", 24))
            .put("clause", "Contract 7");
    var opened = server.send("POST", "/api/v1/coverages", Role.MANAGER, body);
    assertEquals(201, opened.statusCode(), opened.body());
    assertEquals(80, ApiServer.json(opened).getJsonObject("covered").getInteger("parts"));
    assertEquals(403, server.send("POST", "/api/v1/coverages", Role.SUPPORT, body).statusCode());
    var byHand = body.copy().put("basis", "WARRANTY");
    assertEquals(400, server.send("POST", "/api/v1/coverages", Role.MANAGER, byHand).statusCode());
    var tooMuch = body.copy().put("covered", new JsonObject().put("parts", 120));
    assertEquals(400, server.send("POST", "/api/v1/coverages", Role.MANAGER, tooMuch).statusCode());
  }

  @Test
  void only_what_was_agreed_by_itself_is_ended_and_never_in_the_past() {
    device("ended-1", "globex");
    var body =
        new JsonObject()
            .put("device", "ended-1")
            .put("basis", "RECALL")
            .put("term", new JsonObject().put("measure", "working_days").put("amount", 9000))
            .put("clause", "Recall 3");
    var opened = server.send("POST", "/api/v1/coverages", Role.MANAGER, body);
    String path = "/api/v1/coverages/" + ApiServer.json(opened).getLong("id") + "/transitions";
    var end = new JsonObject().put("to", "ended").put("reason", "withdrawn");
    assertEquals(403, server.send("POST", path, Role.SUPPORT, end).statusCode());
    String yesterday = ApiServer.NOW.minusSeconds(86_400).toString();
    var early = server.send("POST", path, Role.MANAGER, end.copy().put("at", yesterday));
    assertEquals("at", ApiServer.json(early).getString("field"), early.body());

    String later = ApiServer.NOW.plusSeconds(86_400).toString();
    var ended = server.send("POST", path, Role.MANAGER, end.copy().put("at", later));
    assertEquals(200, ended.statusCode(), ended.body());
    JsonObject decision =
        read("/api/v1/devices/ended-1/entitlement?at=2099-01-01T00:00:00Z", Role.MANAGER);
    assertEquals(0, decision.getJsonObject("covered").getInteger("parts"));
    assertEquals(
        409,
        server
            .send("POST", path, Role.MANAGER, end.copy().put("at", "2098-01-01T00:00:00Z"))
            .statusCode());

    long warranty =
        read("/api/v1/coverages?device=ended-1", Role.MANAGER).getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("basis").equals("WARRANTY"))
            .findFirst()
            .orElseThrow()
            .getLong("id");
    String other = "/api/v1/coverages/" + warranty + "/transitions";
    var refused = server.send("POST", other, Role.MANAGER, end);
    assertEquals("coverage.given", ApiServer.json(refused).getString("code"));
    assertEquals(
        404,
        server
            .send("POST", path.replaceAll("[0-9]{1,9}/tr", "x/tr"), Role.MANAGER, end)
            .statusCode());
  }

  @Test
  void what_was_agreed_otherwise_shows_with_its_level() {
    var body =
        new JsonObject()
            .put("level", "customer")
            .put("subject", "initech")
            .put("key", "response.general")
            .put("value", new JsonObject().put("measure", "elapsed").put("amount", 1));
    var set = server.send("POST", "/api/v1/standards/deviations", Role.MANAGER, body);
    assertEquals(201, set.statusCode(), set.body());
    assertEquals("customer", response("?customer=initech").getString("level"));
    assertEquals("vendor", response("").getString("level"));
    var misspelt = body.copy().put("key", "response.genral");
    var refused = server.send("POST", "/api/v1/standards/deviations", Role.MANAGER, misspelt);
    assertEquals(400, refused.statusCode());
    assertTrue(refused.body().contains("response.general"), refused.body());
  }

  private static JsonObject response(String query) {
    return read("/api/v1/standards" + query, Role.SUPPORT).getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("key").equals("response.general"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_device_is_traced_to_its_lot_and_the_lot_to_the_device() {
    Await.get(
        server.genealogy.importCsv(
            new StringReader(
                "unit,parent,part_no,lot,supplier,station,operator,from,to\n"
                    + "own-1,,F1,,,,,,\n"
                    + "seal-1,own-1,S-1,rubber-4,,ST-1,op-5,2026-01-10T08:00:00Z,\n"),
            "user:test"));
    JsonObject back = read("/api/v1/units/own-1/trace", Role.QUALITY);
    assertEquals("rubber-4", back.getJsonArray("items").getJsonObject(0).getString("lot"));
    JsonObject before = read("/api/v1/units/own-1/trace?at=2026-01-09T00:00:00Z", Role.QUALITY);
    assertTrue(before.getJsonArray("items").isEmpty());
    JsonObject forward = read("/api/v1/lots/rubber-4/trace", Role.QUALITY);
    assertEquals("own-1", forward.getJsonArray("items").getJsonObject(0).getString("serial"));
    assertEquals(403, server.get("/api/v1/units/own-1/trace", Role.CUSTOMER).statusCode());
  }

  private static JsonObject correct(String unit, Role role, int status, JsonObject body) {
    var answer = server.send("POST", "/api/v1/units/" + unit + "/corrections", role, body);
    assertEquals(status, answer.statusCode(), answer.body());
    return ApiServer.json(answer);
  }

  @Test
  void a_part_recorded_wrongly_is_put_right_with_a_reason_and_the_record_stays_readable() {
    Await.get(
        server.genealogy.importCsv(
            new StringReader(
                "unit,parent,part_no,lot,supplier,station,operator,from,to\n"
                    + "other-1,,F1,,,,,,\n"
                    + "belt-1,other-1,B-1,belts-4,,ST-1,op-5,2026-01-10T08:00:00Z,\n"),
            "user:test"));
    var part = new JsonObject().put("serial", "belt-2").put("lot", "belts-5");
    var body = new JsonObject().put("part", "belt-1").put("is", new JsonObject().put("part", part));
    assertTrue(correct("other-1", Role.FIELD_ENGINEER, 400, body).encode().contains("reason"));
    body.put("reason", "label misread");
    correct("other-1", Role.CUSTOMER, 403, body);
    correct("other-1", Role.VIEWER, 403, body);
    correct("other-1", Role.FIELD_ENGINEER, 200, body);
    correct("other-1", Role.FIELD_ENGINEER, 404, body);
    correct(
        "belt-2",
        Role.QUALITY,
        200,
        new JsonObject()
            .put("is", new JsonObject().put("lot", "belts-6"))
            .put("reason", "delivery note"));

    JsonObject now = read("/api/v1/units/other-1/trace", Role.QUALITY);
    assertEquals(1, now.getJsonArray("items").size());
    assertEquals("belts-6", now.getJsonArray("items").getJsonObject(0).getString("lot"));
    JsonObject all = read("/api/v1/units/other-1/corrections", Role.VIEWER);
    JsonObject first = all.getJsonArray("items").getJsonObject(0);
    assertEquals("belt-1", first.getJsonObject("was").getString("part"));
    assertEquals("belt-2", first.getJsonObject("is").getString("part"));
    assertEquals("2026-01-10T08:00:00Z", first.getJsonObject("is").getString("from"));
    assertEquals("label misread", first.getString("reason"));
    correct("other-1", Role.SUPPORT, 400, body.copy().put("is", "belt-3"));
    correct(
        "other-1",
        Role.SUPPORT,
        400,
        body.copy().put("part", "belt-2").put("is", new JsonObject().put("unti", "x")));
  }
}
