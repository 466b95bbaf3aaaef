package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hit rates, Pareto charts, and how the house itself does. */
class FiguresApiTest {
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
    var service = new ServiceHistory(server);
    service.promised("onsite.arrival", "acme", NOW.minus(Duration.ofDays(30)), "KEPT");
    service.promised("onsite.arrival", "zeta", NOW.minus(Duration.ofDays(3)), "BREACHED");
    service.promised("onsite.arrival", "zeta", NOW.minus(Duration.ofDays(2)), "KEPT");
    service.promised("onsite.arrival", "zeta", NOW.plus(Duration.ofDays(2)), "OPEN");
    service.fault("d-1", "temperature.high", NOW.minusSeconds(60), "FAN");
    service.fault("d-2", "temperature.high", NOW.minusSeconds(50), null);
    service.fault("d-3", "silent", NOW.minusSeconds(40), "CABLE");
    service.fault("d-4", "temperature.high", NOW.minus(Duration.ofDays(91)), "FAN");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void promises_are_counted_in_the_month_they_were_due_in() {
    JsonObject found = get("/api/v1/commitments/rates?zone=Asia/Shanghai");
    assertEquals(2, found.getJsonArray("items").size(), found.encode());
    JsonObject november = found.getJsonArray("items").getJsonObject(1);
    assertEquals("2026-11", november.getString("month"));
    assertEquals(2, november.getInteger("decided"));
    assertEquals(0.5, november.getDouble("hitRate"));
  }

  @Test
  void one_customers_promises_are_told_apart() {
    JsonObject found = get("/api/v1/commitments/rates?customer=acme");
    assertEquals(1, found.getJsonArray("items").size());
    assertEquals(1, found.getJsonArray("items").getJsonObject(0).getInteger("kept"));
  }

  @Test
  void a_zone_that_is_none_is_named() {
    var refused = server.get("/api/v1/commitments/rates?zone=Mars", Role.MANAGER);
    assertEquals(400, refused.statusCode(), refused.body());
    assertTrue(refused.body().contains("Asia/Shanghai"), refused.body());
  }

  @Test
  void the_most_frequent_symptom_comes_first_and_shares_add_up() {
    JsonObject found = get("/api/v1/tickets/pareto");
    assertEquals(3, found.getInteger("total"));
    JsonObject first = found.getJsonArray("items").getJsonObject(0);
    assertEquals("temperature.high", first.getString("name"));
    assertEquals(2, first.getInteger("count"));
    assertEquals(1.0, found.getJsonArray("items").getJsonObject(1).getDouble("cumulative"), 1e-9);
  }

  @Test
  void causes_are_counted_where_they_were_diagnosed() {
    JsonObject found = get("/api/v1/tickets/pareto?by=cause");
    assertEquals(2, found.getInteger("total"), found.encode());
  }

  @Test
  void keys_are_named_with_the_days_they_hold() {
    JsonObject found = get("/api/v1/repository/roles");
    JsonObject timestamp =
        found.getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("role").equals("timestamp"))
            .findFirst()
            .orElseThrow();
    assertEquals("image", timestamp.getString("repository"));
    assertEquals(1, timestamp.getInteger("daysLeft"));
    assertEquals(1, timestamp.getJsonArray("keys").size());
  }

  @Test
  void what_is_missing_is_said_by_the_system() {
    server.missing = java.util.List.of("mail: connection refused");
    JsonObject found = json(server.get("/api/v1/system", Role.ADMIN));
    server.missing = java.util.List.of();
    assertEquals(false, found.getBoolean("ready"));
    assertEquals("mail: connection refused", found.getJsonArray("missing").getString(0));
    assertTrue(found.getLong("databaseBytes") > 0);
    assertEquals("outbox", found.getJsonArray("queues").getJsonObject(0).getString("name"));
  }

  private static JsonObject get(String path) {
    var answer = server.get(path, Role.MANAGER);
    assertEquals(200, answer.statusCode(), answer.body());
    return json(answer);
  }
}
