package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every route does with strangers, and with requests that make no sense. */
class DoorTest {
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
  void every_route_but_the_public_ones_refuses_without_a_token() {
    for (Endpoint each : server.api.table()) {
      if (!each.isPublic()) {
        var response = server.send(each.method().name(), path(each), null, null);
        assertProblem(401, "token.missing", response, each);
        assertEquals(
            "Bearer realm=\"fieldcare\"",
            response.headers().firstValue("WWW-Authenticate").orElse(""));
      }
    }
  }

  @Test
  void every_route_refuses_roles_that_its_row_does_not_name() {
    int refused = 0;
    for (Endpoint each : server.api.table()) {
      for (Role role : Role.values()) {
        if (!each.isPublic() && !each.admits(role)) {
          var response = server.send(each.method().name(), path(each), role, null);
          assertProblem(403, "role.insufficient", response, each);
          refused++;
        }
      }
    }
    assertTrue(refused > 0);
  }

  @Test
  void only_what_is_meant_to_be_public_is() {
    assertEquals(
        List.of(
            "GET /health/live",
            "GET /health/ready",
            "GET /api/v1/openapi.json",
            "GET /api/v1/signin",
            "POST /api/v1/session",
            "GET /api/v1/signin/openid",
            "GET /api/v1/signin/openid/callback"),
        server.api.table().stream()
            .filter(Endpoint::isPublic)
            .filter(each -> each.method() != HttpMethod.GET || !isOfTheConsole(each.path()))
            .map(each -> each.method() + " " + each.path())
            .toList());
  }

  private static boolean isOfTheConsole(String path) {
    return !path.startsWith("/health") && !path.startsWith("/api");
  }

  @Test
  void every_route_refuses_query_parameters_it_does_not_know() {
    for (Endpoint each : server.api.table()) {
      if (each.path().startsWith("/api/") && !each.isPublic()) {
        Role role = each.roles().iterator().next();
        var response = server.send(each.method().name(), path(each) + "?colour=red", role, null);
        assertProblem(400, "query.unknown", response, each);
      }
    }
  }

  @Test
  void a_misspelt_parameter_is_told_the_nearest_one() {
    var response = server.get("/api/v1/tokens?limt=5", Role.ADMIN);
    assertTrue(ApiServer.json(response).getString("detail").contains("did you mean limit?"));
  }

  @Test
  void a_limit_out_of_range_is_named_with_what_was_expected_and_found() {
    for (String bad : List.of("0", "1001", "-1", "ten", "1e3", "99999999999")) {
      var response = server.get("/api/v1/tokens?limit=" + bad, Role.ADMIN);
      assertEquals(400, response.statusCode());
      assertEquals(
          "limit: expected a whole number from 1 to 1000, found " + bad,
          ApiServer.json(response).getString("detail"));
    }
  }

  @Test
  void a_wrong_method_is_told_the_right_ones() {
    var response = server.send("PUT", "/api/v1/tokens", Role.ADMIN, "{}");
    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD, POST", response.headers().firstValue("Allow").orElse(""));
    assertEquals(204, server.send("OPTIONS", "/api/v1/tokens", null, null).statusCode());
  }

  @Test
  void an_unknown_path_is_a_problem_too() {
    var response = server.get("/api/v1/devises", Role.ADMIN);
    assertEquals(404, response.statusCode());
    assertEquals("route.unknown", ApiServer.json(response).getString("code"));
    assertEquals("/api/v1/devises", ApiServer.json(response).getString("instance"));
  }

  @Test
  void malformed_json_is_told_where() {
    var response = server.send("POST", "/api/v1/tokens", Role.ADMIN, "{\"name\":\n \"a\" oops}");
    assertEquals(400, response.statusCode());
    String detail = ApiServer.json(response).getString("detail");
    assertTrue(detail.contains("line 2, column"), detail);
    for (String bad : List.of("[1]", "null", "7", "{}{}", "{\"name\":1,\"name\":2}", "")) {
      assertEquals(400, server.send("POST", "/api/v1/tokens", Role.ADMIN, bad).statusCode(), bad);
    }
  }

  @Test
  void a_body_over_the_limit_is_refused() {
    String long_ = "{\"name\":\"" + "a".repeat(2 << 20) + "\"}";
    var response = server.send("POST", "/api/v1/tokens", Role.ADMIN, long_);
    assertEquals(413, response.statusCode());
    assertEquals("body.too_large", ApiServer.json(response).getString("code"));
  }

  @Test
  void guessing_short_tokens_is_slowed_down_but_made_tokens_still_open() {
    try (var other = new ApiServer()) {
      HttpResponse<String> last = null;
      for (int i = 0; i < 101; i++) {
        last = other.send(other.request("/api/v1/me").header("Authorization", "Bearer guess" + i));
      }
      assertEquals(429, java.util.Objects.requireNonNull(last).statusCode());
      assertEquals(200, other.get("/api/v1/me", Role.VIEWER).statusCode());
      other.clock.move(Duration.ofSeconds(5));
      var later = other.send(other.request("/api/v1/me").header("Authorization", "Bearer guess"));
      assertEquals(401, later.statusCode());
    }
  }

  @Test
  void readiness_says_what_is_missing() {
    assertEquals(200, server.send("GET", "/health/ready", null, null).statusCode());
    server.missing = List.of("mqtt: not listening");
    var response = server.send("GET", "/health/ready", null, null);
    server.missing = List.of();
    assertEquals(503, response.statusCode());
    assertEquals(
        "mqtt: not listening", ApiServer.json(response).getJsonArray("missing").getValue(0));
  }

  @Test
  void a_head_request_is_answered_like_a_get_without_its_body() {
    var response = server.send("HEAD", "/api/v1/me", Role.VIEWER, null);
    assertEquals(200, response.statusCode());
    assertEquals("", response.body());
  }

  private static String path(Endpoint endpoint) {
    return endpoint.path().replaceAll(":[a-z]+", "1");
  }

  private static void assertProblem(
      int status, String code, HttpResponse<String> response, Endpoint endpoint) {
    String what = endpoint.method() + " " + endpoint.path() + ": " + response.body();
    assertEquals(status, response.statusCode(), what);
    if (!response.body().isEmpty()) {
      assertEquals(
          "application/problem+json",
          response.headers().firstValue("Content-Type").orElse(""),
          what);
      JsonObject problem = ApiServer.json(response);
      assertEquals(code, problem.getString("code"), what);
      assertEquals(status, problem.getInteger("status"), what);
    }
  }
}
