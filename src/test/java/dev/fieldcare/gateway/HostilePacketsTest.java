package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Bytes that break the protocol, beside a neighbour who must not notice. */
class HostilePacketsTest {
  private static final Path CASES =
      Path.of(
          Objects.requireNonNullElse(System.getProperty("fieldcare.home"), ".."),
          "src/test/resources/hostile/packets.txt");

  private static EndpointUnderTest server;

  @BeforeAll
  static void start() throws Exception {
    server = new EndpointUnderTest(new FakeIntake());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /**
   * @param start how the connection stands before: raw, v4 or v5
   * @param bytes in hexadecimal
   * @param answer in hexadecimal, or "closed"
   * @param counted the reason under which it is counted
   */
  private record Case(String name, String start, String bytes, String answer, String counted) {
    static Case of(String line) {
      String[] cells = line.split("\\|");
      return new Case(
          cells[0].strip(),
          cells[1].strip(),
          cells[2].strip(),
          cells[3].replace(" ", ""),
          cells[4].strip());
    }
  }

  @TestFactory
  Stream<DynamicTest> hostile_packets() throws IOException {
    return Files.readAllLines(CASES).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Case::of)
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> check(each)));
  }

  private void check(Case each) throws Exception {
    long before = server.metrics.refusals(each.counted());
    try (var neighbour = RawClient.connected(server.port, 4, "d-2");
        var client =
            each.start().equals("raw")
                ? new RawClient(server.port)
                : RawClient.connected(server.port, each.start().charAt(1) - '0', "d-1")) {
      client.sendHex(each.bytes());
      String heard = client.hear();
      assertEquals(each.answer(), heard);
      if (!heard.equals("closed")) {
        assertEquals("closed", client.hear());
      }
      assertEquals(before + 1, server.metrics.refusals(each.counted()), each.counted());
      neighbour.send(RawClient.publish(4, 1, 1, "fc/v1/d-2/telemetry", "{\"a\":1}"));
      assertEquals("40020001", neighbour.hear());
    }
  }

  @Test
  void a_packet_too_large_is_refused_before_it_is_held() throws Exception {
    try (var client = RawClient.connected(server.port, 5, "d-1")) {
      client.send(new RawClient.Bytes().u8(0x32).variable(10_000_000).toBytes());
      assertEquals("e0029500", client.hear());
      assertEquals("closed", client.hear());
    }
  }

  @Test
  void bytes_flipped_at_random_never_cost_a_neighbour_a_message() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    try (var neighbour = RawClient.connected(server.port, 5, "d-2")) {
      List<byte[]> good = goodConversation();
      for (int round = 1; round <= 300; round++) {
        byte[] bytes = RawClient.joined(good.toArray(byte[][]::new));
        for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try (var client = new RawClient(server.port)) {
          client.send(bytes);
          neighbour.send(
              RawClient.publish(5, 1, round, "fc/v1/d-2/telemetry", "{\"round\":" + round + "}"));
          assertEquals(String.format("4002%04x", round), neighbour.hear(), "seed " + seed);
        }
      }
      long stored =
          server.intake.readings().stream()
              .filter(reading -> reading.metrics().names().contains("round"))
              .filter(reading -> reading.device().id().equals("d-2"))
              .count();
      assertEquals(300, stored, "seed " + seed);
    }
  }

  private static List<byte[]> goodConversation() {
    List<byte[]> packets = new ArrayList<>();
    packets.add(RawClient.connect(5, "flip", "d-1", "token-d-1", 30));
    packets.add(new RawClient.Bytes().u16(1).u8(0).text("fc/v1/d-1/command/+").u8(1).packet(0x82));
    for (int i = 1; i <= 5; i++) {
      packets.add(
          RawClient.publish(5, i % 3, i, "fc/v1/d-1/telemetry", "{\"ts\":17" + i + ",\"a\":1}"));
    }
    packets.add(RawClient.publish(5, 1, 9, "fc/v1/d-1/event", "{\"type\":\"reboot\"}"));
    packets.add(new byte[] {(byte) 0xC0, 0});
    return packets;
  }
}
