package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.await;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.api.signin.CodeApp;
import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** People sign in over HTTP, and stay no longer than they should. */
@Timeout(120)
class SignInApiTest {
  private static final String PASSWORD = "a quiet pump by the lake";
  private static final String OTHER = "a loud pump on the hill";

  private final ApiServer server = new ApiServer();
  private final Browser browser = new Browser(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void who_types_user_and_password_is_let_in_by_a_cookie_no_script_can_read() {
    user("ann", Role.SUPPORT, null);
    var answer = browser.signIn(" Ann ", PASSWORD, null);
    assertEquals(200, answer.statusCode(), answer.body());
    String cookie = answer.headers().firstValue("Set-Cookie").orElse("");
    for (String part : List.of("HTTPOnly", "SameSite=Strict", "Path=/")) {
      assertTrue(cookie.contains(part), cookie);
    }
    assertFalse(cookie.contains("Secure"), "over plain HTTP the browser would not keep it");
    assertTrue(SessionCookie.set("x", true).contains("; Secure"));
    JsonObject me = json(answer);
    assertEquals("ann", me.getString("user"));
    assertEquals("Ann", me.getString("name"));
    assertEquals("support", me.getString("role"));
    assertEquals("password", me.getString("by"));
    assertEquals(me, json(browser.get("/api/v1/session")));
    assertEquals(200, browser.get("/api/v1/tickets").statusCode());
    assertEquals("ann", json(browser.get("/api/v1/me")).getString("name"));
    assertEquals(403, browser.get("/api/v1/users").statusCode(), "not an administrator's");
    assertTrue(journal().contains("user:ann signin.succeeded user:ann"), journal().toString());
  }

  @Test
  void a_wrong_password_and_an_unknown_user_are_answered_alike() {
    user("ann", Role.SUPPORT, null);
    var wrong = browser.signIn("ann", OTHER, null);
    var unknown = browser.signIn("nobody", OTHER, null);
    assertEquals(401, wrong.statusCode());
    assertEquals(wrong.body(), unknown.body());
    assertEquals("signin.failed", json(wrong).getString("code"));
    String said = entries().toString();
    assertFalse(said.contains("nobody"), "what was typed may be a password");
    assertFalse(said.contains(OTHER), said);
    assertTrue(journal().contains("system signin.failed user:ann"));
  }

  @Test
  void what_changes_something_needs_the_sessions_csrf_token() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    var body = new JsonObject().put("id", "d-1").put("model", "gateway-x1");
    var without = browser.sendWithoutCsrf("POST", "/api/v1/devices", body);
    assertEquals(403, without.statusCode());
    assertEquals("csrf.missing", json(without).getString("code"));
    String good = browser.csrf;
    browser.csrf = good.substring(1) + "A";
    assertEquals(403, browser.send("POST", "/api/v1/devices", body).statusCode());
    browser.csrf = good;
    assertEquals(201, browser.send("POST", "/api/v1/devices", body).statusCode());
    assertEquals(403, browser.sendWithoutCsrf("DELETE", "/api/v1/session", null).statusCode());
    assertEquals(200, browser.sendWithoutCsrf("GET", "/api/v1/devices", null).statusCode());
    assertEquals(200, browser.sendWithoutCsrf("HEAD", "/api/v1/devices", null).statusCode());
  }

