package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
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

  @Test
  void acknowledgements_keep_the_order_of_the_messages() throws Exception {
    server.intake.storing(7, 1);
    try (var client = RawClient.connected(server.port, 4, "d-1")) {
      for (int i = 1; i <= 500; i++) {
        client.send(RawClient.publish(4, 1, i, TOPIC, "{\"a\":" + i + "}"));
      }
      for (int i = 1; i <= 500; i++) {
        assertEquals(String.format("4002%04x", i), client.hear());
      }
    }
  }

  @Test
  void a_packet_may_arrive_byte_by_byte() throws Exception {
    try (var client = RawClient.connected(server.port, 5, "d-1")) {
      for (byte each : RawClient.publish(5, 1, 9, TOPIC, "{\"a\":1}")) {
        client.send(new byte[] {each});
      }
      assertEquals("40020009", client.hear());
    }
  }

  @Test
  void the_token_may_be_the_user_name() throws Exception {
    try (var client = new RawClient(server.port)) {
      client.send(RawClient.connect(4, "x", "token-d-2", "", 0));
      assertEquals("20020000", client.hear());
      client.send(RawClient.publish(4, 1, 1, "v1/devices/me/telemetry", "{\"a\":1}"));
      assertEquals("40020001", client.hear());
      assertEquals("d-2", server.intake.readings().getFirst().device().id());
    }
  }

  @Test
  void wrong_credentials_are_refused_and_counted() throws Exception {
    for (String[] wrong :
        new String[][] {{"d-1", "token-d-2"}, {"d-1", "x"}, {"nobody", ""}, {"", ""}}) {
      try (var old = new RawClient(server.port);
          var current = new RawClient(server.port)) {
        old.send(RawClient.connect(4, "x", wrong[0], wrong[1], 0));
        assertEquals("20020004", old.hear());
        assertEquals("closed", old.hear());
        current.send(RawClient.connect(5, "x", wrong[0], wrong[1], 0));
        assertEquals("2003008600", current.hear());
        assertEquals("closed", current.hear());
      }
    }
    assertEquals(8, server.metrics.refusals("packet.bad_credentials"));
  }

  @Test
  void an_empty_client_id_is_replaced() throws Exception {
    try (var current = new RawClient(server.port);
        var old = new RawClient(server.port)) {
      current.send(RawClient.connect(5, "", "d-1", "token-d-1", 0));
      String welcome = current.hear();
      assertTrue(welcome.contains(hex("fc-")), welcome);
      old.send(RawClient.connect(4, "", "d-1", "token-d-1", 0));
      assertEquals("20020000", old.hear());
    }
  }

  @Test
  void a_foreign_topic_is_not_authorized_in_mqtt_5_and_neighbours_are_stored() throws Exception {
    try (var client = RawClient.connected(server.port, 5, "d-1")) {
      client.send(RawClient.publish(5, 1, 1, TOPIC, "{\"a\":1}"));
      client.send(RawClient.publish(5, 1, 2, "fc/v1/d-2/telemetry", "{\"a\":2}"));
      client.send(RawClient.publish(5, 1, 3, TOPIC, "{\"a\":3}"));
      assertEquals("40020001", client.hear());
      assertTrue(client.hear().substring(4).startsWith("000287"));
      assertEquals("40020003", client.hear());
      assertEquals(2, server.intake.readings().size());
      assertEquals(1, server.metrics.refusals("topic.foreign"));
    }
  }

  @Test
  void a_foreign_topic_ends_an_older_connection() throws Exception {
    try (var client = RawClient.connected(server.port, 4, "d-1")) {
      client.send(RawClient.publish(4, 1, 2, "fc/v1/d-2/telemetry", "{\"a\":2}"));
      assertEquals("closed", client.hear());
      assertEquals(0, server.intake.readings().size());
      assertEquals(1, server.metrics.refusals("packet.not_authorized"));
    }
  }

  @Test
  void a_payload_that_cannot_be_used_is_acknowledged_with_the_reason_where_there_is_one()
      throws Exception {
    try (var old = RawClient.connected(server.port, 4, "d-1");
        var current = RawClient.connected(server.port, 5, "d-2")) {
      old.send(RawClient.publish(4, 1, 1, TOPIC, "rubbish"));
      assertEquals("40020001", old.hear());
      current.send(RawClient.publish(5, 1, 1, "fc/v1/d-2/telemetry", "rubbish"));
      assertTrue(current.hear().substring(4).startsWith("000199"));
      assertEquals(2, server.metrics.refusals("payload.notJson"));
    }
  }

  @Test
  void a_gateway_may_speak_for_its_children() throws Exception {
    server.devices.add("child", "d-1", "Child");
    try (var client = RawClient.connected(server.port, 4, "d-1")) {
      client.send(RawClient.publish(4, 1, 1, "fc/v1/child/telemetry", "{\"a\":1}"));
      assertEquals("40020001", client.hear());
      client.send(RawClient.publish(4, 1, 2, "v1/gateway/telemetry", "{\"Dev A\":[{\"a\":1}]}"));
      assertEquals("40020002", client.hear());
      assertEquals(
          List.of("child", "d-1.Dev-A"),
          server.intake.readings().stream().map(each -> each.device().id()).toList());
    }
  }

  @Test
  void qos_2_is_stored_once_though_it_is_sent_twice() throws Exception {
    try (var client = RawClient.connected(server.port, 5, "d-1")) {
      client.send(RawClient.publish(5, 2, 4, TOPIC, "{\"a\":1}"));
      assertEquals("50020004", client.hear());
      client.send(RawClient.publish(5, 2, 4, TOPIC, "{\"a\":1}"));
      assertEquals("50020004", client.hear());
      client.sendHex("62020004");
      assertEquals("70020004", client.hear());
      client.sendHex("62020004");
      assertEquals("700400049200", client.hear());
      client.send(RawClient.publish(5, 2, 4, TOPIC, "{\"a\":2}"));
      assertEquals("50020004", client.hear());
      assertEquals(2, server.intake.readings().size());
    }
  }

  @Test
  void a_topic_alias_stands_for_its_topic() throws Exception {
    try (var client = RawClient.connected(server.port, 5, "d-1")) {
      byte[] payload = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
      byte[] alias = {3, 35, 0, 10};
      client.send(new RawClient.Bytes().text(TOPIC).u16(1).raw(alias).raw(payload).packet(0x32));
      client.send(new RawClient.Bytes().text("").u16(2).raw(alias).raw(payload).packet(0x32));
      assertEquals("40020001", client.hear());
      assertEquals("40020002", client.hear());
      client.send(
          new RawClient.Bytes().text("").u16(3).raw(new byte[] {3, 35, 0, 11}).packet(0x32));
      assertEquals("e0029400", client.hear());
    }
  }

  @Test
  void a_second_connection_takes_the_client_id_over_after_the_will_is_submitted() throws Exception {
    try (var first = new RawClient(server.port)) {
      first.send(connectWithWill(5, "same", "d-1", "fc/v1/d-1/state", "{\"online\":false}"));
      first.hear();
      try (var second = new RawClient(server.port);
          var stranger = new RawClient(server.port)) {
        stranger.send(RawClient.connect(5, "same", "d-2", "token-d-2", 0));
        assertEquals("20", stranger.hear().substring(0, 2));
        second.send(RawClient.connect(5, "same", "d-1", "token-d-1", 0));
        assertEquals("20", second.hear().substring(0, 2));
        assertEquals("e0028e00", first.hear());
        assertEquals("closed", first.hear());
        Await.until("the will is stored", () -> server.intake.stored().size() == 1);
        assertEquals(false, server.intake.stored().getFirst().states().getFirst().online());
        assertEquals(2, server.endpoint.connectedDevices());
        stranger.sendHex("c000");
        assertEquals("d000", stranger.hear());
      }
    }
  }

  @Test
  void a_will_is_published_when_the_connection_breaks_and_not_after_a_farewell() throws Exception {
    try (var polite = new RawClient(server.port)) {
      polite.send(connectWithWill(4, "a", "d-1", "fc/v1/d-1/state", "{\"online\":false}"));
      polite.hear();
      polite.sendHex("e000");
      assertEquals("closed", polite.hear());
    }
    try (var broken = new RawClient(server.port)) {
      broken.send(connectWithWill(4, "b", "d-2", "fc/v1/d-2/state", "{\"online\":false}"));
      broken.hear();
    }
    Await.until("the will is stored", () -> !server.intake.stored().isEmpty());
    assertEquals(
        List.of("d-2"),
        server.intake.stored().stream().map(m -> m.states().getFirst().device().id()).toList());
  }

  @Test
  void a_will_for_another_device_is_refused() throws Exception {
    try (var client = new RawClient(server.port)) {
      client.send(connectWithWill(5, "a", "d-1", "fc/v1/d-2/state", "{\"online\":false}"));
      assertEquals("2003008700", client.hear());
      assertEquals("closed", client.hear());
    }
  }

  @Test
  void silence_beyond_the_keep_alive_ends_the_connection() throws Exception {
    try (var client = new RawClient(server.port)) {
      client.send(RawClient.connect(5, "x", "d-1", "token-d-1", 1));
      client.hear();
      assertEquals("e0028d00", client.hear());
      assertEquals("closed", client.hear());
    }
  }

  @Test
  void a_device_hears_what_it_subscribed_to_and_nothing_else() throws Exception {
    try (var client = RawClient.connected(server.port, 5, "d-1")) {
      client.send(
          new RawClient.Bytes()
              .u16(1)
              .u8(0)
              .text("fc/v1/d-1/update/desired")
              .u8(1)
              .text("fc/v1/d-1/command/+")
              .u8(2)
              .text("fc/v1/d-2/#")
              .u8(1)
              .text("fc/v1/+/event")
              .u8(0)
              .text("$share/g/fc/v1/d-1/#")
              .u8(0)
              .text("fc/v1/d-1/a#")
              .u8(0)
              .packet(0x82));
      assertEquals("90090001000101" + "87879e8f", client.hear());
      String atOnce = client.hear();
      assertEquals("32", atOnce.substring(0, 2));
      assertTrue(atOnce.endsWith(hex("update/desired") + "0001" + "00" + hex("{}")), atOnce);
      client.sendHex("40020001");
      byte[] news = "{\"action\":\"7\"}".getBytes(StandardCharsets.UTF_8);
      assertTrue(server.endpoint.send("d-1", "update/desired", news));
      String heard = client.hear();
      assertTrue(heard.endsWith("0002" + "00" + hex("{\"action\":\"7\"}")), heard);
      client.sendHex("40020002");
      client.send(
          new RawClient.Bytes()
              .u16(2)
              .u8(0)
              .text("fc/v1/d-1/update/desired")
              .text("fc/v1/never")
              .packet(0xA2));
      assertEquals("b0050002000011", client.hear());
    }
  }

  @Test
  void a_revoked_device_is_disconnected() throws Exception {
    try (var client = RawClient.connected(server.port, 5, "d-1")) {
      server.endpoint.deviceChanged(server.devices.decommission("d-1"));
      assertEquals("e0028700", client.hear());
      assertEquals("closed", client.hear());
      Await.until("it is out", () -> !server.endpoint.isConnected("d-1"));
    }
  }

  @Test
  void a_connection_ends_when_the_token_it_came_in_with_has_expired() throws Exception {
    try (var client = RawClient.connected(server.port, 5, "d-1");
        var other = RawClient.connected(server.port, 5, "d-2")) {
      server.devices.expire("d-1");
      assertEquals("e0028700", client.hear());
      assertEquals("closed", client.hear());
      other.sendHex("c000");
      assertEquals("d000", other.hear());
    }
  }

  @Test
  void a_stopping_server_says_so_and_publishes_no_wills() throws Exception {
    try (var client = new RawClient(server.port)) {
      client.send(connectWithWill(5, "a", "d-1", "fc/v1/d-1/state", "{\"online\":false}"));
      client.hear();
      server.endpoint.stop().await(10, java.util.concurrent.TimeUnit.SECONDS);
      assertEquals("e0028b00", client.hear());
      assertEquals("closed", client.hear());
      assertEquals(0, server.intake.stored().size());
    }
  }

  private static byte[] connectWithWill(
      int version, String client, String device, String topic, String payload) {
    var body = new RawClient.Bytes().text("MQTT").u8(version).u8(0xC6).u16(0);
    if (version == 5) {
      body.u8(0).text(client).u8(0);
    } else {
      body.text(client);
    }
    return body.text(topic).text(payload).text(device).text("token-" + device).packet(0x10);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
