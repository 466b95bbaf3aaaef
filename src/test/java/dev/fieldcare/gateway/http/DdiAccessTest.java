package dev.fieldcare.gateway.http;

import static dev.fieldcare.gateway.http.HttpGatewayFixture.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is believed on whose word where a gateway's token and a proxy are configured. */
class DdiAccessTest {
  private static final String NEW = "/DEFAULT/controller/v1/new-1";
  private static final String TOKEN = "GatewayToken 5up3r53cr3t";

  private final HttpGatewayFixture gateway =
      new HttpGatewayFixture(
          new HttpGatewaySettings(
              null,
              Duration.ofMinutes(5),
              0.1,
              "5up3r53cr3t",
              Set.of("127.0.0.1"),
              List.of("Field CA", "abcdef01"),
              0));

  @AfterEach
  void close() {
    gateway.close();
  }

  private int status(String path, @Nullable String authorization, String... headers) {
    return gateway.send("GET", path, authorization, null, headers).statusCode();
  }

  @Test
  void a_gateway_acts_for_any_device_and_brings_in_new_ones() {
    assertEquals(200, status(of(""), TOKEN));
    assertEquals(200, status(NEW, TOKEN));
    assertTrue(gateway.house.devices.find("new-1").isPresent());
    assertEquals(401, status(NEW, "GatewayToken 5up3r53cr3t2"));
    assertEquals(401, status(NEW, "gatewaytoken 5up3r53cr3t"));
  }

  @Test
  void a_gateway_brings_in_nobody_but_by_a_poll() {
    String action = "/DEFAULT/controller/v1/new-2/deploymentBase/1";
    assertEquals(404, status(action, TOKEN));
    assertTrue(gateway.house.devices.find("new-2").isEmpty());
  }

  @Test
  void a_trusted_proxy_vouches_by_either_set_of_headers() {
    assertEquals(
        200, status(of(""), null, "X-Controller-Id", "d-17", "X-Authority", "Other, field ca"));
    assertEquals(200, status(of(""), null, "X-Controller-Id", "d-17", "X-Authority-1", "Field CA"));
    assertEquals(
        200, status(of(""), null, "X-Ssl-Client-Cn", "d-17", "X-Ssl-Issuer-Hash-0", "ABCDEF01"));
  }

  @Test
  void a_trusted_proxy_is_not_believed_about_another_device_or_authority() {
    assertEquals(401, status(of(""), null, "X-Controller-Id", "d-18", "X-Authority", "Field CA"));
    assertEquals(401, status(of(""), null, "X-Controller-Id", "d-17", "X-Authority", "Another CA"));
    assertEquals(401, status(of(""), null, "X-Controller-Id", "d-17"));
    assertEquals(401, status(of(""), null, "X-Authority", "Field CA"));
  }

  private static HttpGatewaySettings with(PollRules rules, Set<String> blocked) {
    return new HttpGatewaySettings(
        null, Duration.ofMinutes(5), 0, null, Set.of(), List.of(), 0, rules, blocked);
  }

  @Test
  void a_device_waits_by_the_first_rule_that_describes_it() {
    var rules =
        PollRules.parse("model==pump-* -> 1s, model==gateway-x1;id!=d-18 -> 1h, id==d-18 -> 2m");
    try (var other = new HttpGatewayFixture(with(rules, Set.of()))) {
      other.house.device("d-18");
      assertTrue(other.get(of("")).body().contains("\"sleep\":\"01:00:00\""));
      byte[] answer =
          other
              .send(
                  "GET",
                  "/DEFAULT/controller/v1/d-18",
                  "TargetToken " + other.house.token("d-18"),
                  null)
              .body();
      assertTrue(new String(answer, StandardCharsets.UTF_8).contains("\"sleep\":\"00:02:00\""));
    }
  }

  @Test
  void a_rule_that_cannot_be_read_is_named() {
    for (String wrong :
        List.of("1m", "model==x", "colour==red -> 1m", "model==x -> 90h", "model==x -> 1m~60%")) {
      assertEquals(
          "settings.invalid",
          assertThrows(Problem.class, () -> PollRules.parse(wrong), wrong).code());
    }
  }

  @Test
  void a_blocked_address_is_told_nothing() {
    try (var other = new HttpGatewayFixture(with(PollRules.NONE, Set.of("127.0.0.1")))) {
      var answer = other.get(of(""));
      assertEquals(403, answer.status());
      assertEquals("", answer.body());
    }
  }
}
