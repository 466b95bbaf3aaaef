package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DevicesApiTest {
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void registering_a_device_answers_201_with_its_token_once() {
    var response =
        server.send(
            "POST",
            "/api/v1/devices",
            Role.ADMIN,
            new JsonObject().put("id", "d-17").put("model", "gateway-x1"));
    assertEquals(201, response.statusCode(), response.body());
    assertEquals("/api/v1/devices/d-17", response.headers().firstValue("Location").orElse(""));
    String token = json(response).getString("token");
    assertEquals("d-17", server.devices.authenticate(token).orElseThrow().id());

    JsonObject shown = json(server.get("/api/v1/devices/d-17", Role.VIEWER));
    assertFalse(shown.containsKey("token"));
    assertEquals("d-17", shown.getString("serial"));
    assertTrue(shown.containsKey("presence"));
  }

  @Test
  void what_curl_sends_without_a_content_type_is_taken_for_json() {
    var request =
        server
            .request("/api/v1/devices")
            .header("Authorization", "Bearer " + server.token(Role.ADMIN))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "{\"id\":\"curl\",\"model\":\"generic\",\"name\":\"100 % + & =\"}"));
    var response = server.send(request);
    assertEquals(201, response.statusCode(), response.body());
    assertEquals("100 % + & =", json(response).getString("name"));
  }

  @Test
  void a_device_that_exists_or_is_malformed_is_refused_by_name() {
    server.device("twice", "gateway-x1", null);
    var again =
        server.send(
            "POST", "/api/v1/devices", Role.ADMIN, "{\"id\":\"twice\",\"model\":\"gateway-x1\"}");
    assertEquals(409, again.statusCode());
    var model =
        server.send("POST", "/api/v1/devices", Role.ADMIN, "{\"id\":\"x\",\"model\":\"gatway\"}");
    assertEquals("model.unknown", json(model).getString("code"));
    var member =
        server.send(
            "POST", "/api/v1/devices", Role.ADMIN, "{\"id\":\"x\",\"modell\":\"gateway-x1\"}");
    assertEquals(400, member.statusCode());
    assertTrue(json(member).getString("detail").contains("did you mean model?"));
  }

  @Test
  void a_list_is_read_page_by_page() {
    for (int i = 0; i < 5; i++) {
      server.device("page-" + i, "generic", null);
    }
    var ids = new ArrayList<String>();
    String after = "";
    for (int turn = 0; turn < 10 && after != null; turn++) {
      var page = json(server.get("/api/v1/devices?q=page-&limit=2&after=" + after, Role.VIEWER));
      items(page).forEach(item -> ids.add(((JsonObject) item).getString("id")));
      after = page.getString("next");
    }
    assertEquals(List.of("page-0", "page-1", "page-2", "page-3", "page-4"), ids);
  }

  @Test
  void a_list_is_narrowed_by_a_filter() {
    for (int i = 0; i < 4; i++) {
      server.device("narrow-" + i, "generic", i % 2 == 0 ? "acme" : "globex");
    }
    String path = "/api/v1/devices?limit=2&q=narrow&filter=";
    var page =
        json(server.get(path + encoded("id > narrow-0 and not (customer = x)"), Role.VIEWER));
    assertEquals(List.of("narrow-1", "narrow-2"), ids(page));
    String more = path + encoded("id > narrow-0 and not (customer = x)") + "&after=narrow-2";
    assertEquals(List.of("narrow-3"), ids(json(server.get(more, Role.VIEWER))));
    String all = path + encoded("id like \"narrow-*\" and customer in (acme, globex)");
    assertEquals(List.of("narrow-0", "narrow-2"), ids(json(server.get(all, Role.CUSTOMER))));

    var wrong = server.get(path + encoded("customr = acme"), Role.VIEWER);
    assertEquals(400, wrong.statusCode());
    assertEquals("filter.field", json(wrong).getString("code"));
    assertTrue(json(wrong).getString("detail").contains("did you mean customer?"));
  }

  private static String encoded(String filter) {
    return URLEncoder.encode(filter, StandardCharsets.UTF_8);
  }

  private static List<String> ids(JsonObject page) {
    return items(page).stream().map(item -> ((JsonObject) item).getString("id")).toList();
  }

  @Test
  void a_customer_sees_only_their_own_devices() {
    server.device("theirs", "generic", "acme");
    server.device("others", "generic", "globex");
    assertEquals(200, server.get("/api/v1/devices/theirs", Role.CUSTOMER).statusCode());
    var other = server.get("/api/v1/devices/others", Role.CUSTOMER);
    var none = server.get("/api/v1/devices/no-such", Role.CUSTOMER);
    assertEquals(404, other.statusCode());
    assertEquals(json(none).getString("code"), json(other).getString("code"));
    assertEquals(
        404, server.get("/api/v1/devices/others/telemetry?metric=x", Role.CUSTOMER).statusCode());
    var list = json(server.get("/api/v1/devices", Role.CUSTOMER));
    items(list).forEach(each -> assertEquals("acme", ((JsonObject) each).getString("customer")));
    assertEquals(400, server.get("/api/v1/devices?customer=globex", Role.CUSTOMER).statusCode());
    assertEquals(400, server.get("/api/v1/alarms", Role.CUSTOMER).statusCode());
    assertEquals(200, server.get("/api/v1/alarms?device=theirs", Role.CUSTOMER).statusCode());
    assertEquals(404, server.get("/api/v1/alarms?device=others", Role.CUSTOMER).statusCode());
  }

  @Test
  void a_device_is_changed_and_gets_a_new_token_while_the_old_one_works_on() {
    var body = new JsonObject().put("id", "turn").put("model", "generic");
    String first =
        json(server.send("POST", "/api/v1/devices", Role.ADMIN, body)).getString("token");
    var patched =
        server.send("PATCH", "/api/v1/devices/turn", Role.FIELD_ENGINEER, "{\"lot\":\"L7\"}");
    assertEquals("L7", json(patched).getString("lot"), patched.body());

    var rotated =
        server.send(
            "POST",
            "/api/v1/devices/turn/token-rotations",
            Role.SUPPORT,
            "{\"overlap\":\"PT24H\"}");
    assertEquals(201, rotated.statusCode(), rotated.body());
    assertTrue(server.devices.authenticate(first).isPresent());
    assertTrue(server.devices.authenticate(json(rotated).getString("token")).isPresent());
  }

  @Test
  void a_decommissioned_device_is_out_at_once() {
    server.device("old", "generic", null);
    var response =
        server.send(
            "POST", "/api/v1/devices/old/transitions", Role.MANAGER, "{\"to\":\"decommissioned\"}");
    assertEquals(200, response.statusCode(), response.body());
    assertTrue(json(response).getString("decommissionedAt").startsWith("2026-11-22"));

    server.device("older", "generic", null);
    assertEquals(
        204, server.send("DELETE", "/api/v1/devices/older", Role.ADMIN, null).statusCode());
    assertTrue(server.devices.get("older").isDecommissioned());
  }

  @Test
  void a_csv_file_is_imported_whole_or_not_at_all() {
    String good = "id,model,lot\ncsv-1,generic,L1\ncsv-2,pump-p2,L1\n";
    var dry = server.send("POST", "/api/v1/devices/import?dryRun=true", Role.SUPPORT, good);
    assertEquals(200, dry.statusCode(), dry.body());
    assertTrue(server.devices.find("csv-1").isEmpty());
    var done = server.send("POST", "/api/v1/devices/import", Role.SUPPORT, good);
    assertEquals(2, json(done).getInteger("registered"), done.body());
    String token = json(done).getJsonArray("lines").getJsonObject(0).getString("token");
    assertEquals("csv-1", server.devices.authenticate(token).orElseThrow().id());

    String bad = "id,model\ncsv-3,generic\ncsv-4,nonsense\n";
    var refused = server.send("POST", "/api/v1/devices/import", Role.SUPPORT, bad);
    assertEquals(400, refused.statusCode());
    assertTrue(refused.body().contains("nonsense"), refused.body());
    assertTrue(server.devices.find("csv-3").isEmpty());
  }

  @Test
  void a_model_is_edited_as_it_is_shown() {
    JsonObject model = json(server.get("/api/v1/models/pump-p2", Role.VIEWER));
    assertEquals(1, model.getInteger("version"));
    model.getJsonObject("names").put("en", "Pump P2 (new)");
    var saved = server.send("PUT", "/api/v1/models/pump-p2", Role.RELEASE_ENGINEER, model);
    assertEquals(200, saved.statusCode(), saved.body());
    assertEquals(2, json(saved).getInteger("version"));
    assertEquals(3, items(json(server.get("/api/v1/models", Role.VIEWER))).size());
    assertEquals(404, server.get("/api/v1/models/none", Role.VIEWER).statusCode());
  }

  private JsonObject check(String yaml) {
    var body = new JsonObject().put("yaml", yaml);
    var answer = server.send("POST", "/api/v1/models/check", Role.RELEASE_ENGINEER, body);
    assertEquals(200, answer.statusCode(), answer.body());
    return json(answer);
  }

  @Test
  void a_model_is_checked_before_it_is_saved_and_says_what_is_different() {
    JsonObject same = check(check("id: gateway-x1\nmetrics: {}\n").getString("currentText"));
    assertEquals(new io.vertx.core.json.JsonArray(), same.getJsonArray("changes"));
    assertEquals(same.getString("currentText"), same.getString("text"));

    String changed = same.getString("text").replaceFirst("unit: dBm\n", "unit: dB\n");
    JsonObject found = check(changed);
    assertEquals(
        "[{\"field\":\"metrics.rssi.unit\",\"before\":\"dBm\",\"after\":\"dB\"}]",
        found.getJsonArray("changes").encode());
    assertEquals(1, found.getInteger("version"));
    assertEquals(
        1, json(server.get("/api/v1/models/gateway-x1", Role.VIEWER)).getInteger("version"));

    String save = "/api/v1/models/gateway-x1?replaces=1";
    JsonObject model = found.getJsonObject("model");
    assertEquals(200, server.send("PUT", save, Role.ADMIN, model).statusCode());
    var late = server.send("PUT", save, Role.ADMIN, same.getJsonObject("model"));
    assertEquals(409, late.statusCode());
    assertEquals("model.changed", json(late).getString("code"));

    JsonObject isNew = check("id: fan-f1\nmetrics:\n  speed: { unit: rpm }\n");
    assertEquals(0, isNew.getInteger("version"));
    assertNull(isNew.getString("currentText"));
    var known = server.send("PUT", "/api/v1/models/gateway-x1?replaces=0", Role.ADMIN, model);
    assertEquals(409, known.statusCode());
  }

  @Test
  void a_faulty_model_is_refused_with_its_line_or_field() {
    for (var each :
        Map.of(
                "id: fan-f1\nmetrics: [", "model line 2",
                "id: fan-f1\nmetrics:\n  speed: { limits: [ { hihg: 4 } ] }",
                    "metrics.speed.limits[0].hihg")
            .entrySet()) {
      var body = new JsonObject().put("yaml", each.getKey());
      var refused = server.send("POST", "/api/v1/models/check", Role.ADMIN, body);
      assertEquals(400, refused.statusCode());
      assertTrue(refused.body().contains(each.getValue()), refused.body());
    }
    var body = new JsonObject().put("yaml", "id: fan-f1");
    assertEquals(403, server.send("POST", "/api/v1/models/check", Role.SUPPORT, body).statusCode());
  }

  @Test
  void customers_and_sites_are_kept() {
    var customer =
        server.send("PUT", "/api/v1/customers/initech", Role.SUPPORT, "{\"name\":\"Initech\"}");
    assertEquals(200, customer.statusCode(), customer.body());
    var site =
        server.send(
            "PUT",
            "/api/v1/sites/austin",
            Role.SUPPORT,
            "{\"name\":\"Austin\",\"customer\":\"initech\",\"zone\":\"America/Chicago\"}");
    assertEquals(200, site.statusCode(), site.body());
    var sites = json(server.get("/api/v1/sites?customer=initech", Role.VIEWER));
    assertEquals("America/Chicago", items(sites).getJsonObject(0).getString("zone"));
  }

  @Test
  void the_journal_is_shown_and_verified() {
    server.device("told", "generic", null);
    var lines = json(server.get("/api/v1/journal?subject=device:told", Role.QUALITY));
    assertEquals("user:admin", items(lines).getJsonObject(0).getString("actor"));
    var verified = json(server.get("/api/v1/journal?verify=true", Role.QUALITY));
    assertEquals(true, verified.getBoolean("sound"), verified.encode());
  }

  private static JsonArray items(JsonObject page) {
    return page.getJsonArray("items");
  }
}
