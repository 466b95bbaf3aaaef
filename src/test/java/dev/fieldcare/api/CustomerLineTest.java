package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.registry.Role;
import dev.fieldcare.rollout.Terms;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Customer acme tries to cross the line to customer zeta on every route there is: with what is
 * zeta's in each path, query and body.
 */
@Timeout(300)
class CustomerLineTest {
  private static final String SYMPTOM = "temperature.high";
  private static ApiServer server;

  /** Zeta's things, by the name they have in the rules; their values must never be told. */
  private static final Map<String, String> ZETAS = new LinkedHashMap<>();

  /** Things nobody has, by the same names. */
  private static final Map<String, String> NOBODYS =
      Map.of(
          "customer", "nobody",
          "device", "no-such",
          "number", "F-1999-999999",
          "alarm", "999999999",
          "action", "999999999",
          "site", "nowhere",
          "serial", "N-0",
          "quote", "999999999",
          "receipt", "made below");

  /**
   * What comes of trying.
   *
   * @param target path and query, with zeta's things in braces
   * @param body likewise; empty for none
   * @param status how it must be answered, with zeta's things and with nobody's alike
   */
  private record Attempt(String target, String body, int status) {}

  private static final Map<String, List<Attempt>> RULES = new LinkedHashMap<>();

  private static void rule(String operation, Attempt... attempts) {
    RULES.put(operation, List.of(attempts));
  }

  private static Attempt get(String target, int status) {
    return new Attempt(target, "", status);
  }

