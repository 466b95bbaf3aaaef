package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KpisApiTest {
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
    var field = new FieldHistory(server);
    server.device("a", "gateway-x1", null);
    server.device("b", "gateway-x1", null);
    for (int i = 0; i < 12; i++) {
      field.silent("a", NOW.minus(Duration.ofDays(2)).plusSeconds(i), Duration.ofSeconds(5));
    }
    field.silent("b", NOW.minus(Duration.ofDays(40)), Duration.ofHours(1));
    field.silent("b", NOW.minus(Duration.ofDays(35)), Duration.ofDays(10));
    ApiServer.await(
        server
            .database
            .pool()
            .query(
                "update alarms set withheld = 'shelved' where id = (select max(id) from alarms"
                    + " where device_id = 'a')")
            .execute());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void the_last_thirty_days_are_judged() {
    JsonObject kpis = get("");
    assertEquals(11, kpis.getInteger("alarms"));
    assertEquals(1, kpis.getInteger("withheld"));
    assertEquals(11 / 30.0, kpi(kpis, "load.perDay").getDouble("value"), 1e-9);
    assertEquals("ok", kpi(kpis, "load.perDay").getString("verdict"));
    assertEquals(11, kpi(kpis, "fleeting").getDouble("value"));
    assertEquals("action", kpi(kpis, "chattering").getString("verdict"));
    assertEquals("a", kpis.getJsonArray("chattering").getJsonObject(0).getString("device"));
    // one from before stood until the fifth day of the thirty
    assertEquals(1, kpi(kpis, "stale").getDouble("peak"));
    assertEquals(0, kpi(kpis, "stale").getDouble("value"));
    assertEquals(11, kpis.getJsonArray("topTen").getJsonObject(0).getInteger("count"));
  }

  @Test
  void two_operators_share_the_alarms() {
    JsonObject kpis = get("?operators=2&zone=Asia/Shanghai");
    assertEquals(5.5 / 30, kpi(kpis, "load.perDay").getDouble("value"), 1e-9);
    assertEquals("Asia/Shanghai", kpis.getString("zone"));
  }

  @Test
  void what_makes_no_sense_is_refused_by_name() {
    assertRefused("query.zone", "zone=Mars/Olympus");
    assertRefused("query.operators", "operators=0");
    assertRefused("query.from", "from=2020-01-01T00:00:00Z");
    assertEquals(403, server.get("/api/v1/stability/kpis", Role.CUSTOMER).statusCode());
  }

  private static JsonObject kpi(JsonObject kpis, String name) {
    return kpis.getJsonArray("kpis").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject get(String query) {
    var response = server.get("/api/v1/stability/kpis" + query, Role.VIEWER);
    assertEquals(200, response.statusCode(), response.body());
    return json(response);
  }

  private static void assertRefused(String code, String query) {
    var response = server.get("/api/v1/stability/kpis?" + query, Role.VIEWER);
    assertEquals(400, response.statusCode(), query);
    assertEquals(code, json(response).getString("code"), query);
  }
}
