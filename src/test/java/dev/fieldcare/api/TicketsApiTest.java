package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import dev.fieldcare.telemetry.Event;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TicketsApiTest {
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
  void a_fault_ticket_is_found_by_its_device_and_kind() {
    String device = server.device("hot", "gateway-x1", null);
    String number = server.alarm(device, NOW.minusSeconds(120), NOW.minusSeconds(30));
    var items = items(server.get("/api/v1/tickets?device=hot&kind=fault", Role.VIEWER));
    JsonObject ticket = items.getJsonObject(0);
    assertEquals(1, items.size());
    assertEquals(number, ticket.getString("number"));
    assertEquals("NEW", ticket.getString("state"));
    assertEquals("temperature.high", ticket.getString("symptom"));
    assertEquals("major", ticket.getString("severity"));
    assertTrue(ticket.getString("because").contains("70 °C"));
    assertEquals("2026-11-22T08:13:00Z", ticket.getString("firstSeenAt"));
    assertEquals(0, items(server.get("/api/v1/tickets?device=hot&open=false", Role.VIEWER)).size());
    assertEquals(400, server.get("/api/v1/tickets?device=hot&kind=falt", Role.VIEWER).statusCode());
    assertEquals(404, server.get("/api/v1/tickets/F-1", Role.VIEWER).statusCode());
  }

  @Test
  void people_work_on_a_ticket_and_a_refused_step_names_its_guard() {
    String device = server.device("work", "gateway-x1", null);
    String path = "/api/v1/tickets/" + server.alarm(device, NOW, NOW);
    var triaged = server.send("POST", path + "/transitions", Role.SUPPORT, "{\"to\":\"TRIAGED\"}");
    assertEquals(200, triaged.statusCode(), triaged.body());
    assertEquals("TRIAGED", json(triaged).getString("state"));

    var refused =
        server.send("POST", path + "/transitions", Role.SUPPORT, "{\"to\":\"DIAGNOSED\"}");
    assertEquals(409, refused.statusCode());
    assertTrue(json(refused).getString("detail").contains("mode is missing"), refused.body());
    var unknown = server.send("POST", path + "/transitions", Role.SUPPORT, "{\"to\":\"TRIAGD\"}");
    assertEquals(400, unknown.statusCode());
    assertTrue(json(unknown).getString("detail").contains("did you mean TRIAGED?"));

    var comment =
        server.send("POST", path + "/comments", Role.FIELD_ENGINEER, "{\"text\":\"on my way\"}");
    assertEquals(201, comment.statusCode(), comment.body());
    var assigned = server.send("PUT", path + "/assignee", Role.MANAGER, "{\"assignee\":\"wei\"}");
    assertEquals("wei", json(assigned).getString("assignee"), assigned.body());
    assertEquals(400, server.send("PUT", path + "/assignee", Role.MANAGER, "{}").statusCode());

    var history = items(server.get(path + "/history", Role.VIEWER));
    var ofTicket =
        history.stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("type").startsWith("ticket."))
            .toList();
    assertEquals("ticket.opened", ofTicket.get(0).getString("type"));
    assertEquals("user:support", ofTicket.get(1).getString("actor"));
  }

  @Test
  void a_customer_sees_only_tickets_of_their_devices() {
    String theirs = server.alarm(server.device("c-1", "generic", "acme"), NOW, NOW);
    String other = server.alarm(server.device("c-2", "generic", "globex"), NOW, NOW);
    var items = items(server.get("/api/v1/tickets", Role.CUSTOMER));
    assertEquals(1, items.size());
    assertEquals(theirs, items.getJsonObject(0).getString("number"));
    assertEquals(404, server.get("/api/v1/tickets/" + other, Role.CUSTOMER).statusCode());
    assertEquals(
        404,
        server
            .send(
                "POST",
                "/api/v1/tickets/" + other + "/comments",
                Role.CUSTOMER,
                "{\"text\":\"mine?\"}")
            .statusCode());
    assertEquals(400, server.get("/api/v1/tickets?customer=globex", Role.CUSTOMER).statusCode());
  }

  @Test
  void a_device_has_one_timeline_of_all_that_happened_newest_first() {
    String device = server.device("line", "gateway-x1", null);
    var it = server.devices.get(device);
    ApiServer.await(server.states.reportedFirmware(it, "1.0.0", null, NOW.minusSeconds(50)));
    server.events(List.of(event(device, 40), event(device, 20), event(device, 10)));
    server.alarm(device, NOW.minusSeconds(30), NOW);

    var kinds = new ArrayList<String>();
    String after = "";
    for (int turn = 0; turn < 10 && after != null; turn++) {
      var page =
          json(server.get("/api/v1/devices/line/timeline?limit=2&after=" + after, Role.VIEWER));
      page.getJsonArray("items").forEach(each -> kinds.add(((JsonObject) each).getString("kind")));
      after = page.getString("next");
    }
    assertEquals(List.of("ticket", "event", "event", "alarm", "event", "firmware"), kinds);
  }

  private static Event event(String device, int secondsAgo) {
    long ts = NOW.minusSeconds(secondsAgo).toEpochMilli();
    return new Event(server.devices.get(device), ts, "reboot", "0x8002", "{}", ts * 1000);
  }

  private static JsonArray items(java.net.http.HttpResponse<String> response) {
    assertEquals(200, response.statusCode(), response.body());
    return json(response).getJsonArray("items");
  }
}
