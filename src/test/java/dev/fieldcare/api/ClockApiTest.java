package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.registry.Role;
import dev.fieldcare.stability.LearntClock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClockApiTest {
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
    server.device("d-1", "gateway-x1", "acme");
    server.device("d-2", "gateway-x1", null);
    server.clocks.put(
        "d-1",
        new LearntClock(
            LearntClock.State.PUT_BACK,
            NOW,
            NOW.plusSeconds(60),
            Duration.ofMillis(-7_200_250),
            Duration.ofHours(2),
            361,
            new LearntClock.Drift(18.4, 17.1, 19.9, Duration.ofHours(6))));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void a_clock_is_told_as_it_was_learnt() {
    JsonObject expected =
        new JsonObject()
            .put("device", "d-1")
            .put("state", "putBack")
            .put("since", NOW.toString())
            .put("heardAt", NOW.plusSeconds(60).toString())
            .put("aheadSeconds", -7200.25)
            .put("correctionSeconds", 7200.0)
            .put("correctedStamps", 361)
            .put(
                "drift",
                new JsonObject()
                    .put("partsPerMillion", 18.4)
                    .put("lower", 17.1)
                    .put("upper", 19.9)
                    .put("overSeconds", 21600.0));
    assertEquals(expected, json(server.get("/api/v1/devices/d-1/clock", Role.CUSTOMER)));
  }

  @Test
  void of_a_device_that_was_not_heard_nothing_is_known() {
    assertEquals(
        new JsonObject().put("device", "d-2").put("state", "unknown"),
        json(server.get("/api/v1/devices/d-2/clock", Role.VIEWER)));
  }

  @Test
  void the_clock_of_somebody_else_is_as_unknown_as_no_device() {
    assertEquals(404, server.get("/api/v1/devices/d-2/clock", Role.CUSTOMER).statusCode());
    assertEquals(404, server.get("/api/v1/devices/d-3/clock", Role.ADMIN).statusCode());
  }
}
