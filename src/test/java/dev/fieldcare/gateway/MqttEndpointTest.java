package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a device meets, packet by packet. */
class MqttEndpointTest {
  private static final String TOPIC = "fc/v1/d-1/telemetry";
  private EndpointUnderTest server;

  @BeforeEach
  void start() throws Exception {
    server = new EndpointUnderTest(new FakeIntake());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void a_published_reading_is_stored_and_acknowledged() throws Exception {
    try (var client = RawClient.connected(server.port, 4, "d-1")) {
      client.send(RawClient.publish(4, 1, 7, TOPIC, "{\"temperature\":41.5}"));
      assertEquals("40020007", client.hear());
      assertEquals(41.5, server.intake.readings().getFirst().values()[0]);
    }
  }

  @Test
  void nothing_is_acknowledged_before_it_is_stored() throws Exception {
    server.intake.holding();
    try (var client = RawClient.connected(server.port, 5, "d-1")) {
      client.send(RawClient.publish(5, 1, 1, TOPIC, "{\"a\":1}"));
      client.send(RawClient.publish(5, 1, 2, TOPIC, "{\"a\":2}"));
      client.sendHex("c000");
      assertEquals("d000", client.hear());
      server.intake.letGo();
      assertEquals("40020001", client.hear());
      assertEquals("40020002", client.hear());
    }
  }
}
