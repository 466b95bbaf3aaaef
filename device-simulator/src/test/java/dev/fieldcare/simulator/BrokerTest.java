package dev.fieldcare.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.simulator.device.DeviceSpec;
import dev.fieldcare.simulator.device.Fleet;
import dev.fieldcare.simulator.link.Counters;
import dev.fieldcare.simulator.link.Identity;
import dev.fieldcare.simulator.link.Link;
import dev.fieldcare.simulator.link.PahoLink;
import dev.fieldcare.simulator.replay.Replay;
import dev.fieldcare.simulator.scenario.Casting;
import dev.fieldcare.simulator.scenario.Injection;
import dev.fieldcare.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices against a real broker. */
class BrokerTest {
  private final ExecutorService blocking = Executors.newCachedThreadPool();
  private final Counters counters = new Counters();
  @TempDir @Nullable Path folder;
  private @Nullable Mosquitto started;
  private @Nullable Listener heard;

  @BeforeEach
  void startBroker() throws IOException, MqttException {
    started = Mosquitto.start(Objects.requireNonNull(folder));
    heard = new Listener(started.uri());
  }

  @AfterEach
  void stopBroker() throws MqttException {
    if (heard != null) {
      heard.close();
    }
    if (started != null) {
      started.close();
    }
    blocking.shutdownNow();
  }

  private Mosquitto broker() {
    return Objects.requireNonNull(started);
  }

  private Listener listener() {
    return Objects.requireNonNull(heard);
  }

  private Link link(Identity identity) {
    return new PahoLink(broker().uri(), identity, blocking);
  }

  private FleetRun run(List<DeviceSpec> fleet, String faults, double speed) {
    long now = System.currentTimeMillis();
    var clock = new SimulatedClock(now, speed);
    Map<String, Identity> identities =
        fleet.stream()
            .collect(Collectors.toMap(DeviceSpec::id, each -> new Identity(each.id(), "token")));
    Path file = Objects.requireNonNull(folder).resolve("scenario.yaml");
    try {
      Files.writeString(file, "faults: [" + faults + "]");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    List<Injection> injections = new Casting(fleet, 1).cast(Scenario.read(file), now);
    var run = new FleetRun(clock, 1, now, counters, identities, this::link);
    run.start(fleet, injections, Long.MAX_VALUE);
    return run;
  }

  private static void assertNoneMissing(List<Listener.Heard> messages, String device, int atLeast) {
    var seqs = new TreeSet<Long>();
    messages.stream()
        .filter(each -> each.device().equals(device) && each.leaf().equals("telemetry"))
        .flatMap(each -> each.readings().stream())
        .forEach(each -> seqs.add(each.path("seq").asLong()));
    assertTrue(seqs.size() >= atLeast, device + ": " + seqs.size() + " readings");
    assertEquals(seqs.size(), seqs.last(), device + ": every count from 1 on is there");
  }

  @Test
  void everything_measured_arrives_with_qos_1_after_the_state() throws InterruptedException {
    List<DeviceSpec> fleet = Fleet.of(13, "mix", 1, "");
    try (var run = run(fleet, "", 600)) {
      List<Listener.Heard> messages =
          listener().await(each -> each.payload().path("seq").asLong() == 60);
      for (DeviceSpec each : fleet) {
        List<Listener.Heard> own =
            messages.stream().filter(one -> one.device().equals(each.id())).toList();
        assertEquals("state", own.getFirst().leaf());
        assertTrue(own.getFirst().payload().path("online").asBoolean());
        assertTrue(own.stream().allMatch(one -> one.qos() == 1));
        assertNoneMissing(messages, each.id(), 10);
      }
      assertTrue(run.wanted() >= 2);
    }
  }

  @Test
  void a_crash_leaves_the_last_will_and_is_told_after_the_boot() throws InterruptedException {
    List<DeviceSpec> fleet = Fleet.of(1, "gateway-x1", 0, "");
    try (var run = run(fleet, "{fault: crash-loop, at: PT20S, every: PT60S}", 60)) {
      int before =
          listener()
              .await(
                  each -> each.leaf().equals("state") && !each.payload().path("online").asBoolean())
              .size();
      List<Listener.Heard> messages = listener().await(each -> each.leaf().equals("event"));
      Listener.Heard event = messages.getLast();
      assertEquals("reboot", event.payload().path("type").asText());
      assertTrue(List.of("0x8002", "0x9400").contains(event.payload().path("code").asText()));
      Listener.Heard first = messages.get(before);
      assertEquals("state", first.leaf());
      assertTrue(first.payload().path("online").asBoolean());
      assertEquals(first.payload().path("bootId"), event.payload().path("data").path("bootId"));
      assertTrue(run.wanted() <= 1);
    }
  }

  @Test
  void what_was_measured_while_the_broker_was_away_is_filled_in_oldest_first()
      throws IOException, InterruptedException, MqttException {
    List<DeviceSpec> fleet = Fleet.of(3, "gateway-x1", 0, "");
    try (var run = run(fleet, "", 100)) {
      listener().await(each -> each.payload().path("seq").asLong() == 20);
      broker().stop();
      Waiting.until(() -> run.unacknowledged() >= 60);
      broker().start();
      Waiting.until(listener()::isConnectedAgain);
      List<Listener.Heard> messages =
          listener().await(each -> each.payload().path("seq").asLong() >= 80);
      for (DeviceSpec each : fleet) {
        assertNoneMissing(messages, each.id(), 30);
        assertRising(messages, each.id());
      }
      assertTrue(
          messages.stream()
              .anyMatch(each -> each.payload().isArray() && each.payload().size() > 5));
    }
  }

  @Test
  void a_replayed_series_arrives_whole_and_in_its_order() throws IOException, InterruptedException {
    Path file = Objects.requireNonNull(folder).resolve("series.csv");
    var text = new StringBuilder("timestamp,value\n");
    for (int i = 0; i < 3_000; i++) {
      text.append(1_400_000_000L + 60L * i).append(',').append(i / 4.0).append('\n');
    }
    Files.writeString(file, text);
    var identity = new Identity("series", "token");
    try (var replay = new Replay(identity, this::link, 0, 1, new CountDownLatch(1), counters)) {
      Replay.Outcome outcome = replay.play(file, "load", 1);
      assertEquals(3_000, outcome.rows());
      assertEquals(3_000, outcome.acknowledged());
    }
    List<Listener.Heard> messages =
        listener().await(each -> each.payload().path("ts").asLong() == 1_400_179_940_000L);
    var values = new ArrayList<Double>();
    messages.forEach(each -> values.add(each.payload().path("values").path("load").asDouble()));
    assertEquals(3_000, values.size());
    for (int i = 0; i < 3_000; i++) {
      assertEquals(i / 4.0, values.get(i));
    }
  }

  private static void assertRising(List<Listener.Heard> messages, String device) {
    var seen = new TreeSet<Long>();
    for (Listener.Heard each : messages) {
      if (each.device().equals(device) && each.leaf().equals("telemetry")) {
        for (var reading : each.readings()) {
          long seq = reading.path("seq").asLong();
          // what comes again was unacknowledged; what is new is newer than all before
          assertTrue(seen.contains(seq) || seen.isEmpty() || seq == seen.last() + 1, "" + seq);
          seen.add(seq);
        }
      }
    }
  }
}
