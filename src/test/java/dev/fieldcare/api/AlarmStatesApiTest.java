package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import dev.fieldcare.stability.AlarmState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AlarmStatesApiTest {
  private static final String HOT = "temperature.high";
  private static final Set<Role> MAY =
      EnumSet.of(Role.ADMIN, Role.MANAGER, Role.SUPPORT, Role.FIELD_ENGINEER);

  private static ApiServer server;
  private static int devices;

  @BeforeAll
  static void open() {
    server = new ApiServer();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static String device() {
    return server.device("d-" + ++devices, "gateway-x1", null);
  }

  private static JsonObject alarm(String device) {
    return items(server.get("/api/v1/alarms?device=" + device, Role.VIEWER)).getJsonObject(0);
  }

  private static String pathOf(JsonObject alarm) {
    return "/api/v1/alarms/" + alarm.getString("id");
  }

  private static HttpResponse<String> change(String path, Role role, String body) {
    return server.send("POST", path + "/transitions", role, body);
  }

  private static JsonArray items(HttpResponse<String> response) {
    assertEquals(200, response.statusCode(), response.body());
    return json(response).getJsonArray("items");
  }

  private static int tickets(String device) {
    return items(server.get("/api/v1/tickets?device=" + device, Role.VIEWER)).size();
  }

  private static String conditionOf(String device) {
    return "/api/v1/devices/" + device + "/alarms/" + HOT;
  }

  @Test
  void an_alarm_is_acknowledged_once_and_says_by_whom() {
    String device = device();
    server.alarm(device, NOW, NOW);
    JsonObject alarm = alarm(device);
    assertEquals("UNACK", alarm.getString("state"));
    assertEquals("B", alarm.getString("letter"));
    String path = pathOf(alarm);
    String body = "{\"to\":\"acknowledged\",\"comment\":\"on it\"}";
    JsonObject done = json(change(path, Role.SUPPORT, body));
    assertEquals("ACKED", done.getString("state"));
    assertTrue(done.getBoolean("acked"));
    assertEquals("user:support", done.getString("ackedBy"));
    assertEquals("on it", done.getString("comment"));

    var again = change(path, Role.SUPPORT, body);
    assertEquals(409, again.statusCode());
    assertEquals("alarm.guard", json(again).getString("code"));
    assertTrue(json(again).getString("detail").contains("UNACKNOWLEDGED"), again.body());
    var journal =
        items(server.get("/api/v1/journal?subject=alarm:" + device + "/" + HOT, Role.ADMIN));
    assertEquals("alarm.acknowledged", journal.getJsonObject(0).getString("type"));
    assertEquals("user:support", journal.getJsonObject(0).getString("actor"));
  }

  @Test
  void a_shelved_alarm_tells_until_when_by_whom_and_why_and_is_found() {
    String device = device();
    server.alarm(device, NOW, NOW);
    String path = pathOf(alarm(device));
    String body = "{\"to\":\"shelved\",\"for\":\"8h\",\"reason\":\"part ordered\"}";
    JsonObject done = json(change(path, Role.FIELD_ENGINEER, body));
    assertEquals("SHELVED", done.getString("state"));
    assertEquals("UNACK", done.getString("processState"));
    JsonObject shelved = done.getJsonObject("shelved");
    assertEquals("timed", shelved.getString("kind"));
    assertEquals("part ordered", shelved.getString("reason"));
    assertEquals("user:field_engineer", shelved.getString("by"));
    assertEquals(
        server.clock.instant().plus(Duration.ofHours(8)).toString(), shelved.getString("until"));
    String found = "/api/v1/alarms?device=" + device + "&shelved=";
    assertEquals(1, items(server.get(found + "true", Role.VIEWER)).size());
    assertEquals(0, items(server.get(found + "false", Role.VIEWER)).size());
    var hold = items(server.get("/api/v1/holds?open=true&device=" + device, Role.VIEWER));
    assertEquals(HOT, hold.getJsonObject(0).getString("symptom"));
    assertNull(hold.getJsonObject(0).getString("endedAt"));

    assertEquals(
        "UNACK", json(change(path, Role.SUPPORT, "{\"to\":\"unshelved\"}")).getString("state"));
    var over = items(server.get("/api/v1/holds?open=false&device=" + device, Role.VIEWER));
    assertEquals("user:support", over.getJsonObject(0).getString("endedBy"));
    assertEquals(409, change(path, Role.SUPPORT, "{\"to\":\"unshelved\"}").statusCode());
  }

  @Test
  void every_state_is_found_by_its_name_and_by_its_letter() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String device = device();
      server.alarm(device, NOW, NOW);
      all.add(device);
    }
    ok(change(conditionOf(all.get(1)), Role.ADMIN, "{\"to\":\"acknowledged\"}"));
    ok(change(conditionOf(all.get(2)), Role.ADMIN, "{\"to\":\"shelved\",\"reason\":\"r\"}"));
    ok(
        change(
            conditionOf(all.get(3)),
            Role.ADMIN,
            "{\"to\":\"suppressed\",\"rule\":\"hall\",\"reason\":\"r\"}"));
    ok(change(conditionOf(all.get(4)), Role.ADMIN, "{\"to\":\"outOfService\",\"reason\":\"r\"}"));
    List<AlarmState> expected =
        List.of(
            AlarmState.UNACK,
            AlarmState.ACKED,
            AlarmState.SHELVED,
            AlarmState.SUPPRESSED_BY_DESIGN,
            AlarmState.OUT_OF_SERVICE);
    for (int i = 0; i < all.size(); i++) {
      AlarmState state = expected.get(i);
      for (String word : List.of(state.name(), String.valueOf(state.letter()))) {
        String query = "/api/v1/alarms?device=" + all.get(i) + "&state=" + word;
        var found = items(server.get(query, Role.VIEWER));
        assertEquals(1, found.size(), query);
        assertEquals(state.name(), found.getJsonObject(0).getString("state"));
      }
      for (AlarmState other : AlarmState.values()) {
        if (other != state) {
          String query = "/api/v1/alarms?device=" + all.get(i) + "&state=" + other;
          assertEquals(0, items(server.get(query, Role.VIEWER)).size(), query);
        }
      }
    }
    var misspelt = server.get("/api/v1/alarms?state=UNACKED", Role.VIEWER);
    assertEquals(400, misspelt.statusCode());
  }

  private static void ok(HttpResponse<String> response) {
    assertEquals(200, response.statusCode(), response.body());
  }

  @Test
  void an_alarm_that_never_was_is_shelved_by_device_and_symptom() {
    String device = device();
    String path = conditionOf(device);
    JsonObject before = json(server.get(path, Role.VIEWER));
    assertEquals("NORM", before.getString("state"));
    String body = "{\"to\":\"shelved\",\"kind\":\"oneShot\",\"reason\":\"filter change\"}";
    JsonObject done = json(change(path, Role.SUPPORT, body));
    assertEquals("oneShot", done.getJsonObject("shelved").getString("kind"));
    assertEquals("SHELVED", json(server.get(path, Role.VIEWER)).getString("state"));
  }

  @Test
  void a_device_out_of_service_during_an_alarm_opens_its_ticket_when_it_is_back() {
    String device = device();
    String path = "/api/v1/devices/" + device;
    String out = "{\"to\":\"outOfService\",\"reason\":\"workshop\"}";
    JsonObject done = json(change(path, Role.FIELD_ENGINEER, out));
    assertEquals("workshop", done.getJsonObject("outOfService").getString("reason"));
    assertEquals(409, change(path, Role.FIELD_ENGINEER, out).statusCode());
    raise(device);
    assertEquals("OUT_OF_SERVICE", alarm(device).getString("state"));
    assertEquals("outOfService", alarm(device).getString("withheld"));
    assertEquals(0, tickets(device));

    JsonObject back = json(change(path, Role.SUPPORT, "{\"to\":\"inService\"}"));
    assertNull(back.getJsonObject("outOfService"));
    assertEquals("UNACK", alarm(device).getString("state"));
    assertEquals(1, tickets(device));
  }

  /** As {@link ApiServer#alarm}, which expects a ticket. */
  private static void raise(String device) {
    var it = server.devices.get(device);
    var because = new dev.fieldcare.stability.Because("hot", "limit.high", java.util.Map.of());
    ApiServer.await(
        server.desk.hear(
            new dev.fieldcare.stability.Alarm(
                dev.fieldcare.stability.Alarm.keyOf(device, HOT, NOW),
                it,
                HOT,
                dev.fieldcare.registry.Severity.MAJOR,
                dev.fieldcare.stability.Alarm.Phase.ACTIVE,
                NOW,
                NOW,
                NOW,
                "temperature",
                because)));
  }

  @Test
  void only_some_roles_may_change_states_and_fewer_suppress_and_decommission() {
    String device = device();
    server.alarm(device, NOW, NOW);
    String suppress = "{\"to\":\"suppressed\",\"rule\":\"r\",\"reason\":\"r\"}";
    for (Role role : Role.values()) {
      for (String path :
          List.of(pathOf(alarm(device)), conditionOf(device), "/api/v1/devices/" + device)) {
        int status = change(path, role, "{\"to\":\"nowhere\"}").statusCode();
        assertEquals(MAY.contains(role) ? 400 : 403, status, role + " " + path);
      }
      boolean mayAll = role == Role.ADMIN || role == Role.MANAGER;
      var suppressed = change(conditionOf(device), role, suppress);
      assertEquals(mayAll ? 200 : 403, suppressed.statusCode(), role + suppressed.body());
      if (mayAll) {
        ok(change(conditionOf(device), role, "{\"to\":\"unsuppressed\",\"rule\":\"r\"}"));
      } else {
        String gone = "{\"to\":\"decommissioned\"}";
        assertEquals(403, change("/api/v1/devices/" + device, role, gone).statusCode());
      }
    }
  }

  @Test
  void what_is_missing_or_contradictory_is_named() {
    String path = conditionOf(device());
    for (List<String> each :
        List.of(
            List.of("{\"to\":\"shelved\",\"for\":\"8h\"}", "reason"),
            List.of("{\"to\":\"shelved\",\"kind\":\"timed\",\"reason\":\"r\"}", "until or for"),
            List.of("{\"to\":\"shelved\",\"kind\":\"ever\",\"reason\":\"r\"}", "oneShot or timed"),
            List.of(
                "{\"to\":\"shelved\",\"for\":\"8h\",\"until\":\"2026-11-22T09:00:00Z\","
                    + "\"reason\":\"r\"}",
                "found both"),
            List.of("{\"to\":\"shelfed\",\"reason\":\"r\"}", "did you mean shelved?"),
            List.of("{\"to\":\"suppressed\",\"reason\":\"r\"}", "rule"),
            List.of("{\"to\":\"shelved\",\"reason\":\"r\",\"untill\":\"x\"}", "untill"))) {
      var refused = change(path, Role.ADMIN, each.getFirst());
      assertEquals(400, refused.statusCode(), refused.body());
      assertTrue(json(refused).getString("detail").contains(each.getLast()), refused.body());
    }
    var tooLong = change(path, Role.ADMIN, "{\"to\":\"shelved\",\"for\":\"25h\",\"reason\":\"r\"}");
    assertEquals(409, tooLong.statusCode());
    assertTrue(json(tooLong).getString("detail").contains("WITHIN_MAX_TIME_SHELVED"));
    assertEquals(404, server.get("/api/v1/alarms/987654321", Role.VIEWER).statusCode());
    assertEquals(404, server.get("/api/v1/alarms/none", Role.VIEWER).statusCode());
  }

  @Test
  void a_customer_sees_the_states_of_their_devices_only() {
    String theirs = server.device("c-" + ++devices, "gateway-x1", "acme");
    String other = server.device("o-" + ++devices, "gateway-x1", "globex");
    server.alarm(theirs, NOW, NOW);
    server.alarm(other, NOW, NOW);
    assertEquals(200, server.get(pathOf(alarm(theirs)), Role.CUSTOMER).statusCode());
    assertEquals(404, server.get(pathOf(alarm(other)), Role.CUSTOMER).statusCode());
    assertEquals(404, server.get(conditionOf(other), Role.CUSTOMER).statusCode());
    assertEquals(400, server.get("/api/v1/holds", Role.CUSTOMER).statusCode());
  }

  @Test
  void an_alarm_that_a_later_one_has_followed_has_no_state_of_its_own() {
    String device = device();
    server.alarm(device, NOW, NOW);
    JsonObject first = alarm(device);
    server.alarm(device, NOW.plusSeconds(600), NOW.plusSeconds(600));
    JsonObject earlier = json(server.get(pathOf(first), Role.VIEWER));
    assertNull(earlier.getString("state"));
    var refused = change(pathOf(first), Role.SUPPORT, "{\"to\":\"acknowledged\"}");
    assertEquals(409, refused.statusCode());
    assertTrue(json(refused).getString("detail").contains("NEWEST"), refused.body());
    assertFalse(json(server.get(conditionOf(device), Role.VIEWER)).getBoolean("acked"));
  }
}
