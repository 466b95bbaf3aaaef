package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a ticket taught is offered with the next one like it. */
class ArticleTest {
  private static final String ARTICLES = "/api/v1/articles";

  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static JsonObject ok(HttpResponse<String> answer) {
    assertEquals(2, answer.statusCode() / 100, answer.body());
    return ApiServer.json(answer);
  }

  private JsonObject post(String path, Role role, JsonObject body) {
    return ok(server.send("POST", path, role, body));
  }

  private static void refused(int status, String code, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(code, ApiServer.json(answer).getString("code"), answer.body());
  }

  private static JsonObject text(String title, String body) {
    return new JsonObject().put("title", title).put("body", body);
  }

  private static JsonObject whole(String symptom, @Nullable String model) {
    return new JsonObject()
        .put("symptom", symptom)
        .put("model", model)
        .put("en", text("The inlet is dirty", "Clean it."))
        .put("zh", text("进风口积灰", "请清洁进风口。"))
        .put("forCustomers", true);
  }

  private JsonObject published(JsonObject content) {
    String id = post(ARTICLES, Role.SUPPORT, content).getString("id");
    return post(
        ARTICLES + "/" + id + "/transitions",
        Role.SUPPORT,
        new JsonObject().put("to", "PUBLISHED"));
  }

  private JsonArray fitting(String ticket, Role role) {
    return ok(server.get("/api/v1/tickets/" + ticket + "/articles", role)).getJsonArray("items");
  }

  private String overheated(String device) {
    server.device(device, "gateway-x1", "acme");
    return server.alarm(device, NOW.minusSeconds(90), NOW);
  }

  @Test
  void a_fault_that_was_diagnosed_teaches_and_its_article_is_offered_on_the_next() {
    String number = overheated("d-1");
    move(number, "TRIAGED", new JsonObject());
    refused(
        409,
        "article.nothing",
        server.send("POST", ARTICLES, Role.SUPPORT, new JsonObject().put("ticket", number)));
    move(number, "DIAGNOSED", diagnosis());
    JsonObject draft = post(ARTICLES, Role.SUPPORT, new JsonObject().put("ticket", number));
    assertEquals("DRAFT", draft.getString("state"));
    assertEquals("temperature.high", draft.getString("symptom"));
    assertEquals("gateway-x1", draft.getString("model"));
    assertEquals(number, draft.getString("source"));
    String body = draft.getJsonObject("en").getString("body");
    assertTrue(body.contains("The fan is worn"), body);
    assertFalse(draft.encode().contains("Li Wei"), "whoever it was explained to stays private");
    refused(
        409,
        "article.known",
        server.send("POST", ARTICLES, Role.SUPPORT, new JsonObject().put("ticket", number)));

    String path = ARTICLES + "/" + draft.getString("id");
    var publish = new JsonObject().put("to", "PUBLISHED");
    refused(
        409,
        "article.languages",
        server.send("POST", path + "/transitions", Role.SUPPORT, publish));
    JsonObject edited =
        ok(
            server.send(
                "PUT",
                path,
                Role.SUPPORT,
                whole("temperature.high", "gateway-x1").put("version", 1)));
    assertEquals(2, edited.getInteger("version"));
    post(path + "/transitions", Role.SUPPORT, publish);

    String next = overheated("d-2");
    JsonArray offered = fitting(next, Role.SUPPORT);
    assertEquals(1, offered.size(), offered.encode());
    JsonObject shown = fitting(next, Role.CUSTOMER).getJsonObject(0);
    assertEquals("进风口积灰", shown.getJsonObject("zh").getString("title"));
    assertFalse(shown.containsKey("source"), "another customer's ticket is nobody's business");
  }

  private void move(String number, String to, JsonObject with) {
    post("/api/v1/tickets/" + number + "/transitions", Role.SUPPORT, with.put("to", to));
  }