  static {
    // nobody's in particular
    rule("GET /api/v1/openapi.json", get("/api/v1/openapi.json", 200));
    rule("GET /api/v1/me", get("/api/v1/me", 200));
    rule("GET /api/v1/models", get("/api/v1/models", 200));
    rule("GET /api/v1/models/{id}", get("/api/v1/models/gateway-x1", 200));
    rule("GET /api/v1/calendars", get("/api/v1/calendars", 200));
    rule("GET /api/v1/calendars/{id}", get("/api/v1/calendars/none", 404));
    rule("GET /api/v1/signin", get("/api/v1/signin", 200));
    rule("GET /api/v1/signin/openid", get("/api/v1/signin/openid", 404));
    rule("GET /api/v1/signin/openid/callback", get("/api/v1/signin/openid/callback", 403));
    rule(
        "POST /api/v1/session",
        new Attempt("/api/v1/session", "{\"user\":\"{customer}\",\"password\":\"guess\"}", 401));
    rule("GET /api/v1/session", get("/api/v1/session", 200));
    rule("DELETE /api/v1/session", get("/api/v1/session", 204));
    // a user's own, for who signed in
    rule(
        "POST /api/v1/me/password",
        new Attempt(
            "/api/v1/me/password", "{\"old\":\"a\",\"new\":\"a loud pump on the hill\"}", 403));
    rule("POST /api/v1/me/totp", new Attempt("/api/v1/me/totp", "", 403));
    rule("DELETE /api/v1/me/totp", new Attempt("/api/v1/me/totp", "{\"password\":\"a\"}", 403));
    rule(
        "POST /api/v1/me/totp/confirmation",
        new Attempt("/api/v1/me/totp/confirmation", "{\"code\":\"123456\"}", 403));
    rule("GET /api/v1/me/tokens", get("/api/v1/me/tokens", 200));
    rule("POST /api/v1/me/tokens", new Attempt("/api/v1/me/tokens", "{\"name\":\"mine\"}", 403));
    rule("DELETE /api/v1/me/tokens/{id}", get("/api/v1/me/tokens/1", 403));
    // lists: their own, and nothing for who asks for more
    rule(
        "GET /api/v1/commitments",
        get("/api/v1/commitments", 200),
        get("/api/v1/commitments?subject=ticket:{number}", 200),
        get("/api/v1/commitments?customer={customer}", 400));
    rule(
        "GET /api/v1/tickets/{number}/attachments",
        get("/api/v1/tickets/{number}/attachments", 404));
    rule(
        "POST /api/v1/tickets/{number}/attachments",
        new Attempt("/api/v1/tickets/{number}/attachments?name=a.txt", "a note", 404));
    rule("GET /api/v1/attachments/{id}", get("/api/v1/attachments/{attachment}", 404));
    rule("GET /api/v1/articles", get("/api/v1/articles", 200));
    rule("GET /api/v1/articles/{id}", get("/api/v1/articles/{article}", 404));
    rule("GET /api/v1/tickets/{number}/articles", get("/api/v1/tickets/{number}/articles", 404));
    rule(
        "GET /api/v1/prices",
        get("/api/v1/prices", 200),
        get("/api/v1/prices?device={device}", 404));
    rule(
        "GET /api/v1/ledger",
        get("/api/v1/ledger", 200),
        get("/api/v1/ledger?format=csv", 200),
        get("/api/v1/ledger?customer={customer}", 400));
    rule(
        "GET /api/v1/coverages",
        get("/api/v1/coverages", 400),
        get("/api/v1/coverages?device={device}", 404));
    rule(
        "GET /api/v1/quotes",
        get("/api/v1/quotes", 200),
        get("/api/v1/quotes?ticket={number}", 200));
    rule(
        "GET /api/v1/devices",
        get("/api/v1/devices", 200),
        get("/api/v1/devices?customer={customer}", 400),
        get("/api/v1/devices?q={serial}", 200),
        get("/api/v1/devices?standing=true", 200),
        get("/api/v1/devices?site={site}", 200),
        get("/api/v1/devices?lot=L-7", 200),
        get("/api/v1/devices?via={device}", 200),
        get("/api/v1/devices?filter=customer%20!=%20x", 200));
    rule(
        "GET /api/v1/tickets",
        get("/api/v1/tickets", 200),
        get("/api/v1/tickets?customer={customer}", 400),
        get("/api/v1/tickets?device={device}", 200),
        get("/api/v1/tickets?symptom=" + SYMPTOM, 200));
    rule(
        "GET /api/v1/alarms",
        get("/api/v1/alarms", 400),
        get("/api/v1/alarms?device={device}", 404));
    rule("GET /api/v1/holds", get("/api/v1/holds", 400), get("/api/v1/holds?device={device}", 404));
    rule(
        "GET /api/v1/actions",
        get("/api/v1/actions", 400),
        get("/api/v1/actions?device={device}", 404));
    rule(
        "GET /api/v1/reliability",
        get("/api/v1/reliability?by=device", 200),
        get("/api/v1/reliability?by=device&lot=L-7", 200),
        get("/api/v1/reliability?device={device}", 404));
    rule(
        "GET /api/v1/reliability/compare",
        get("/api/v1/reliability/compare?a=1&b=2", 404),
        get("/api/v1/reliability/compare?a=1&b=2&device={device}", 404));
    rule(
        "GET /api/v1/reliability/growth",
        get("/api/v1/reliability/growth", 400),
        get("/api/v1/reliability/growth?device={device}", 404));
    rule(
        "GET /api/v1/sites",
        get("/api/v1/sites", 200),
        get("/api/v1/sites?standing=true", 200),
        get("/api/v1/sites?customer={customer}", 400));
    rule(
        "GET /api/v1/contacts",
        get("/api/v1/contacts", 200),
        get("/api/v1/contacts?site={site}", 200),
        get("/api/v1/contacts?address={address}", 200),
        get("/api/v1/contacts?customer={customer}", 400));
    rule(
        "GET /api/v1/contracts",
        get("/api/v1/contracts", 200),
        get("/api/v1/contracts?customer={customer}", 400));
    // single things
    for (String below : List.of("", "/lines")) {
      rule(
          "GET /api/v1/contracts/{number}" + below,
          get("/api/v1/contracts/{contract}" + below, 404));
    }
    rule("GET /api/v1/sites/{id}", get("/api/v1/sites/{site}", 404));
    rule("GET /api/v1/contacts/{id}", get("/api/v1/contacts/{contact}", 404));
    for (String below :
        List.of(
            "", "/clock", "/package", "/metrics", "/timeline", "/update", "/alarms/{symptom}")) {
      rule(
          "GET /api/v1/devices/{id}" + below,
          get("/api/v1/devices/{device}" + below.replace("{symptom}", SYMPTOM), 404));
    }
    rule(
        "GET /api/v1/devices/{id}/telemetry",
        get("/api/v1/devices/{device}/telemetry?metric=temperature", 404));
    rule("GET /api/v1/alarms/{id}", get("/api/v1/alarms/{alarm}", 404));
    rule("GET /api/v1/actions/{id}", get("/api/v1/actions/{action}", 404));
    rule(
        "POST /api/v1/actions/{id}/transitions",
        new Attempt("/api/v1/actions/{action}/transitions", "{\"to\":\"confirmed\"}", 404),
        new Attempt("/api/v1/actions/{action}/transitions", "{\"to\":\"denied\"}", 404));
    for (String below : List.of("", "/explanation")) {
      rule(
          "GET /api/v1/commitments/{id}" + below,
          get("/api/v1/commitments/{commitment}" + below, 404));
    }
    rule("GET /api/v1/rollouts/notices", get("/api/v1/rollouts/notices", 200));
    rule("GET /api/v1/rollouts/notices/{id}", get("/api/v1/rollouts/notices/{notice}", 404));
    rule(
        "POST /api/v1/rollouts/notices/{id}/answers",
        new Attempt("/api/v1/rollouts/notices/{notice}/answers", "{\"answer\":\"accepted\"}", 404),
        new Attempt(
            "/api/v1/rollouts/notices/{notice}/answers",
            "{\"answer\":\"declined\",\"reason\":\"no\"}",
            404));
    rule("GET /api/v1/devices/{id}/entitlement", get("/api/v1/devices/{device}/entitlement", 404));
    for (String below : List.of("", "/document.pdf")) {
      rule("GET /api/v1/quotes/{id}" + below, get("/api/v1/quotes/{quote}" + below, 404));
    }
    rule(
        "POST /api/v1/quotes/{id}/transitions",
        new Attempt("/api/v1/quotes/{quote}/transitions", "{\"to\":\"DECLINED\"}", 404),
        new Attempt("/api/v1/quotes/{quote}/transitions", "{\"to\":\"ACCEPTED\"}", 404));
    for (String below : List.of("", "/verify", "/document.pdf")) {
      rule("GET /api/v1/signoffs/{id}" + below, get("/api/v1/signoffs/{signoff}" + below, 404));
    }
    rule(
        "POST /api/v1/signoffs",
        new Attempt(
            "/api/v1/signoffs",
            """
            {"subject":"quote:{quote}","hash":"{hash}","agreed":true,"signer":"Me","method":"drawn",
             "drawing":"<svg/>"}
            """,
            404));
    rule(
        "POST /api/v1/signoffs/codes",
        new Attempt("/api/v1/signoffs/codes", "{\"subject\":\"quote:{quote}\"}", 404));
    rule(
        "POST /api/v1/tickets",
        new Attempt(
            "/api/v1/tickets",
            "{\"kind\":\"fault\",\"device\":\"{device}\",\"symptom\":\"leak\",\"text\":\"mine?\"}",
            404));
    rule(
        "POST /api/v1/tickets/{number}/messages",
        new Attempt("/api/v1/tickets/{number}/messages", "{\"text\":\"mine?\"}", 404));
    for (String below : List.of("bill", "report", "report.pdf")) {
      rule("GET /api/v1/tickets/{number}/" + below, get("/api/v1/tickets/{number}/" + below, 404));
    }
    rule("GET /api/v1/tickets/{number}", get("/api/v1/tickets/{number}", 404));
    rule("GET /api/v1/tickets/{number}/history", get("/api/v1/tickets/{number}/history", 404));
    rule(
        "POST /api/v1/tickets/{number}/transitions",
        new Attempt("/api/v1/tickets/{number}/transitions", "{\"to\":\"CANCELLED\"}", 404),
        new Attempt(
            "/api/v1/tickets/{own}/transitions",
            "{\"to\":\"MERGED\",\"parent\":\"{number}\"}",
            409));
    rule(
        "POST /api/v1/tickets/{number}/comments",
        new Attempt("/api/v1/tickets/{number}/comments", "{\"text\":\"mine?\"}", 404));
    rule("POST /api/v1/receipts", new Attempt("/api/v1/receipts", "{receipt}", 403));
    // tried by a_stream_tells_a_customer_nothing_of_others
    rule("GET /api/v1/stream");
    rule(
        "GET /api/v1/tickets/{number}/messages/stream",
        get("/api/v1/tickets/{number}/messages/stream", 404));
  }

