package dev.fieldcare.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.simulator.device.DeviceSpec;
import dev.fieldcare.simulator.device.Fleet;
import dev.fieldcare.simulator.link.Counters;
import dev.fieldcare.simulator.link.Identity;
import dev.fieldcare.simulator.link.PahoLink;
import dev.fieldcare.simulator.scenario.Casting;
import dev.fieldcare.simulator.scenario.Injection;
import dev.fieldcare.simulator.scenario.Scenario;
import dev.fieldcare.simulator.update.Hash;
import dev.fieldcare.simulator.update.trust.Vendor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulated devices that are told of a release, over a real broker. */
class FleetUpdateTest {
  private static final String DEVICE = "gateway-000";
  private static final double SPEED = 60;

  private final ExecutorService blocking = Executors.newCachedThreadPool();
  private final Counters counters = new Counters();
  private final Vendor vendor = new Vendor(Instant.now());
  @TempDir @Nullable Path folder;
  private @Nullable Mosquitto broker;
  private @Nullable Listener listener;
  private @Nullable VendorServer server;

  @BeforeEach
  void start() throws IOException, MqttException {
    broker = Mosquitto.start(folder());
    listener = new Listener(broker.uri());
    server = new VendorServer(vendor, broker.uri());
  }

  @AfterEach
  void stop() throws MqttException {
    if (server != null) {
      server.close();
    }
    if (listener != null) {
      listener.close();
    }
    if (broker != null) {
      broker.close();
    }
    blocking.shutdownNow();
  }

  private Path folder() {
    return Objects.requireNonNull(folder);
  }

  private Listener heard() {
    return Objects.requireNonNull(listener);
  }

  private VendorServer server() {
    return Objects.requireNonNull(server);
  }

  private void release(String version, long counter, byte[] image, String action) {
    vendor.release(version, counter, image);
    vendor.assign(DEVICE, version, action);
    vendor.write();
  }

  private FleetRun run(boolean byBlocks, String faults) throws IOException {
    List<DeviceSpec> fleet = Fleet.of(1, "gateway-x1", 0, "");
    long now = System.currentTimeMillis();
    var identities = Map.of(DEVICE, new Identity(DEVICE, "token"));
    Path file = Files.writeString(folder().resolve("s.yaml"), "faults: [" + faults + "]");
    List<Injection> injections = new Casting(fleet, 1).cast(Scenario.read(file), now);
    String uri = Objects.requireNonNull(broker).uri();
    var run =
        new FleetRun(
            new SimulatedClock(now, SPEED),
            1,
            now,
            counters,
            identities,
            identity -> new PahoLink(uri, identity, blocking));
    run.updateFrom(
        new FirmwareShelf(
            folder().resolve("fw"), server().address(), byBlocks, identities, counters));
    run.start(fleet, injections, Long.MAX_VALUE);
    return run;
  }

  private static boolean says(Listener.Heard each, String state) {
    return each.leaf().equals("update/report")
        && each.payload().path("state").asText().equals(state);
  }

