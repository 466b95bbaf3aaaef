package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sites, contacts and contracts as people and programs see them. */
class PartiesApiTest {
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static JsonObject done(int status, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    return ApiServer.json(answer);
  }

  private static JsonObject read(String path, Role role) {
    return done(200, server.get(path, role));
  }

  @Test
  void a_site_is_added_read_changed_and_kept_from_being_overwritten() {
    String body = "{\"id\":\"s-1\",\"name\":\"Hall\",\"customer\":\"acme\",\"remote\":true}";
    done(201, server.send("POST", "/api/v1/sites", Role.SUPPORT, body));
    done(409, server.send("POST", "/api/v1/sites", Role.SUPPORT, body));
    assertEquals(true, read("/api/v1/sites/s-1", Role.CUSTOMER).getBoolean("remote"));
    String change = "{\"name\":\"Hall 1\",\"customer\":\"acme\",\"version\":1}";
    JsonObject changed = done(200, server.send("PUT", "/api/v1/sites/s-1", Role.SUPPORT, change));
    assertEquals(2, changed.getInteger("version"));
    assertEquals(
        "site.version",
        done(409, server.send("PUT", "/api/v1/sites/s-1", Role.SUPPORT, change)).getString("code"));
    done(400, server.send("PUT", "/api/v1/sites/s-1", Role.SUPPORT, body.replace("s-1", "s-2")));
    assertEquals(403, server.send("POST", "/api/v1/sites", Role.CUSTOMER, body).statusCode());
  }

  @Test
  void a_contact_is_found_by_their_address_and_forgotten_on_request() {
    String body = "{\"customer\":\"acme\",\"name\":\"Li\",\"email\":\"li@acme.example\"}";
    JsonObject made = done(201, server.send("POST", "/api/v1/contacts", Role.SUPPORT, body));
    String path = "/api/v1/contacts/" + made.getString("id");
    JsonArray found =
        read("/api/v1/contacts?address=LI@acme.example", Role.SUPPORT).getJsonArray("items");
    assertEquals(made, found.getJsonObject(0));
    assertEquals(403, server.get("/api/v1/contacts", Role.VIEWER).statusCode());
    assertEquals(204, server.send("DELETE", path, Role.SUPPORT, null).statusCode());
    assertEquals(404, server.get(path, Role.SUPPORT).statusCode());
  }

  @Test
  void a_file_with_faults_names_each_with_its_line() {
    var refused =
        server.send(
            "POST",
            "/api/v1/contacts/import",
            Role.SUPPORT,
            "id,customer,name,email\na,acme,A,a@acme.example\nb,acme,B,nonsense\n");
    JsonObject line = done(400, refused).getJsonArray("lines").getJsonObject(1);
    assertEquals(3, line.getInteger("line"));
    assertTrue(line.getString("refusal").contains("email"), line.encode());
    assertFalse(line.encode().contains("nonsense"), line.encode());
    assertEquals(404, server.get("/api/v1/contacts/a", Role.SUPPORT).statusCode());
  }

  @Test
  void a_contract_shows_in_what_its_devices_are_entitled_to_and_promised() {
    server.device("deep-1", "pump-p2", "acme");
    var body =
        new JsonObject()
            .put("number", "C-9")
            .put("customer", "acme")
            .put("name", "Care")
            .put("from", "2026-11-01")
            .put("to", "2026-12-31")
            .put(
                "lines",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("id", "1")
                            .put("devices", new JsonArray().add("deep-1"))
                            .put("covered", new JsonObject().put("parts", 70))
                            .put("terms", new JsonObject().put("replacement.repairCount", 5))));
    assertEquals(403, server.send("POST", "/api/v1/contracts", Role.SUPPORT, body).statusCode());
    JsonObject made = done(201, server.send("POST", "/api/v1/contracts", Role.MANAGER, body));
    assertEquals("IN_FORCE", made.getString("state"));
    assertEquals("2026-12-31T16:00:00Z", made.getString("ends"));
    JsonObject coverage =
        read("/api/v1/coverages?device=deep-1", Role.CUSTOMER)
            .getJsonArray("items")
            .getJsonObject(0);
    assertEquals("C-9", coverage.getString("contract"));
    JsonObject decision = read("/api/v1/devices/deep-1/entitlement", Role.CUSTOMER);
    assertEquals(70, decision.getJsonObject("covered").getInteger("parts"));
    JsonObject count =
        read("/api/v1/standards?device=deep-1", Role.SUPPORT).getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("key").equals("replacement.repairCount"))
            .findFirst()
            .orElseThrow();
    assertEquals(5, count.getInteger("value"));
    assertEquals("contract_line", count.getString("level"));
    assertEquals("C-9/1", count.getString("subject"));
    // what was read is taken back as it is
    JsonArray lines = read("/api/v1/contracts/C-9/lines", Role.CUSTOMER).getJsonArray("items");
    var same = new JsonObject().put("lines", lines).put("version", 1);
    JsonObject kept =
        done(200, server.send("PUT", "/api/v1/contracts/C-9/lines", Role.MANAGER, same));
    assertEquals(lines, kept.getJsonArray("lines"));
    JsonObject ended =
        done(
            200,
            server.send(
                "POST",
                "/api/v1/contracts/C-9/transitions",
                Role.MANAGER,
                "{\"to\":\"ENDED\",\"reason\":\"notice\"}"));
    assertEquals("ENDED", ended.getString("state"));
    assertEquals(
        0,
        read("/api/v1/devices/deep-1/entitlement", Role.CUSTOMER)
            .getJsonObject("covered")
            .getInteger("parts"));
  }
}
