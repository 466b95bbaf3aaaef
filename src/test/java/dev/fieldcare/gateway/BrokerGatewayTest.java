package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.telemetry.Reading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading from a real mosquitto, which is killed and started again. */
class BrokerGatewayTest {
  private final TestFleet fleet = new TestFleet();
  private final GatewayMetrics metrics = new GatewayMetrics(new SimpleMeterRegistry());
  private Mosquitto broker;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    Mosquitto.assumeInstalled();
    broker = new Mosquitto(directory);
    fleet.add("d-1");
  }

  @AfterEach
  void stop() throws Exception {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void what_the_broker_held_is_stored_after_it_was_killed() throws Exception {
    try (var intake = new FakeIntake().holding()) {
      BrokerGateway gateway = gateway(intake);
      publish(0, 300, "d-1");
      Await.until("everything is on its way to the store", () -> intake.waiting() == 300);
      broker.awaitSaved();
      broker.kill();
      intake.letGo();
      Await.until("stored, though the broker could not be told", () -> stored(intake) == 300);
      broker.restart();
      Await.until("connected again", gateway::isConnected);
      publish(300, 300, "d-1");
      Await.until("all is stored", () -> stored(intake) == 600);
      assertEquals(numbers(0, 600), values(intake));
      gateway.stop().await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void what_is_not_stored_is_not_acknowledged_and_comes_again() throws Exception {
    try (var deaf = new FakeIntake().holding();
        var intake = new FakeIntake()) {
      BrokerGateway first = gateway(deaf);
      publish(0, 100, "d-1");
      Await.until("all arrived", () -> deaf.waiting() == 100);
      first.stop().await(10, TimeUnit.SECONDS);
      publish(100, 100, "d-1");
      broker.awaitSaved();
      broker.kill();
      broker.restart();
      BrokerGateway second = gateway(intake);
      Await.until("all is stored", () -> stored(intake) == 200);
      assertEquals(numbers(0, 200), values(intake));
      second.stop().await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void the_broker_sends_no_more_than_the_receive_maximum_ahead() throws Exception {
    try (var intake = new FakeIntake().holding()) {
      BrokerGateway gateway = gateway(intake);
      publish(0, 2_000, "d-1");
      Await.until("the window is full", () -> intake.waiting() >= 500);
      publish(2_000, 100, "d-1");
      assertEquals(500, intake.waiting());
      intake.letGo();
      Await.until("the rest follows", () -> stored(intake) == 2_100);
      gateway.stop().await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_device_nobody_registered_is_counted_and_disturbs_nobody() throws Exception {
    try (var intake = new FakeIntake()) {
      BrokerGateway gateway = gateway(intake);
      publish(0, 3, "stranger");
      publish(0, 3, "d-1");
      Await.until("the neighbour is stored", () -> stored(intake) == 3);
      Await.until("counted", () -> metrics.refusals("device.unknown") == 3);
      gateway.stop().await(10, TimeUnit.SECONDS);
    }
  }

  private BrokerGateway gateway(FakeIntake intake) throws Exception {
    var some = BrokerSettings.of(broker.url(), "fieldcare-test");
    var settings =
        new BrokerSettings(
            some.url(), some.clientId(), null, null, null, "test", 500, some.sessionExpiry());
    var gateway =
        new BrokerGateway(
            settings,
            Clock.systemUTC(),
            fleet.fleet(),
            EndpointUnderTest.codecs(),
            intake,
            metrics,
            UpdateTalk.NONE,
            () -> {});
    gateway.start().await(20, TimeUnit.SECONDS);
    return gateway;
  }

  /** Publishes numbered readings and waits until the broker has acknowledged each. */
  private void publish(int from, int count, String device) throws Exception {
    try (var client = new RawClient(broker.port())) {
      client.send(new RawClient.Bytes().text("MQTT").u8(4).u8(2).u16(0).text("").packet(0x10));
      client.hear();
      for (int i = from; i < from + count; i++) {
        String payload = "{\"ts\":" + (1_700_000_000_000L + i) + ",\"values\":{\"n\":" + i + "}}";
        client.send(
            RawClient.publish(4, 1, i % 60_000 + 1, "fc/v1/" + device + "/telemetry", payload));
      }
      for (int i = 0; i < count; i++) {
        assertEquals("4002", client.hear().substring(0, 4));
      }
    }
  }

  private static long stored(FakeIntake intake) {
    return intake.readings().stream().mapToLong(Reading::ts).distinct().count();
  }

  private static Set<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Integer> values(FakeIntake intake) {
    return intake.readings().stream()
        .map(reading -> (int) reading.values()[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
