package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class RosterApiTest {
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static String body(String secondFrom) {
    return """
    {"shifts": [
      {"person": "Wei", "email": "wei@example.com", "zone": "Asia/Shanghai",
       "from": "2026-11-22T08:00", "to": "2026-11-25T08:00"},
      {"person": "Ann", "email": "ann@example.com", "zone": "Asia/Shanghai",
       "from": "%s", "to": "2026-12-01T08:00"}]}
    """
        .formatted(secondFrom);
  }

  @Test
  void RP_1_a_roster_with_a_gap_is_refused_and_changes_nothing() {
    var saved = server.send("PUT", "/api/v1/roster", Role.MANAGER, body("2026-11-25T08:00"));
    assertEquals(200, saved.statusCode(), saved.body());
    var refused = server.send("PUT", "/api/v1/roster", Role.MANAGER, body("2026-11-25T09:00"));
    assertEquals(400, refused.statusCode());
    assertEquals("roster.gap", json(refused).getString("code"));
    assertTrue(json(refused).getString("detail").contains("2026-11-25T00:00:00Z"), refused.body());

    var roster = json(server.get("/api/v1/roster", Role.VIEWER));
    assertEquals("2026-12-01T00:00:00Z", roster.getString("coveredUntil"));
    assertEquals("Wei", roster.getJsonArray("now").getJsonObject(0).getString("person"));
    server.clock.move(java.time.Duration.ofDays(4));
    roster = json(server.get("/api/v1/roster", Role.VIEWER));
    assertEquals("Ann", roster.getJsonArray("now").getJsonObject(0).getString("person"));
    assertEquals(1, roster.getJsonArray("shifts").size());
    var faulty =
        server.send(
            "PUT",
            "/api/v1/roster",
            Role.MANAGER,
            body("2026-11-25T08:00").replace("ann@example.com", "ann"));
    assertEquals("shifts[1].email", json(faulty).getString("field"), faulty.body());
    assertEquals(403, server.send("PUT", "/api/v1/roster", Role.SUPPORT, "{}").statusCode());
  }
}