  private JsonObject diagnosis() {
    return new JsonObject()
        .put("mode", "The fan stands still")
        .put("cause", "The fan is worn")
        .put("causeCode", "FAN_WORN")
        .put("plan", "Replace the fan")
        .put(
            "explainedTo",
            new JsonObject()
                .put("name", "Li Wei")
                .put("at", server.clock.instant().toString())
                .put("how", "phone"));
  }

  @Test
  void an_article_of_other_firmware_or_another_model_is_not_offered() {
    String number = overheated("d-1");
    Await.get(server.states.reportedFirmware(server.devices.get("d-1"), "1.10.0", null, NOW));
    published(whole("temperature.high", "pump-p2"));
    published(whole("temperature.high", null).put("firmwareTo", "1.9.0"));
    assertEquals(0, fitting(number, Role.SUPPORT).size(), "1.10.0 is later than 1.9.0");
    published(whole("temperature.high", null).put("firmwareFrom", "1.9.0"));
    JsonObject nearest =
        published(whole("temperature.high", "gateway-x1").put("firmwareTo", "1.10.0"));
    JsonArray offered = fitting(number, Role.SUPPORT);
    assertEquals(2, offered.size(), offered.encode());
    assertEquals(nearest.getString("id"), offered.getJsonObject(0).getString("id"));
  }

  @Test
  void customers_read_what_is_published_for_them_and_nothing_else() {
    JsonObject inside = published(whole("temperature.high", null).put("forCustomers", false));
    JsonObject theirs = published(whole("flow.low", null));
    JsonObject draft = post(ARTICLES, Role.SUPPORT, whole("leak", null));
    JsonArray seen = ok(server.get(ARTICLES, Role.CUSTOMER)).getJsonArray("items");
    assertEquals(1, seen.size(), seen.encode());
    assertEquals(theirs.getString("id"), seen.getJsonObject(0).getString("id"));
    for (JsonObject each : java.util.List.of(inside, draft)) {
      refused(
          404, "article.unknown", server.get(ARTICLES + "/" + each.getString("id"), Role.CUSTOMER));
    }
    post(
        ARTICLES + "/" + theirs.getString("id") + "/transitions",
        Role.SUPPORT,
        new JsonObject().put("to", "WITHDRAWN"));
    assertEquals(0, ok(server.get(ARTICLES, Role.CUSTOMER)).getJsonArray("items").size());
    assertEquals(
        1,
        ok(server.get(ARTICLES + "?q=inlet&state=WITHDRAWN", Role.QUALITY))
            .getJsonArray("items")
            .size());
  }

  @Test
  void two_writers_do_not_overwrite_each_other_and_every_version_stays_on_record() {
    JsonObject made = post(ARTICLES, Role.SUPPORT, whole("leak", null));
    String path = ARTICLES + "/" + made.getString("id");
    JsonObject second = whole("leak", null).put("en", text("Tighten the flange", "By hand."));
    ok(server.send("PUT", path, Role.QUALITY, second.copy().put("version", 1)));
    refused(
        409,
        "article.changed",
        server.send("PUT", path, Role.SUPPORT, second.copy().put("version", 1)));
    JsonArray versions = ok(server.get(path + "/versions", Role.SUPPORT)).getJsonArray("items");
    assertEquals(2, versions.size());
    assertEquals(
        "Tighten the flange", versions.getJsonObject(0).getJsonObject("en").getString("title"));
    assertEquals(
        "The inlet is dirty", versions.getJsonObject(1).getJsonObject("en").getString("title"));
  }

  @Test
  void a_published_article_keeps_both_languages() {
    JsonObject known = published(whole("leak", null));
    String path = ARTICLES + "/" + known.getString("id");
    JsonObject half =
        whole("leak", null).put("zh", text("", "")).put("version", known.getInteger("version"));
    refused(409, "article.languages", server.send("PUT", path, Role.SUPPORT, half));
    refused(
        409,
        "article.transition",
        server.send(
            "POST", path + "/transitions", Role.SUPPORT, new JsonObject().put("to", "DRAFT")));
  }
}
