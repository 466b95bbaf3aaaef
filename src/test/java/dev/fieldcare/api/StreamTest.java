package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.registry.Role;
import dev.fieldcare.rollout.Terms;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {
  private static final ApiSettings SMALL =
      new ApiSettings(1 << 20, 1 << 20, 1000, 5, 3, Duration.ofMillis(200));

  private final ApiServer server = new ApiServer(SMALL);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void news_arrive_with_type_and_id() {
    var reader = open("", Role.VIEWER, null);
    server.stream.publish("ticket", new JsonObject().put("device", "a").put("n", 1));
    reader.awaits(() -> reader.events().contains("ticket"));
    assertTrue(reader.text().contains("data: {\"device\":\"a\",\"n\":1}"));
  }

  @Test
  void only_the_topics_asked_for_arrive() {
    var reader = open("?topics=alarms", Role.VIEWER, null);
    server.stream.publish("ticket", new JsonObject());
    server.stream.publish("alarm", new JsonObject());
    reader.awaits(() -> reader.events().contains("alarm"));
    assertEquals(List.of("alarm"), reader.events());
    assertEquals(400, server.get("/api/v1/stream?topics=alarm", Role.VIEWER).statusCode());
  }

  @Test
  void a_ticket_that_opens_is_told_with_the_ticket() {
    String device = server.device("d-1", "gateway-x1", null);
    var reader = open("?topics=tickets", Role.VIEWER, null);
    String number = server.alarm(device, NOW, NOW);
    reader.awaits(() -> reader.text().contains(number));
    assertTrue(reader.text().contains("\"what\":\"ticket.opened\""));
  }

  @Test
  void an_alarm_is_told_with_its_state_and_what_was_done_to_it() {
    String device = server.device("d-2", "gateway-x1", null);
    var reader = open("?topics=alarms", Role.VIEWER, null);
    server.alarm(device, NOW, NOW);
    reader.awaits(() -> reader.text().contains("\"state\":\"UNACK\""));
    assertTrue(reader.text().contains("\"what\":\"active\""));
    server.send(
        "POST",
        "/api/v1/devices/d-2/alarms/temperature.high/transitions",
        Role.SUPPORT,
        "{\"to\":\"acknowledged\"}");
    reader.awaits(() -> reader.text().contains("\"state\":\"ACKED\""));
    assertTrue(reader.text().contains("\"what\":\"acknowledged\""));
    assertEquals(List.of("alarm", "alarm"), reader.events());
  }

  @Test
  void an_update_is_told_as_it_goes_on() {
    server.device("d-3", "gateway-x1", null);
    server.actions.onChange(server.stream::action);
    var reader = open("?topics=actions", Role.VIEWER, null);
    var release = server.workshop.published("gateway-x1", "1.5.0", new byte[] {1});
    server.releases.put(release.id(), release);
    Await.get(server.actions.assign(server.devices.get("d-3"), release, Terms.AT_ONCE, "user:ann"));
    reader.awaits(() -> reader.events().contains("action"));
    assertTrue(reader.text().contains("\"device\":\"d-3\""));
    assertTrue(reader.text().contains("\"release\":\"1.5.0\""), reader.text());
  }

  @Test
  void staff_hears_of_rollouts_and_customers_do_not() {
    server.rollouts.onChange(server.stream::rollout);
    var staff = open("?topics=rollouts", Role.VIEWER, null);
    var customer = open("?topics=rollouts,tickets", Role.CUSTOMER, null);
    var release = server.workshop.published("gateway-x1", "1.5.0", new byte[] {1});
    server.releases.put(release.id(), release);
    server.send(
        "POST",
        "/api/v1/rollouts",
        Role.RELEASE_ENGINEER,
        "{\"model\":\"gateway-x1\",\"release\":\"1.5.0\"}");
    staff.awaits(() -> staff.events().contains("rollout"));
    assertTrue(staff.text().contains("\"state\":\"draft\""), staff.text());
    server.device("last", "gateway-x1", "acme");
    server.stream.publish("ticket", new JsonObject().put("device", "last"));
    customer.awaits(() -> customer.events().contains("ticket"));
    assertEquals(List.of("ticket"), customer.events());
  }

  @Test
  void whoever_comes_back_hears_what_was_missed() {
    server.stream.publish("ticket", new JsonObject().put("n", 1));
    long last = server.stream.newest();
    server.stream.publish("ticket", new JsonObject().put("n", 2));
    server.stream.publish("ticket", new JsonObject().put("n", 3));
    var reader = open("", Role.VIEWER, Long.toString(last));
    reader.awaits(() -> reader.text().contains("\"n\":3"));
    assertEquals(List.of("ticket", "ticket"), reader.events());
  }

  @Test
  void whoever_was_away_too_long_is_told_to_read_again() {
    long last = server.stream.newest();
    for (int i = 0; i < 6; i++) {
      server.stream.publish("ticket", new JsonObject());
    }
    var tooOld = open("", Role.VIEWER, Long.toString(last));
    tooOld.awaits(() -> tooOld.events().contains("reset"));
    var nonsense = open("", Role.VIEWER, "nonsense");
    nonsense.awaits(() -> nonsense.events().contains("reset"));
  }

  @Test
  void a_customer_hears_of_their_own_devices_only() {
    server.device("theirs", "generic", "acme");
    server.device("others", "generic", "globex");
    var reader = open("", Role.CUSTOMER, null);
    server.stream.publish("presence", new JsonObject().put("online", true));
    server.stream.publish("presence", new JsonObject().put("device", "others"));
    server.stream.publish("presence", new JsonObject().put("device", "theirs"));
    reader.awaits(() -> reader.text().contains("theirs"));
    assertEquals(List.of("presence"), reader.events());
  }

  @Test
  void a_silent_stream_says_that_it_is_alive() {
    var reader = open("", Role.VIEWER, null);
    reader.awaits(() -> reader.text().contains(": still here"));
  }

  @Test
  void a_stream_ends_when_its_token_is_revoked() {
    var reader = open("", Role.VIEWER, null);
    var caller = server.tokens.authenticate(server.token(Role.VIEWER)).orElseThrow();
    ApiServer.await(server.tokens.revoke(caller.token(), "system"));
    reader.awaits(reader::isOver);
    assertEquals(0, server.stream.listeners());
  }

  @Test
  void streams_past_the_limit_are_refused() {
    for (int i = 0; i < 3; i++) {
      open("", Role.VIEWER, null);
    }
    assertEquals(503, server.get("/api/v1/stream", Role.VIEWER).statusCode());
  }

  @Test
  void a_reader_that_does_not_read_is_let_go_and_disturbs_nobody() {
    var slow = open("", Role.VIEWER, null);
    slow.response.pause();
    var good = open("", Role.VIEWER, null);
    String much = "x".repeat(200_000);
    for (int i = 0; i < 60; i++) {
      int turn = i;
      server.stream.publish("ticket", new JsonObject().put("n", turn).put("much", much));
      good.awaits(() -> good.text().contains("\"n\":" + turn + ","));
    }
    EventReader.await(() -> server.stream.listeners() == 1);
    slow.response.resume();
  }

  private EventReader open(String query, Role role, @Nullable String lastId) {
    return EventReader.open(server, query, role, lastId);
  }
}