  private void tellWhenConnected(String action) throws InterruptedException, MqttException {
    heard().await(each -> each.leaf().equals("telemetry"));
    heard().tell(DEVICE, "update/desired", server().desired(DEVICE, action));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_device_that_is_told_fetches_installs_reboots_and_confirms(boolean byBlocks)
      throws Exception {
    byte[] image = "image 1.5.0".repeat(5_000).getBytes(StandardCharsets.UTF_8);
    release("1.5.0", 7, image, "123");
    try (var run = run(byBlocks, "")) {
      tellWhenConnected("123");
      List<Listener.Heard> all = heard().await(each -> says(each, "confirmed"));
      List<String> states =
          all.stream()
              .filter(each -> each.leaf().equals("update/report"))
              .map(each -> each.payload().path("state").asText())
              .distinct()
              .toList();
      assertEquals(
          List.of("downloading", "verifying", "installing", "rebooting", "confirmed"), states);
      Listener.Heard state =
          all.stream().filter(each -> each.leaf().equals("state")).toList().getLast();
      assertEquals("1.5.0", state.payload().path("firmware").path("version").asText());
      assertEquals(Hash.hex(image), state.payload().path("firmware").path("sha256").asText());
      Listener.Heard reboot =
          all.stream().filter(each -> each.leaf().equals("event")).toList().getLast();
      assertEquals("0x0003", reboot.payload().path("code").asText());
      assertEquals(state.payload().path("bootId"), reboot.payload().path("data").path("bootId"));
      assertTrue(run.wanted() >= 0);
    }
  }

  @Test
  void an_image_that_is_not_well_is_rolled_back_and_told_as_0x8009() throws Exception {
    release("1.5.0", 7, "fieldcare-self-test: fail".getBytes(StandardCharsets.UTF_8), "123");
    try (var run = run(false, "")) {
      tellWhenConnected("123");
      List<Listener.Heard> all = heard().await(each -> says(each, "rolled_back"));
      assertEquals("SELF_TEST", all.getLast().payload().path("error").path("code").asText());
      Listener.Heard reboot =
          all.stream().filter(each -> each.leaf().equals("event")).toList().getLast();
      assertEquals("0x8009", reboot.payload().path("code").asText());
      Listener.Heard state =
          all.stream().filter(each -> each.leaf().equals("state")).toList().getLast();
      assertEquals("1.4.0", state.payload().path("firmware").path("version").asText());
      assertTrue(run.wanted() >= 0);
    }
  }

  @Test
  void a_refusal_is_reported_by_its_code() throws Exception {
    release("1.5.0", 7, new byte[] {1}, "123");
    vendor.assign("d-18", "1.5.0", "123");
    vendor.write();
    try (var run = run(false, "")) {
      tellWhenConnected("123");
      Listener.Heard last = heard().await(each -> says(each, "failed")).getLast();
      assertEquals("WRONG_DEVICE", last.payload().path("error").path("code").asText());
      assertTrue(run.wanted() >= 0);
    }
  }

  @Test
  void a_fault_that_a_release_fixes_ends_with_it() throws Exception {
    release("1.5.0", 7, "image 1.5.0".getBytes(StandardCharsets.UTF_8), "123");
    String fault = "{fault: overheating, at: PT10S, fixedIn: 1.5.0}";
    try (var run = run(false, fault)) {
      heard().await(each -> temperature(each) > 75);
      heard().tell(DEVICE, "update/desired", server().desired(DEVICE, "123"));
      heard().await(each -> says(each, "confirmed"));
      heard().await(each -> temperature(each) < 60);
      assertTrue(run.wanted() >= 0);
    }
  }

  @Test
  void a_crash_loop_that_a_release_brings_leaves_time_to_fetch_the_next_one() throws Exception {
    release("1.5.0", 7, "image 1.5.0".getBytes(StandardCharsets.UTF_8), "123");
    String fault = "{fault: crash-loop, at: PT0S, onlyIn: 1.5.0, every: PT40S}";
    try (var run = run(false, fault)) {
      tellWhenConnected("123");
      heard().await(FleetUpdateTest::isCrash);
      release("1.5.1", 8, "image 1.5.1".getBytes(StandardCharsets.UTF_8), "124");
      heard().tell(DEVICE, "update/desired", server().desired(DEVICE, "124"));
      List<Listener.Heard> all =
          heard()
              .await(
                  each ->
                      says(each, "confirmed")
                          && each.payload().path("action").asText().equals("124"));
      long end = measuredAt(all) + 240_000;
      List<Listener.Heard> later = heard().await(each -> measuredAt(List.of(each)) > end);
      assertTrue(crashes(later).size() <= crashes(all).size() + 1, "only what was under way ends");
      assertTrue(run.wanted() >= 0);
    }
  }

  private static boolean isCrash(Listener.Heard heard) {
    return heard.leaf().equals("event")
        && Integer.decode(heard.payload().path("code").asText()) >= 0x8000;
  }

  private static List<Listener.Heard> crashes(List<Listener.Heard> all) {
    return all.stream().filter(FleetUpdateTest::isCrash).toList();
  }

  /** When what was measured last was, by the device's clock; 0 if nothing was. */
  private static long measuredAt(List<Listener.Heard> all) {
    return all.stream()
        .filter(each -> each.leaf().equals("telemetry"))
        .mapToLong(each -> each.readings().getLast().path("ts").asLong())
        .max()
        .orElse(0);
  }

  private static double temperature(Listener.Heard heard) {
    if (!heard.leaf().equals("telemetry")) {
      return Double.NaN;
    }
    return heard.readings().getLast().path("values").path("temperature").asDouble(Double.NaN);
  }
}
