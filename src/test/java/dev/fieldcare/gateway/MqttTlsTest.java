package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The encrypted port: who has a certificate needs no token. */
class MqttTlsTest {
  private TestCertificates authority;
  private EndpointUnderTest server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    authority = new TestCertificates();
    MqttSettings.Tls tls =
        TestCertificates.write(
            authority.issue("localhost"), directory, authority.writeCa(directory));
    server = new EndpointUnderTest(new FakeIntake(), MqttSettings.of("127.0.0.1", 0).withTls(tls));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void a_certificate_stands_for_its_device() throws Exception {
    try (var client = client(authority.issue("d-1"))) {
      client.send(new RawClient.Bytes().text("MQTT").u8(4).u8(2).u16(0).text("x").packet(0x10));
      assertEquals("20020000", client.hear());
      client.send(RawClient.publish(4, 1, 1, "fc/v1/d-1/telemetry", "{\"a\":1}"));
      assertEquals("40020001", client.hear());
      assertEquals("d-1", server.intake.readings().getFirst().device().id());
    }
  }

  @Test
  void a_token_will_do_without_a_certificate() throws Exception {
    try (var client = client(null)) {
      client.send(RawClient.connect(4, "x", "d-2", "token-d-2", 0));
      assertEquals("20020000", client.hear());
    }
  }

  @Test
  void without_either_nobody_comes_in() throws Exception {
    try (var client = client(null)) {
      client.send(new RawClient.Bytes().text("MQTT").u8(4).u8(2).u16(0).text("x").packet(0x10));
      assertEquals("20020004", client.hear());
    }
  }

  @Test
  void a_certificate_of_an_unknown_device_is_refused() throws Exception {
    try (var client = client(authority.issue("nobody"))) {
      client.send(new RawClient.Bytes().text("MQTT").u8(4).u8(2).u16(0).text("x").packet(0x10));
      assertEquals("20020004", client.hear());
    }
  }

  private RawClient client(TestCertificates.@Nullable Pair own) throws Exception {
    return new RawClient(
        authority
            .client(own)
            .getSocketFactory()
            .createSocket("127.0.0.1", server.endpoint.tlsPort()));
  }
}
