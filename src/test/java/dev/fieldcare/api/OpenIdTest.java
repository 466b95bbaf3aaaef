package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.await;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.api.signin.OpenIdSettings;
import dev.fieldcare.api.signin.SignInSettings;
import dev.fieldcare.registry.Role;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** People sign in with their organisation's provider, and nobody else does. */
@Timeout(120)
class OpenIdTest {
  private static final String START = "/api/v1/signin/openid";

  private final Vertx vertx = Vertx.vertx();
  private final TestProvider provider = new TestProvider(vertx);
  private final ApiServer server = new ApiServer(ApiSettings.defaults(), settings(provider.issuer));
  private final HttpClient client = HttpClient.newHttpClient();

  OpenIdTest() {
    provider.person = ann("support-team");
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    provider.close();
    await(vertx.close());
  }

  @Test
  void whom_the_provider_vouches_for_is_let_in_with_the_role_of_their_group() throws Exception {
    var started = start("?to=/%23/tickets?state=open");
    String flow = cookie(started);
    assertTrue(flow.contains("SameSite=Lax"), flow);
    assertTrue(flow.contains("HTTPOnly"), flow);
    var answer = callback(back(started), flow);
    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("content=\"0;url=/#/tickets?state=open\""), answer.body());
    assertTrue(cookie(answer).contains("SameSite=Strict"), cookie(answer));
    JsonObject session = json(session(answer));
    assertEquals("ann", session.getString("user"));
    assertEquals("Ann Li", session.getString("name"));
    assertEquals("support", session.getString("role"));
    assertEquals("openid", session.getString("by"));
    String journal = journal();
    assertTrue(journal.contains("user.created user:ann"), journal);
    assertTrue(journal.contains("signin.succeeded user:ann"), journal);
  }

  @Test
  void tokens_that_are_not_the_providers_for_this_sign_in_are_refused() throws Exception {
    for (UnaryOperator<JsonObject> twist :
        List.<UnaryOperator<JsonObject>>of(
            claims -> claims.put("nonce", "another"),
            claims -> claims.put("aud", "another"),
            claims -> claims.put("aud", new JsonArray().add("another").add(TestProvider.CLIENT)),
            claims -> claims.put("iss", "https://evil.example"),
            claims -> claims.put("exp", ApiServer.NOW.minusSeconds(3_600).getEpochSecond()),
            claims -> {
              claims.remove("exp");
              return claims;
            },
            claims -> {
              claims.remove("sub");
              return claims;
            })) {
      provider.twist = twist;
      mustBeRefused();
    }
    provider.twist = claims -> claims;
    provider.isForged = true;
    mustBeRefused();
    provider.isForged = false;
    provider.algorithm = "none";
    mustBeRefused();
    provider.algorithm = "RS256";
    assertEquals(200, signIn().statusCode(), "what is right is let in after all that");
  }

  @Test
  void what_comes_back_must_have_been_begun_in_the_same_browser_a_short_while_ago_and_once()
      throws Exception {
    var started = start("");
    String query = back(started);
    assertEquals(403, callback(query, "fieldcare_openid=another").statusCode());
    assertEquals(403, callback("state=unknown&code=x", cookie(started)).statusCode());
    assertEquals(200, callback(query, cookie(started)).statusCode());
    assertEquals(403, callback(query, cookie(started)).statusCode(), "replayed");
    var late = start("");
    String lateQuery = back(late);
    server.clock.move(Duration.ofMinutes(11));
    assertEquals(403, callback(lateQuery, cookie(late)).statusCode());
  }

  @Test
  void it_leads_to_pages_of_the_console_only() throws Exception {
    for (String to :
        List.of("https://evil.example", "//evil.example", "/#/\"><x", "javascript:0", "/%5Cevil")) {
      var started = start("?to=" + java.net.URLEncoder.encode(to, "UTF-8"));
      var answer = callback(back(started), cookie(started));
      assertEquals(200, answer.statusCode());
      assertTrue(answer.body().contains("content=\"0;url=/\""), answer.body());
    }
  }

  @Test
  void who_has_no_role_here_is_told_so_in_two_languages() throws Exception {
    provider.person = ann("somebody else");
    var answer = signIn();
    assertEquals(403, answer.statusCode());
    assertTrue(answer.body().contains("has no role"), answer.body());
    assertTrue(answer.body().contains("没有角色"), answer.body());
    assertTrue(answer.headers().firstValue("Set-Cookie").isEmpty());
    provider.person = ann("clients");
    assertEquals(403, signIn().statusCode(), "a customer's, but not whose");
    provider.person = ann("clients").put("company", "acme");
    assertEquals("acme", json(session(signIn())).getString("customer"));
  }

  @Test
  void another_role_at_the_next_sign_in_ends_the_sessions_of_the_old_one() throws Exception {
    var first = signIn();
    assertEquals(200, session(first).statusCode());
    assertEquals(200, session(signIn()).statusCode());
    assertEquals(200, session(first).statusCode(), "the same rights end nothing");
    provider.person = ann("bosses");
    var second = signIn();
    assertEquals(401, session(first).statusCode());
    assertEquals("manager", json(session(second)).getString("role"));
    assertTrue(journal().contains("user.changed user:ann"), journal());
  }

  @Test
  void a_disabled_user_is_refused() throws Exception {
    signIn();
    await(server.signIn.disable("ann", true, "system"));
    mustBeRefused();
  }

  @Test
  void a_session_ends_when_it_is_time_to_ask_the_provider_again_however_busy_it_was()
      throws Exception {
    var entered = signIn();
    for (int hours = 1; hours < 8; hours++) {
      server.clock.move(Duration.ofHours(1));
      assertEquals(200, session(entered).statusCode(), hours + " h");
    }
    server.clock.move(Duration.ofHours(1));
    assertEquals(401, session(entered).statusCode());
  }

  @Test
  void whoever_lost_the_role_at_the_provider_loses_what_they_had_open() throws Exception {
    var entered = signIn();
    assertEquals(200, session(entered).statusCode());
    provider.person = ann("somebody else");
    assertEquals(403, signIn().statusCode());
    assertEquals(401, session(entered).statusCode());
    assertTrue(journal().contains("user.dismissed user:ann"), journal());
    provider.person = ann("support-team");
    assertEquals(200, session(signIn()).statusCode());
  }

  @Test
  void what_providers_add_to_their_answer_is_taken_and_another_issuer_is_not() throws Exception {
    var started = start("");
    String added = "&authuser=0&prompt=consent&hd=example.com&session_state=x&client_info=y&iss=";
    var answer = callback(back(started) + added + provider.issuer, cookie(started));
    assertEquals(200, answer.statusCode(), answer.body());
    var other = start("");
    var refused = callback(back(other) + added + "https://evil.example", cookie(other));
    assertEquals(403, refused.statusCode());
    assertTrue(refused.body().contains("openid.refused"), refused.body());
  }

  @Test
  void whom_the_provider_vouches_for_needs_no_code_of_their_local_account() throws Exception {
    signIn();
    await(
        server
            .database
            .pool()
            .query(
                "update users set totp_secret = '\\x00112233445566778899', totp_confirmed = true,"
                    + " version = version + 1 where name = 'ann'")
            .execute());
    await(server.signIn.refresh());
    JsonObject session = json(session(signIn()));
    assertEquals("ann", session.getString("user"));
    assertEquals(true, session.getBoolean("totp"));
  }

  @Test
  void nobody_gets_the_account_of_a_namesake() throws Exception {
    signIn();
    provider.person = ann("support-team").put("sub", "s-2");
    String name = json(session(signIn())).getString("user");
    assertTrue(name.startsWith("openid-"), name);
  }

  @Test
  void a_provider_that_is_away_is_named_and_asked_again_later() throws Exception {
    provider.isAway = true;
    assertEquals(429, start("").statusCode());
    JsonObject ways = json(server.send("GET", "/api/v1/signin", null, null));
    assertEquals("House", ways.getJsonObject("openid").getString("name"));
    provider.isAway = false;
    assertEquals(200, signIn().statusCode());
  }

  /** A verifier without keys would believe anything. */
  @Test
  void a_provider_that_publishes_no_keys_is_not_believed() throws Exception {
    provider.isWithoutKeys = true;
    provider.isForged = true;
    assertEquals(429, start("").statusCode());
    provider.isWithoutKeys = false;
    provider.isForged = false;
    assertEquals(200, signIn().statusCode());
  }

  private void mustBeRefused() throws Exception {
    var answer = signIn();
    assertEquals(403, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("openid.refused"), answer.body());
    assertFalse(answer.headers().firstValue("Set-Cookie").isPresent());
  }

  private HttpResponse<String> signIn() throws Exception {
    var started = start("");
    return callback(back(started), cookie(started));
  }

  private HttpResponse<String> start(String query) {
    return server.send(server.request(START + query));
  }

  /** What the provider sends the browser back with. */
  private String back(HttpResponse<String> started) throws Exception {
    assertEquals(302, started.statusCode(), started.body());
    var request = HttpRequest.newBuilder(URI.create(location(started))).build();
    var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    return URI.create(location(answer)).getRawQuery();
  }

  private HttpResponse<String> callback(String query, String cookie) {
    return server.send(
        server.request(START + "/callback?" + query).header("Cookie", cookie.split(";", 2)[0]));
  }

  private HttpResponse<String> session(HttpResponse<String> entered) {
    return server.send(
        server.request("/api/v1/session").header("Cookie", cookie(entered).split(";", 2)[0]));
  }

  private String journal() {
    var rows =
        await(
            server
                .database
                .pool()
                .query("select type || ' ' || subject as line from journal order by seq")
                .execute());
    var lines = new StringBuilder();
    rows.forEach(row -> lines.append(row.getString("line")).append('\n'));
    return lines.toString();
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElse("");
  }

  static JsonObject ann(String group) {
    return new JsonObject()
        .put("sub", "s-1")
        .put("preferred_username", "Ann")
        .put("name", "Ann Li")
        .put("email", "ann@example.com")
        .put("realm", new JsonObject().put("groups", new JsonArray().add("all").add(group)));
  }

  static SignInSettings settings(String issuer) {
    return settings(issuer, SignInSettings.defaults().publicUrl());
  }

  static SignInSettings settings(String issuer, String publicUrl) {
    var roles = new LinkedHashMap<String, Role>();
    roles.put("bosses", Role.MANAGER);
    roles.put("support-team", Role.SUPPORT);
    roles.put("clients", Role.CUSTOMER);
    var openId =
        new OpenIdSettings(
            issuer,
            TestProvider.CLIENT,
            TestProvider.SECRET,
            "House",
            "realm.groups",
            roles,
            "company",
            Duration.ofHours(8));
    SignInSettings usual = SignInSettings.defaults();
    return new SignInSettings(usual.idle(), usual.life(), usual.secureCookie(), publicUrl, openId);
  }
}