  @Test
  void another_sites_page_cannot_sign_its_reader_in_here() {
    user("ann", Role.SUPPORT, null);
    for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1", "::")) {
      assertEquals(403, from(origin).statusCode(), origin);
    }
    assertEquals(200, from(server.base).statusCode());
  }

  @Test
  void our_own_page_signs_in_over_http_2_which_knows_no_host_header() throws Exception {
    user("ann", Role.SUPPORT, null);
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      var first = server.request("/api/v1/signin").build();
      var upgraded = client.send(first, HttpResponse.BodyHandlers.ofString());
      assertEquals(HttpClient.Version.HTTP_2, upgraded.version());
      var body = new JsonObject().put("user", "ann").put("password", PASSWORD);
      var entering =
          server
              .request("/api/v1/session")
              .header("Origin", server.base)
              .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
      var entered = client.send(entering.build(), HttpResponse.BodyHandlers.ofString());
      assertEquals(HttpClient.Version.HTTP_2, entered.version());
      assertEquals(200, entered.statusCode(), entered.body());
    }
  }

  private HttpResponse<String> from(String origin) {
    var body = new JsonObject().put("user", "ann").put("password", PASSWORD);
    return server.send(
        server
            .request("/api/v1/session")
            .header("Origin", origin)
            .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
  }

  @Test
  void two_cookies_of_the_name_are_none() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    String good = browser.cookie;
    browser.cookie = "x; fieldcare_session=" + good;
    assertEquals(401, browser.get("/api/v1/session").statusCode());
    browser.cookie = "a%00b\"";
    assertEquals(401, browser.get("/api/v1/session").statusCode());
  }

  @Test
  void who_signs_out_is_out_wherever_the_cookie_went() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    String cookie = browser.cookie;
    var out = browser.send("DELETE", "/api/v1/session", null);
    assertEquals(204, out.statusCode());
    assertTrue(out.headers().firstValue("Set-Cookie").orElse("").contains("Max-Age=0"));
    browser.cookie = cookie;
    assertEquals("session.over", json(browser.get("/api/v1/session")).getString("code"));
    assertTrue(journal().contains("user:ann signin.ended user:ann"));
  }

  @Test
  void ten_failures_lock_the_name_and_each_ten_more_for_longer() {
    user("ann", Role.SUPPORT, null);
    for (String name : List.of("ann", "nobody")) {
      fail(name, 10);
      var locked = browser.signIn(name, PASSWORD, null);
      assertEquals(429, locked.statusCode(), name);
      assertEquals("signin.locked", json(locked).getString("code"));
      assertEquals("900", locked.headers().firstValue("Retry-After").orElse(""));
    }
    server.clock.move(Duration.ofMinutes(15).minusSeconds(1));
    assertEquals(429, browser.signIn("ann", PASSWORD, null).statusCode());
    server.clock.move(Duration.ofSeconds(1));
    fail("ann", 10);
    server.clock.move(Duration.ofMinutes(29));
    assertEquals(429, browser.signIn("ann", PASSWORD, null).statusCode());
    var seen = json(server.get("/api/v1/users/ann", Role.ADMIN));
    assertNotNull(seen.getString("lockedUntil"));
    assertEquals(200, transition("ann", "unlocked").statusCode());
    assertEquals(200, browser.signIn("ann", PASSWORD, null).statusCode());
    fail("ann", 9);
    assertEquals(200, browser.signIn("ann", PASSWORD, null).statusCode(), "success forgives");
    fail("ann", 9);
    assertEquals(200, browser.signIn("ann", PASSWORD, null).statusCode());
  }

  @Test
  void attempts_at_the_same_time_are_no_more_than_one_by_one() {
    user("ann", Role.SUPPORT, null);
    var tries = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < 30; i++) {
      String password = OTHER + i;
      tries.add(
          CompletableFuture.supplyAsync(
              () -> new Browser(server).signIn("ann", password, null).statusCode()));
    }
    var answers = tries.stream().map(CompletableFuture::join).toList();
    assertEquals(10, answers.stream().filter(status -> status == 401).count(), answers.toString());
    assertEquals(20, answers.stream().filter(status -> status == 429).count());
    assertEquals(429, browser.signIn("ann", PASSWORD, null).statusCode());
  }

  @Test
  void an_address_that_fails_too_often_is_slowed_down() {
    user("ann", Role.SUPPORT, null);
    for (int i = 0; i < 60; i++) {
      assertEquals(401, browser.signIn("somebody" + i, OTHER, null).statusCode(), "" + i);
    }
    var throttled = browser.signIn("ann", PASSWORD, null);
    assertEquals(429, throttled.statusCode());
    assertEquals("signin.throttled", json(throttled).getString("code"));
    server.clock.move(Duration.ofSeconds(10));
    assertEquals(200, browser.signIn("ann", PASSWORD, null).statusCode());
  }

  @Test
  void a_session_survives_a_restart_and_ends_unused_or_old() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    var again =
        SignIn.on(
            server.vertx, server.database, server.journal, server.clock, server.signIn.settings());
    await(again.load());
    var session = again.sessions().find(browser.cookie).orElseThrow();
    assertEquals("ann", again.userOf(session).orElseThrow().name());

    var row = await(server.database.pool().query("select s::text as t from sessions s").execute());
    assertFalse(row.iterator().next().getString("t").contains(browser.cookie));

    for (int i = 0; i < 14; i++) { // seven days, never unused for twelve hours
      assertEquals(200, browser.get("/api/v1/session").statusCode(), "half day " + i);
      server.clock.move(Duration.ofHours(11).plusMinutes(59));
    }
    assertEquals(200, browser.get("/api/v1/session").statusCode());
    server.clock.move(Duration.ofMinutes(14));
    assertEquals(401, browser.get("/api/v1/session").statusCode(), "its life is over");

    browser.signIn("ann", PASSWORD, null);
    server.clock.move(Duration.ofHours(12));
    assertEquals(401, browser.get("/api/v1/session").statusCode(), "unused for too long");
  }

  @Test
  void another_role_being_disabled_or_a_reset_ends_sessions() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    var named = server.send("PATCH", "/api/v1/users/ann", Role.ADMIN, "{\"name\":\"Anna\"}");
    assertEquals(200, named.statusCode(), named.body());
    assertEquals("Anna", json(browser.get("/api/v1/session")).getString("name"));
    server.send("PATCH", "/api/v1/users/ann", Role.ADMIN, "{\"role\":\"manager\"}");
    assertEquals(401, browser.get("/api/v1/session").statusCode());

    assertEquals("manager", json(browser.signIn("ann", PASSWORD, null)).getString("role"));
    assertEquals(200, transition("ann", "disabled").statusCode());
    assertEquals(401, browser.get("/api/v1/session").statusCode());
    assertEquals(401, browser.signIn("ann", PASSWORD, null).statusCode());
    assertEquals(409, transition("ann", "disabled").statusCode());
    assertEquals(200, transition("ann", "active").statusCode());
    assertEquals(401, browser.get("/api/v1/session").statusCode(), "an old one stays over");

    browser.signIn("ann", PASSWORD, null);
    var reset = server.send("POST", "/api/v1/users/ann/password-resets", Role.ADMIN, null);
    assertEquals(401, browser.get("/api/v1/session").statusCode());
    String given = json(reset).getString("password");
    assertTrue(json(browser.signIn("ann", given, null)).getBoolean("mustChange"));
  }

  @Test
  void a_stream_ends_with_its_session() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    var session = server.signIn.sessions().find(browser.cookie).orElseThrow();
    assertTrue(server.signIn.isInForce(session));
    transition("ann", "disabled");
    assertFalse(server.signIn.isInForce(session));
  }

  @Test
  void who_was_invited_chooses_a_password_before_anything_else() {
    var made =
        server.send(
            "POST",
            "/api/v1/users",
            Role.ADMIN,
            "{\"user\":\"ann\",\"name\":\"Ann\",\"role\":\"support\"}");
    assertEquals(201, made.statusCode(), made.body());
    String first = json(made).getString("password");
    assertTrue(first.length() >= 20, "128 bits at least");
    assertTrue(json(browser.signIn("ann", first, null)).getBoolean("mustChange"));
    assertEquals("password.mustChange", json(browser.get("/api/v1/tickets")).getString("code"));
    assertEquals("password.mustChange", json(browser.get("/api/v1/me/tokens")).getString("code"));
    assertEquals(200, browser.get("/api/v1/session").statusCode());
    for (String bad : List.of("short", "my name is ann ok", "passwordpassword", first)) {
      assertEquals(400, change(first, bad).statusCode(), bad);
    }
    assertEquals(403, change(OTHER, PASSWORD).statusCode());
    String before = browser.cookie;
    var changed = change(first, PASSWORD);
    assertEquals(200, changed.statusCode(), changed.body());
    assertFalse(json(changed).getBoolean("mustChange"));
    assertNotEquals(before, browser.cookie);
    assertEquals(200, browser.get("/api/v1/tickets").statusCode());
    browser.cookie = before;
    assertEquals(401, browser.get("/api/v1/session").statusCode());
    assertEquals(401, browser.signIn("ann", first, null).statusCode());
  }

  @Test
  void guesses_at_the_old_password_lock_as_guesses_at_the_door_do() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    for (int i = 0; i < 10; i++) {
      assertEquals(403, change(OTHER + i, "some new pass phrase").statusCode());
    }
    assertEquals(429, change(PASSWORD, "some new pass phrase").statusCode());
    assertEquals(429, new Browser(server).signIn("ann", PASSWORD, null).statusCode());
    assertEquals(200, browser.get("/api/v1/session").statusCode());
  }

  @Test
  void one_time_codes_are_asked_for_once_confirmed_and_each_works_once() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    var proposed = json(browser.send("POST", "/api/v1/me/totp", null));
    var app = new CodeApp(proposed.getString("secret"), server.clock);
    assertTrue(proposed.getString("uri").contains(proposed.getString("secret")));
    assertEquals(
        200, new Browser(server).signIn("ann", PASSWORD, null).statusCode(), "not confirmed yet");
    assertEquals(400, confirm("000000").statusCode());
    String first = app.code(0);
    assertEquals(204, confirm(first).statusCode());
    assertTrue(json(browser.get("/api/v1/session")).getBoolean("totp"));
    assertEquals(409, browser.send("POST", "/api/v1/me/totp", null).statusCode());

    var door = new Browser(server);
    var needed = door.signIn("ann", PASSWORD, null);
    assertEquals(401, needed.statusCode());
    assertEquals("signin.codeNeeded", json(needed).getString("code"));
    assertEquals("signin.failed", json(door.signIn("ann", OTHER, null)).getString("code"));
    assertEquals(
        "signin.failed",
        json(door.signIn("ann", PASSWORD, first)).getString("code"),
        "it was used to confirm");
    server.clock.move(Duration.ofSeconds(30));
    assertEquals(401, door.signIn("ann", PASSWORD, app.code(2)).statusCode());
    assertEquals(401, door.signIn("ann", PASSWORD, app.code(-2)).statusCode());
    String code = app.code(0);
    assertEquals(200, door.signIn("ann", PASSWORD, code).statusCode());
    assertEquals(401, door.signIn("ann", PASSWORD, code).statusCode(), "used before");
    assertEquals(401, door.signIn("ann", PASSWORD, app.code(-1)).statusCode(), "older than used");

    assertEquals(403, removeTotp(OTHER).statusCode());
    assertEquals(204, removeTotp(PASSWORD).statusCode());
    assertEquals(200, door.signIn("ann", PASSWORD, null).statusCode());
    assertTrue(journal().contains("user:ann totp.enabled user:ann"));
    assertTrue(journal().contains("user:ann totp.removed user:ann"));
    assertFalse(entries().toString().contains(proposed.getString("secret")));
  }

  @Test
  void one_code_used_by_many_at_once_lets_one_in() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    var proposed = json(browser.send("POST", "/api/v1/me/totp", null));
    var app = new CodeApp(proposed.getString("secret"), server.clock);
    confirm(app.code(0));
    server.clock.move(Duration.ofSeconds(60));
    String code = app.code(0);
    var tries = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < 8; i++) {
      tries.add(
          CompletableFuture.supplyAsync(
              () -> new Browser(server).signIn("ann", PASSWORD, code).statusCode()));
    }
    var answers = tries.stream().map(CompletableFuture::join).toList();
    assertEquals(1, answers.stream().filter(status -> status == 200).count(), answers.toString());
  }

  @Test
  void an_administrator_takes_lost_codes_away() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    var proposed = json(browser.send("POST", "/api/v1/me/totp", null));
    confirm(new CodeApp(proposed.getString("secret"), server.clock).code(0));
    assertEquals(401, new Browser(server).signIn("ann", PASSWORD, null).statusCode());
    assertEquals(
        204, server.send("DELETE", "/api/v1/users/ann/totp", Role.ADMIN, null).statusCode());
    assertEquals(200, new Browser(server).signIn("ann", PASSWORD, null).statusCode());
  }

  @Test
  void a_fresh_installations_administrator_signs_in_with_the_token_and_makes_accounts() {
    var answer = browser.signIn(new JsonObject().put("token", server.token(Role.ADMIN)));
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("token", json(answer).getString("by"));
    var body = new JsonObject().put("user", "ann").put("name", "Ann").put("role", "admin");
    assertEquals(201, browser.send("POST", "/api/v1/users", body).statusCode());
    assertEquals(
        "session.needed", json(browser.send("POST", "/api/v1/me/totp", null)).getString("code"));
    assertEquals(401, new Browser(server).signIn(new JsonObject().put("token", "x")).statusCode());

    JsonObject page = json(server.get("/api/v1/tokens?limit=1000", Role.ADMIN));
    String id =
        page.getJsonArray("items").stream()
            .map(each -> (JsonObject) each)
            .filter(each -> each.getString("name").equals("admin"))
            .findAny()
            .orElseThrow()
            .getString("id");
    assertEquals(204, browser.send("DELETE", "/api/v1/tokens/" + id, null).statusCode());
    assertEquals(401, browser.get("/api/v1/session").statusCode(), "it dies with its token");
  }

  @Test
  void tokens_of_ones_own_reach_no_further_and_die_with_their_owner() {
    user("ann", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    for (Role role : List.of(Role.ADMIN, Role.MANAGER, Role.CUSTOMER, Role.RELEASE_ENGINEER)) {
      var body = new JsonObject().put("name", "x").put("role", role.code());
      assertEquals(403, browser.send("POST", "/api/v1/me/tokens", body).statusCode(), role.code());
    }
    var made = json(ownToken(new JsonObject().put("name", "script")));
    String secret = made.getString("token");
    var viewer = json(ownToken(new JsonObject().put("name", "board").put("role", "viewer")));
    assertEquals("ann", made.getString("owner"));
    JsonObject me = json(bearer("/api/v1/me", secret));
    assertEquals("ann", me.getString("name"), "whatever it is called, its owner acts");
    assertEquals("support", me.getString("role"));
    assertEquals(403, bearer("/api/v1/letters", viewer.getString("token")).statusCode());
    var more =
        server.send(
            server
                .request("/api/v1/me/tokens")
                .header("Authorization", "Bearer " + secret)
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"more\"}")));
    assertEquals(403, more.statusCode(), "a token makes no tokens");
    JsonArray listed = json(browser.get("/api/v1/me/tokens")).getJsonArray("items");
    assertEquals(2, listed.size());
    assertFalse(listed.encode().contains(secret.substring(3)));

    assertEquals(
        204,
        browser.send("DELETE", "/api/v1/me/tokens/" + viewer.getString("id"), null).statusCode());
    assertEquals(401, bearer("/api/v1/me", viewer.getString("token")).statusCode());
    transition("ann", "disabled");
    assertEquals(401, bearer("/api/v1/me", secret).statusCode());
    transition("ann", "active");
    assertEquals(401, bearer("/api/v1/me", secret).statusCode(), "dead for good");
    assertTrue(journal().contains("user:admin token.revoked token:" + made.getString("id")));

    browser.signIn("ann", PASSWORD, null);
    String next = json(ownToken(new JsonObject().put("name", "next"))).getString("token");
    await(server.signIn.load());
    await(server.tokens.load());
    assertEquals(200, bearer("/api/v1/me", next).statusCode(), "survives a restart");
    server.send("PATCH", "/api/v1/users/ann", Role.ADMIN, "{\"role\":\"viewer\"}");
    assertEquals(401, bearer("/api/v1/me", next).statusCode(), "other rights, other tokens");
  }

  @Test
  void another_users_token_is_as_unknown_as_none() {
    user("ann", Role.SUPPORT, null);
    user("bea", Role.SUPPORT, null);
    browser.signIn("ann", PASSWORD, null);
    String id = json(ownToken(new JsonObject().put("name", "mine"))).getString("id");
    var other = new Browser(server);
    other.signIn("bea", PASSWORD, null);
    assertEquals(404, other.send("DELETE", "/api/v1/me/tokens/" + id, null).statusCode());
    assertEquals(0, json(other.get("/api/v1/me/tokens")).getJsonArray("items").size());
  }

  @Test
  void a_customers_session_cannot_cross_its_line() {
    user("cho", Role.CUSTOMER, "acme");
    server.device("acme-1", "gateway-x1", "acme");
    server.device("zeta-1", "gateway-x1", "zeta");
    assertEquals("acme", json(browser.signIn("cho", PASSWORD, null)).getString("customer"));
    assertEquals(200, browser.get("/api/v1/devices/acme-1").statusCode());
    assertEquals(404, browser.get("/api/v1/devices/zeta-1").statusCode());
    String list = browser.get("/api/v1/devices").body();
    assertTrue(list.contains("acme-1") && !list.contains("zeta-1"), list);
    assertEquals(403, browser.get("/api/v1/users").statusCode());
    var token = json(ownToken(new JsonObject().put("name", "mine")));
    assertEquals("acme", token.getString("customer"));
    assertEquals(404, bearer("/api/v1/devices/zeta-1", token.getString("token")).statusCode());
  }

  @Test
  void an_administrator_does_not_shut_themselves_out() {
    user("ann", Role.ADMIN, null);
    browser.signIn("ann", PASSWORD, null);
    var to = new JsonObject().put("to", "disabled");
    assertEquals(409, browser.send("POST", "/api/v1/users/ann/transitions", to).statusCode());
    var role = new JsonObject().put("role", "viewer");
    assertEquals(409, browser.send("PATCH", "/api/v1/users/ann", role).statusCode());
  }

  @Test
  void users_are_listed_page_by_page_without_what_they_prove_themselves_by() {
    for (String name : List.of("cho", "ann", "bea")) {
      user(name, Role.SUPPORT, null);
    }
    JsonObject first = json(server.get("/api/v1/users?limit=2", Role.ADMIN));
    assertEquals("bea", first.getString("next"));
    JsonObject rest = json(server.get("/api/v1/users?limit=2&after=bea", Role.ADMIN));
    assertEquals("cho", rest.getJsonArray("items").getJsonObject(0).getString("user"));
    assertFalse(first.encode().contains("argon2"));
    for (String body :
        List.of(
            "{\"user\":\"ann\",\"name\":\"A\",\"role\":\"viewer\"}",
            "{\"user\":\"Ann!\",\"name\":\"A\",\"role\":\"viewer\"}",
            "{\"user\":\"dee\",\"name\":\"A\",\"role\":\"customer\"}",
            "{\"user\":\"dee\",\"name\":\"A\",\"role\":\"viewer\",\"language\":\"fr\"}",
            "{\"user\":\"dee\",\"name\":\"A\",\"role\":\"viewer\",\"email\":\"nowhere\"}",
            "{\"user\":\"dee\",\"name\":\"A\",\"role\":\"boss\"}")) {
      int status = server.send("POST", "/api/v1/users", Role.ADMIN, body).statusCode();
      assertTrue(status == 400 || status == 409, body + status);
    }
    assertEquals(404, server.get("/api/v1/users/nobody", Role.ADMIN).statusCode());
  }

  /** Somebody who has chosen {@link #PASSWORD}. */
  private void user(String name, Role role, @Nullable String customer) {
    var body =
        new JsonObject()
            .put("user", name)
            .put(
                "name", name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1))
            .put("role", role.code())
            .put("customer", customer)
            .put("password", OTHER);
    var made = server.send("POST", "/api/v1/users", Role.ADMIN, body);
    assertEquals(201, made.statusCode(), made.body());
    var first = new Browser(server);
    first.signIn(name, OTHER, null);
    var chosen =
        first.send(
            "POST", "/api/v1/me/password", new JsonObject().put("old", OTHER).put("new", PASSWORD));
    assertEquals(200, chosen.statusCode(), chosen.body());
  }

  private void fail(String name, int times) {
    for (int i = 0; i < times; i++) {
      assertEquals(401, browser.signIn(name, OTHER + i, null).statusCode(), name + " " + i);
    }
  }

  private HttpResponse<String> change(String old, String next) {
    return browser.send(
        "POST", "/api/v1/me/password", new JsonObject().put("old", old).put("new", next));
  }

  private HttpResponse<String> confirm(String code) {
    return browser.send("POST", "/api/v1/me/totp/confirmation", new JsonObject().put("code", code));
  }

  private HttpResponse<String> removeTotp(String password) {
    return browser.send("DELETE", "/api/v1/me/totp", new JsonObject().put("password", password));
  }

  private HttpResponse<String> transition(String user, String to) {
    return server.send(
        "POST",
        "/api/v1/users/" + user + "/transitions",
        Role.ADMIN,
        new JsonObject().put("to", to));
  }

  private HttpResponse<String> ownToken(JsonObject body) {
    var answer = browser.send("POST", "/api/v1/me/tokens", body);
    assertEquals(201, answer.statusCode(), answer.body());
    return answer;
  }

  private HttpResponse<String> bearer(String path, String secret) {
    return server.send(server.request(path).header("Authorization", "Bearer " + secret));
  }

  private JsonArray entries() {
    return json(server.get("/api/v1/journal?limit=1000", Role.ADMIN)).getJsonArray("items");
  }

  private List<String> journal() {
    return entries().stream()
        .map(each -> (JsonObject) each)
        .map(
            each ->
                each.getString("actor")
                    + " "
                    + each.getString("type")
                    + " "
                    + each.getString("subject"))
        .toList();
  }
}
