package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RolloutApiTest {
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
    var release =
        server.workshop.published("gateway-x1", "1.5.0", "hello".getBytes(StandardCharsets.UTF_8));
    server.releases.put(release.id(), release);
    for (int i = 0; i < 30; i++) {
      server.device("d-" + i, "gateway-x1", null);
    }
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static HttpResponse<String> create(JsonObject plan) {
    return server.send(
        "POST",
        "/api/v1/rollouts",
        Role.RELEASE_ENGINEER,
        new JsonObject().put("model", "gateway-x1").put("release", "1.5.0").put("plan", plan));
  }

  private static HttpResponse<String> to(String id, String state, Role role) {
    return server.send(
        "POST", "/api/v1/rollouts/" + id + "/transitions", role, new JsonObject().put("to", state));
  }

  @Test
  void it_is_written_by_one_approved_by_another_and_draws_its_members_when_it_starts() {
    var plan = new JsonObject().put("waves", new JsonArray().add(5).add("100%"));
    JsonObject made = ApiServer.json(create(plan));
    String id = made.getString("id");
    assertEquals("draft", made.getString("state"));
    assertEquals(0.01, made.getJsonObject("plan").getJsonObject("gates").getDouble("alpha"));
    assertEquals(200, to(id, "submitted", Role.RELEASE_ENGINEER).statusCode());
    HttpResponse<String> refused = to(id, "approved", Role.RELEASE_ENGINEER);
    assertEquals(409, refused.statusCode());
    assertEquals("rollout.four-eyes", ApiServer.json(refused).getString("code"));
    assertEquals(409, to(id, "running", Role.MANAGER).statusCode());
    assertEquals(200, to(id, "approved", Role.MANAGER).statusCode());
    assertEquals(200, to(id, "running", Role.RELEASE_ENGINEER).statusCode());
    JsonObject shown = ApiServer.json(server.get("/api/v1/rollouts/" + id, Role.VIEWER));
    assertTrue(shown.getInteger("size") >= 30);
    assertEquals("running", shown.getString("state"));
    assertEquals(3, shown.getJsonArray("waves").size(), "two waves and those held back");
    JsonObject members =
        ApiServer.json(server.get("/api/v1/rollouts/" + id + "/members?wave=1", Role.VIEWER));
    assertEquals(5, members.getJsonArray("items").size());
    JsonObject pages =
        ApiServer.json(server.get("/api/v1/rollouts/" + id + "/members?limit=7", Role.VIEWER));
    assertEquals(7, pages.getJsonArray("items").size());
    assertTrue(pages.getString("next") != null);
  }

  @Test
  void a_customer_reads_the_notice_and_answers_it() {
    server.device("a-0", "gateway-x1", "acme");
    server.device("z-0", "gateway-x1", "zeta");
    JsonObject made =
        ApiServer.json(create(new JsonObject().put("notice", "ask").put("holdBack", "0%")));
    String id = made.getString("id");
    to(id, "submitted", Role.RELEASE_ENGINEER);
    to(id, "approved", Role.MANAGER);
    var started = to(id, "running", Role.RELEASE_ENGINEER);
    assertEquals(200, started.statusCode(), started.body());
    JsonArray own = items("/api/v1/rollouts/notices", Role.CUSTOMER);
    assertEquals(1, own.size());
    JsonObject notice = own.getJsonObject(0);
    assertEquals("acme", notice.getString("customer"));
    assertEquals(1, notice.getInteger("devices"));
    assertTrue(notice.getString("readAt") != null);
    String one = "/api/v1/rollouts/notices/" + notice.getString("id");
    assertEquals(notice, ApiServer.json(server.get(one, Role.CUSTOMER)));
    assertEquals(200, server.get(one, Role.VIEWER).statusCode());
    assertEquals(404, server.get("/api/v1/rollouts/notices/x", Role.VIEWER).statusCode());
    assertEquals(2, items("/api/v1/rollouts/" + id + "/notices", Role.VIEWER).size());
    var answered =
        server.send(
            "POST",
            "/api/v1/rollouts/notices/" + notice.getString("id") + "/answers",
            Role.CUSTOMER,
            new JsonObject().put("answer", "declined").put("reason", "not before Christmas"));
    assertEquals(200, answered.statusCode(), answered.body());
    assertEquals("declined", ApiServer.json(answered).getString("answer"));
    JsonObject counts =
        ApiServer.json(server.get("/api/v1/rollouts/" + id, Role.VIEWER)).getJsonObject("notices");
    assertEquals(2, counts.getInteger("customers"));
    assertEquals(1, counts.getInteger("declined"));
    assertEquals(1, counts.getInteger("read"));
    JsonArray declined = items("/api/v1/rollouts/" + id + "/members?state=declined", Role.VIEWER);
    assertEquals("a-0", declined.getJsonObject(0).getString("device"));
  }

  private static JsonArray items(String path, Role role) {
    HttpResponse<String> answer = server.get(path, role);
    assertEquals(200, answer.statusCode(), answer.body());
    return ApiServer.json(answer).getJsonArray("items");
  }

  @Test
  void what_a_plan_gets_wrong_is_named() {
    HttpResponse<String> unknown = create(new JsonObject().put("wave", new JsonArray()));
    assertEquals(400, unknown.statusCode());
    assertTrue(unknown.body().contains("did you mean waves?"), unknown.body());
    HttpResponse<String> falling =
        create(new JsonObject().put("waves", new JsonArray().add("50%").add("10%").add("100%")));
    assertEquals("plan.bad", ApiServer.json(falling).getString("code"));
    HttpResponse<String> back = create(new JsonObject().put("rollback", "1.5.0"));
    assertEquals(400, back.statusCode());
    assertTrue(back.body().contains("devices never go below one"), back.body());
  }

  @Test
  void each_reader_is_told_what_they_may_do() {
    String id = ApiServer.json(create(new JsonObject())).getString("id");
    assertEquals(List.of("submitted", "canceled"), allowed(id, Role.RELEASE_ENGINEER));
    to(id, "submitted", Role.RELEASE_ENGINEER);
    assertEquals(List.of("draft", "canceled"), allowed(id, Role.RELEASE_ENGINEER), "not their own");
    assertEquals(List.of("draft", "approved", "canceled"), allowed(id, Role.MANAGER));
    assertEquals(List.of(), allowed(id, Role.VIEWER));
    to(id, "approved", Role.MANAGER);
    to(id, "running", Role.MANAGER);
    assertEquals(
        List.of("paused", "halted", "canceled"),
        allowed(id, Role.MANAGER),
        "no way back: the plan names no release for it");
  }

  private static List<Object> allowed(String id, Role role) {
    return ApiServer.json(server.get("/api/v1/rollouts/" + id, role))
        .getJsonArray("allowed")
        .stream()
        .toList();
  }

  @Test
  void customers_and_viewers_write_none() {
    var body = new JsonObject().put("model", "gateway-x1").put("release", "1.5.0");
    assertEquals(403, server.send("POST", "/api/v1/rollouts", Role.VIEWER, body).statusCode());
    assertEquals(403, server.get("/api/v1/rollouts", Role.CUSTOMER).statusCode());
  }
}
