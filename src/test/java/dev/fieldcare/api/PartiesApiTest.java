package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
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

  private static void calendar(String id, String close) {
    JsonObject hours = new JsonObject();
    for (String day :
        new String[] {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}) {
      hours.put(day, new JsonArray().add("08:00-" + close));
    }
    var body =
        new JsonObject()
            .put("id", id)
            .put("zone", "Asia/Shanghai")
            .put("hours", hours)
            .put("makeUpHours", new JsonArray().add("08:00-" + close))
            .put("closeOfBusiness", close)
            .put("knownThrough", "2026-12-31")
            .put("notices", new JsonObject());
    done(200, server.send("PUT", "/api/v1/calendars/" + id, Role.MANAGER, body));
  }

  private static JsonObject explained(String device) {
    var body = new JsonObject().put("kind", "fault").put("device", device).put("symptom", "leak");
    JsonObject ticket =
        done(201, server.send("POST", "/api/v1/tickets", Role.SUPPORT, body.put("text", "drips")));
    String id = ticket.getJsonArray("commitments").getJsonObject(0).getString("id");
    JsonObject told = read("/api/v1/commitments/" + id + "/explanation", Role.SUPPORT);
    JsonObject of = told.getJsonObject("calendarOf");
    return new JsonObject()
        .put("calendar", told.getString("calendar"))
        .put("of", of.getString("level") + " " + of.getString("subject"));
  }

  private static void own(String id, String customer, @Nullable String site) {
    var body = new JsonObject().put("id", id).put("model", "pump-p2").put("customer", customer);
    done(201, server.send("POST", "/api/v1/devices", Role.ADMIN, body.put("site", site)));
  }

  private static JsonObject counted(String calendar, String of) {
    return new JsonObject().put("calendar", calendar).put("of", of);
  }

  @Test
  void days_count_by_the_calendar_of_the_site_then_the_contract_then_the_customer() {
    calendar("six-days", "18:00");
    calendar("late", "20:00");
    calendar("early", "16:00");
    String site =
        "{\"id\":\"cal-hall\",\"name\":\"Hall\",\"customer\":\"cal\",\"calendar\":\"late\"}";
    done(201, server.send("POST", "/api/v1/sites", Role.SUPPORT, site));
    own("cal-1", "cal", "cal-hall");
    own("cal-2", "cal", null);
    own("cal-3", "cal", null);
    own("cal-4", "cal-other", null);
    String deviation =
        "{\"level\":\"customer\",\"subject\":\"cal\",\"key\":\"calendar\",\"value\":\"early\"}";
    String deviations = "/api/v1/standards/deviations";
    JsonObject refused =
        done(
            400,
            server.send("POST", deviations, Role.MANAGER, deviation.replace("early", "no-such")));
    assertEquals("standard.calendar", refused.getString("code"));
    done(201, server.send("POST", deviations, Role.MANAGER, deviation));
    String contract =
        "{\"number\":\"CAL-1\",\"customer\":\"cal\",\"name\":\"Care\",\"from\":\"2026-01-01\","
            + "\"to\":\"2026-12-31\",\"calendar\":\"six-days\","
            + "\"lines\":[{\"id\":\"1\",\"devices\":[\"cal-1\",\"cal-2\"]}]}";
    done(201, server.send("POST", "/api/v1/contracts", Role.MANAGER, contract));

    assertEquals(counted("late", "site cal-hall"), explained("cal-1"));
    assertEquals(counted("six-days", "contract CAL-1"), explained("cal-2"));
    assertEquals(counted("early", "customer cal"), explained("cal-3"));
    assertEquals(counted("cn", "vendor null"), explained("cal-4"));

    // a line may have its own; what runs keeps the one it began with
    String before = tickets("cal-2");
    String terms = "\"devices\":[\"cal-1\",\"cal-2\"],\"terms\":{\"calendar\":\"late\"}";
    String changed = contract.replace("\"devices\":[\"cal-1\",\"cal-2\"]", terms);
    done(200, server.send("PUT", "/api/v1/contracts/CAL-1", Role.MANAGER, changed));
    assertEquals(before, tickets("cal-2"));
    JsonObject read = read("/api/v1/contracts/CAL-1", Role.MANAGER);
    assertEquals("six-days", read.getString("calendar"));
    String none = contract.replace("CAL-1", "CAL-2").replace(",\"calendar\":\"six-days\"", "");
    JsonObject unnamed = done(201, server.send("POST", "/api/v1/contracts", Role.MANAGER, none));
    assertEquals(null, unnamed.getString("calendar"));
    String twice =
        none.replace("CAL-2", "CAL-3")
            .replace("\"name\"", "\"terms\":{\"calendar\":\"late\"},\"name\"");
    done(400, server.send("POST", "/api/v1/contracts", Role.MANAGER, twice));
  }

  private static String tickets(String device) {
    JsonObject ticket =
        read("/api/v1/tickets?device=" + device, Role.SUPPORT)
            .getJsonArray("items")
            .getJsonObject(0);
    return read("/api/v1/commitments?subject=ticket:" + ticket.getString("number"), Role.SUPPORT)
        .getJsonArray("items")
        .getJsonObject(0)
        .getString("calendar");
  }

  @Test
  void prices_of_a_device_are_those_of_its_contract() {
    own("rate-1", "acme", null);
    own("rate-2", "acme", null);
    String contract =
        "{\"number\":\"RATE-1\",\"customer\":\"acme\",\"name\":\"Care\",\"from\":\"2026-01-01\","
            + "\"to\":\"2026-12-31\",\"lines\":[{\"id\":\"1\",\"devices\":[\"rate-1\"],\"terms\":"
            + "{\"labour.rate\":15000,\"quote.validity\":{\"measure\":\"calendar_days\",\"amount\":7}}}]}";
    done(201, server.send("POST", "/api/v1/contracts", Role.MANAGER, contract));

    JsonObject agreed = read("/api/v1/prices?device=rate-1", Role.CUSTOMER);
    assertEquals(15000, agreed.getJsonObject("labour").getInteger("rate"));
    assertEquals(7, agreed.getJsonObject("validity").getInteger("amount"));
    JsonObject usual = read("/api/v1/prices?device=rate-2", Role.SUPPORT);
    assertEquals(20000, usual.getJsonObject("labour").getInteger("rate"));
    assertEquals(404, server.get("/api/v1/prices?device=no-such", Role.CUSTOMER).statusCode());
  }
}