  @BeforeAll
  static void open() throws Exception {
    server = new ApiServer();
    put("/api/v1/customers/zeta", "{\"name\":\"Zeta Works\"}");
    put("/api/v1/sites/zeta-site", "{\"name\":\"Zeta Hill\",\"customer\":\"zeta\"}");
    String token = device("zeta-1", "zeta", "ZS-7", "zeta-site");
    device("acme-1", "acme", "AS-7", null);
    ZETAS.put("customer", "zeta");
    ZETAS.put("device", "zeta-1");
    ZETAS.put("serial", "ZS-7");
    ZETAS.put("site", "zeta-site");
    put(
        "/api/v1/contacts/zhou",
        "{\"name\":\"Zeta's Zhou\",\"customer\":\"zeta\",\"email\":\"zhou@example.com\"}");
    post(
        "/api/v1/contracts",
        "{\"number\":\"K-7-77\",\"customer\":\"zeta\",\"name\":\"Zeta care\","
            + "\"from\":\"2026-01-01\",\"to\":\"2026-12-31\"}");
    ZETAS.put("contract", "K-7-77");
    ZETAS.put("contact", "zhou");
    ZETAS.put("address", "zhou@example.com");
    String own = server.alarm("acme-1", ApiServer.NOW, ApiServer.NOW); // the number of examples
    var article =
        server.send("POST", "/api/v1/articles", Role.ADMIN, "{\"en\":{\"title\":\"Zeta only\"}}");
    ZETAS.put("article", ApiServer.json(article).getString("id"));
    ZETAS.put("number", server.alarm("zeta-1", ApiServer.NOW, ApiServer.NOW));
    var attachment =
        server.send(
            "POST",
            "/api/v1/tickets/" + ZETAS.get("number") + "/attachments?name=zeta.txt",
            Role.ADMIN,
            "Zeta's note");
    ZETAS.put("attachment", ApiServer.json(attachment).getString("id"));
    sell();
    ZETAS.put("own", own);
    ZETAS.put("alarm", id("/api/v1/alarms?device=zeta-1"));
    post("/api/v1/tickets/" + ZETAS.get("number") + "/comments", "{\"text\":\"Zeta words\"}");
    server.reading("zeta-1", "temperature", ApiServer.NOW.toEpochMilli() - 1, 40);
    var release =
        server.workshop.published("gateway-x1", "1.1.0", "image".getBytes(StandardCharsets.UTF_8));
    server.releases.put(release.id(), release);
    var action =
        Await.get(
            server.actions.assign(
                server.devices.get("zeta-1"),
                release,
                new Terms(true, true, null, null),
                "user:ann"));
    ZETAS.put("action", Long.toString(action.id()));
    ZETAS.put("notice", notice(release.id()));
    ZETAS.put("receipt", receipt("zeta-1", token, action.id(), release.image().sha256()));
    // as grouping would: acme's ticket below one of zeta's
    ApiServer.await(
        server
            .database
            .pool()
            .query(
                "update tickets set parent = '%s' where number = '%s'"
                    .formatted(ZETAS.get("number"), own))
            .execute());
  }

