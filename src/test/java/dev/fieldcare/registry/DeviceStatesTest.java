package dev.fieldcare.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.fieldcare.base.Await;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DeviceStatesTest {
  private static final Instant T0 = Instant.parse("2026-11-22T08:00:00Z");

  private final RegistryFixture registry = RegistryFixture.open();
  private final Device device =
      Await.get(registry.devices.register(Registration.of("d-1", "generic"), "user:t")).device();
  private DeviceStates states = new DeviceStates(registry.database, registry.journal);

  @BeforeEach
  void load() {
    Await.get(states.load());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void another_version_closes_the_interval_of_the_one_before() {
    report("1.0", 0);
    report("1.0", 10);
    report("1.1", 20);
    report("1.0", 5); // late
    states = new DeviceStates(registry.database, registry.journal);
    load();

    var current = states.currentFirmware(device).orElseThrow();
    assertEquals("1.1", current.version());
    assertNull(current.to());
    List<DeviceStates.Firmware> history = Await.get(states.firmwareHistory(device));
    assertEquals(2, history.size());
    assertEquals(new DeviceStates.Firmware("1.0", "aa", T0, T0.plusSeconds(20)), history.get(1));
  }

  @Test
  void presence_is_since_it_last_changed() {
    present(true, "b1", 0);
    present(true, null, 10);
    assertEquals(T0, states.presence(device).orElseThrow().since());
    present(false, null, 20);
    present(true, "b1", 15); // late
    states = new DeviceStates(registry.database, registry.journal);
    load();

    var presence = states.presence(device).orElseThrow();
    assertFalse(presence.online());
    assertEquals(T0.plusSeconds(20), presence.since());
    assertEquals("b1", presence.bootId());
  }

  private void report(String version, long seconds) {
    Await.get(states.reportedFirmware(device, version, "aa", T0.plusSeconds(seconds)));
  }

  private void present(
      boolean online, @org.jspecify.annotations.Nullable String boot, long seconds) {
    Await.get(states.reportedPresence(device, online, boot, T0.plusSeconds(seconds)));
  }
}