  /** Zeta is told of a rollout that is under way; succeeds with the number of the notice. */
  private static String notice(long release) {
    return Long.toString(
        ApiServer.await(
            server
                .database
                .pool()
                .query(
                    """
                    WITH made AS (
                      INSERT INTO rollouts (name, model, release, filter, plan, state, created_by,
                        created_at, changed_at)
                      VALUES ('zeta', 'gateway-x1', %d, '', '{}', 'RUNNING', 'me', now(), now())
                      RETURNING id)
                    INSERT INTO rollout_notices (rollout, customer, devices, made_at)
                    SELECT id, 'zeta', 1, now() FROM made RETURNING id
                    """
                        .formatted(release))
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))));
  }

  /** Zeta is quoted a trip. */
  private static void sell() {
    ZETAS.put("commitment", id("/api/v1/commitments?subject=ticket:" + ZETAS.get("number")));
    String lines = "[{\"kind\":\"TRAVEL\",\"estimate\":20000,\"cap\":30000}]";
    String wanted =
        "{\"ticket\":\"%s\",\"purpose\":\"TRIP\",\"lines\":%s}"
            .formatted(ZETAS.get("number"), lines);
    JsonObject quote = ApiServer.json(post("/api/v1/quotes", wanted));
    ZETAS.put("quote", quote.getString("id"));
    JsonObject issued =
        ApiServer.json(
            post(
                "/api/v1/quotes/" + quote.getString("id") + "/transitions", "{\"to\":\"ISSUED\"}"));
    ZETAS.put("hash", issued.getString("hash"));
    ZETAS.put("signoff", "1"); // whoever's it is: acme has signed nothing
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void every_route_has_a_rule_and_every_rule_a_route() {
    var open = new TreeSet<String>();
    operations()
        .forEach(
            (name, route) -> {
              if (route.isPublic() || route.admits(Role.CUSTOMER)) {
                open.add(name);
              }
            });
    assertEquals(open, new TreeSet<>(RULES.keySet()), "say what a customer may not do there");
  }

  @Test
  void routes_of_staff_are_closed_to_customers() {
    operations()
        .forEach(
            (name, route) -> {
              if (!route.isPublic() && !route.admits(Role.CUSTOMER)) {
                String path = name.substring(name.indexOf(' ') + 1).replaceAll("\\{[a-z]+}", "1");
                var answer = server.send(route.method().name(), path, Role.CUSTOMER, "{}");
                assertEquals(403, answer.statusCode(), name + ": " + answer.body());
              }
            });
  }

  @Test
  void nothing_of_another_customers_can_be_seen_or_done() {
    RULES.forEach(
        (operation, attempts) ->
            attempts.forEach(
                attempt -> {
                  String method = operation.substring(0, operation.indexOf(' '));
                  HttpResponse<String> answer = tried(method, attempt, ZETAS);
                  String what = method + " " + attempt + ": " + answer.body();
                  assertEquals(attempt.status(), answer.statusCode(), what);
                  String asked = filled(attempt.target() + attempt.body(), ZETAS);
                  boolean isSealed = attempt.body().contains("{receipt}"); // names its device
                  assertTellsNothing(
                      what, isSealed ? asked + ZETAS.get("device") : asked, answer.body());
                }));
  }

  @Test
  void what_is_anothers_is_refused_as_what_does_not_exist() throws Exception {
    var nobodys = new LinkedHashMap<>(NOBODYS);
    nobodys.put("commitment", "999999999");
    nobodys.put("contact", "nobody-1");
    nobodys.put("contract", "K-0");
    nobodys.put("address", "nobody@example.com");
    nobodys.put("signoff", "999999999");
    nobodys.put("notice", "999999999");
    nobodys.put("article", "999999999");
    nobodys.put("attachment", "999999999");
    nobodys.put("hash", String.valueOf(ZETAS.get("hash")));
    nobodys.put("own", String.valueOf(ZETAS.get("own")));
    nobodys.put("receipt", receipt("no-such", "secret", 1, "ab".repeat(32)));
    RULES.forEach(
        (operation, attempts) ->
            attempts.forEach(
                attempt -> {
                  String method = operation.substring(0, operation.indexOf(' '));
                  HttpResponse<String> anothers = tried(method, attempt, ZETAS);
                  HttpResponse<String> none = tried(method, attempt, nobodys);
                  assertEquals(none.statusCode(), anothers.statusCode(), attempt.toString());
                  if (anothers.statusCode() >= 400 && !anothers.body().startsWith("<")) {
                    assertEquals(
                        ApiServer.json(none).getString("code"),
                        ApiServer.json(anothers).getString("code"),
                        attempt.toString());
                  }
                }));
  }

  @Test
  void a_ticket_of_their_own_names_no_ticket_of_others() {
    String path = "/api/v1/tickets/" + ZETAS.get("own");
    JsonObject seenByStaff = ApiServer.json(server.get(path, Role.VIEWER));
    assertEquals(ZETAS.get("number"), seenByStaff.getJsonArray("siblings").getString(0));
    assertEquals(ZETAS.get("number"), seenByStaff.getString("parent"));

    for (String each : List.of(path, path + "/history", "/api/v1/devices/acme-1/timeline")) {
      HttpResponse<String> answer = server.get(each, Role.CUSTOMER);
      assertEquals(200, answer.statusCode(), answer.body());
      assertTellsNothing(each, "", answer.body());
    }
    var comment =
        server.send("POST", path + "/comments", Role.CUSTOMER, "{\"text\":\"still hot\"}");
    assertEquals(201, comment.statusCode(), comment.body());
    assertTellsNothing("comment", "", comment.body());
  }

  @Test
  void what_staff_notes_for_itself_is_not_told_the_customer() {
    String path = "/api/v1/tickets/" + ZETAS.get("own");
    post(path + "/comments", "{\"text\":\"between us\"}");
    post(path + "/messages", "{\"text\":\"not for them\",\"direction\":\"note\"}");
    var said = server.send("POST", path + "/messages", Role.CUSTOMER, "{\"text\":\"and now?\"}");
    for (String told :
        List.of(
            said.body(),
            server.get(path, Role.CUSTOMER).body(),
            server.get(path + "/history", Role.CUSTOMER).body(),
            server.get("/api/v1/devices/acme-1/timeline", Role.CUSTOMER).body())) {
      assertFalse(told.contains("between us"), told);
      assertFalse(told.contains("not for them"), told);
    }
    assertTrue(said.body().contains("and now?"));
    assertTrue(server.get(path, Role.VIEWER).body().contains("between us"));
  }

  @Test
  void a_device_that_changed_hands_brings_no_tickets_along() {
    device("moved-1", "zeta", "MS-7", null);
    String number = server.alarm("moved-1", ApiServer.NOW, ApiServer.NOW);
    var moved =
        server.send("PATCH", "/api/v1/devices/moved-1", Role.ADMIN, "{\"customer\":\"acme\"}");
    assertEquals(200, moved.statusCode(), moved.body());
    var reader = EventReader.open(server, "?topics=tickets", Role.CUSTOMER);
    server.alarm("moved-1", ApiServer.NOW, ApiServer.NOW.plusSeconds(60));
    post("/api/v1/tickets/" + number + "/comments", "{\"text\":\"for zeta\"}");
    post("/api/v1/tickets/" + ZETAS.get("own") + "/messages", "{\"text\":\"for acme\"}");
    reader.awaits(() -> reader.text().contains("for acme"));
    assertFalse(reader.text().contains(number), reader.text());
    String timeline = server.get("/api/v1/devices/moved-1/timeline", Role.CUSTOMER).body();
    assertFalse(timeline.contains(number), timeline);
  }

  @Test
  void a_stream_tells_a_customer_nothing_of_others() {
    var reader = EventReader.open(server, "", Role.CUSTOMER);
    var staff = EventReader.open(server, "", Role.VIEWER);
    server.stream.presence(server.devices.get("zeta-1"), true, ApiServer.NOW);
    post("/api/v1/tickets/" + ZETAS.get("number") + "/comments", "{\"text\":\"Zeta words\"}");
    post("/api/v1/devices/zeta-1/alarms/" + SYMPTOM + "/transitions", "{\"to\":\"acknowledged\"}");
    post("/api/v1/tickets/" + ZETAS.get("own") + "/messages", "{\"text\":\"the last word\"}");
    staff.awaits(() -> staff.text().contains("the last word"));
    reader.awaits(() -> reader.text().contains("the last word"));
    assertTrue(staff.text().contains("Zeta words"));
    assertEquals(List.of("ticket"), reader.events());
    assertTellsNothing("stream", "", reader.text());
  }

  /** An answer may repeat what was asked, and nothing else of zeta's. */
  private static void assertTellsNothing(String what, String asked, String answer) {
    var secrets = new ArrayList<>(ZETAS.values());
    secrets.remove(ZETAS.get("own"));
    secrets.remove(ZETAS.get("alarm"));
    secrets.removeAll(
        List.of(
            String.valueOf(ZETAS.get("action")),
            String.valueOf(ZETAS.get("commitment")),
            String.valueOf(ZETAS.get("notice")),
            String.valueOf(ZETAS.get("article")),
            String.valueOf(ZETAS.get("attachment")),
            String.valueOf(ZETAS.get("quote")),
            String.valueOf(ZETAS.get("signoff")))); // mere small numbers
    secrets.addAll(List.of("Zeta", "zeta"));
    for (String secret : secrets) {
      if (!asked.contains(secret)) {
        assertFalse(answer.contains(secret), secret + " is told by " + what);
      }
    }
  }

  private static HttpResponse<String> tried(
      String method, Attempt attempt, Map<String, String> things) {
    String body = filled(attempt.body(), things);
    return server.send(
        method,
        filled(attempt.target(), things),
        Role.CUSTOMER,
        HttpMethod.valueOf(method).equals(HttpMethod.GET) ? null : body);
  }

  private static String filled(String text, Map<String, String> things) {
    String filled = text;
    for (var each : things.entrySet()) {
      filled = filled.replace("{" + each.getKey() + "}", each.getValue());
    }
    return filled;
  }

  private static Map<String, Endpoint> operations() {
    var operations = new LinkedHashMap<String, Endpoint>();
    Set<String> documented = new HashSet<>(OpenApi.document().getJsonObject("paths").fieldNames());
    for (Endpoint each : server.api.table()) {
      String path = each.path().replaceAll(":([A-Za-z]+)", "{$1}");
      if (documented.contains(path)) {
        operations.put(each.method() + " " + path, each);
      }
    }
    return operations;
  }

  private static String receipt(String device, String token, long action, String sha)
      throws Exception {
    var payload =
        new JsonObject()
            .put("device", device)
            .put("action", Long.toString(action))
            .put("release", "1.1.0")
            .put("sha256", sha)
            .put("result", "confirmed")
            .put("at", ApiServer.NOW.toEpochMilli());
    String signed = base64("{\"alg\":\"HS256\"}") + "." + base64(payload.encode());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(dev.fieldcare.base.Json.sha256(token), "HmacSHA256"));
    byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String device(String id, String customer, String serial, @Nullable String site) {
    var body =
        new JsonObject()
            .put("id", id)
            .put("model", "gateway-x1")
            .put("customer", customer)
            .put("serial", serial)
            .put("site", site)
            .put("lot", "L-7");
    return ApiServer.json(post("/api/v1/devices", body.encode())).getString("token");
  }

  private static String id(String list) {
    return ApiServer.json(server.get(list, Role.ADMIN))
        .getJsonArray("items")
        .getJsonObject(0)
        .getString("id");
  }

  private static void put(String path, String body) {
    var answer = server.send("PUT", path, Role.ADMIN, body);
    assertTrue(answer.statusCode() < 300, answer.body());
  }

  private static HttpResponse<String> post(String path, String body) {
    var answer = server.send("POST", path, Role.ADMIN, body);
    assertTrue(answer.statusCode() < 300, answer.body());
    return answer;
  }
}
