package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates.Firmware;
import dev.fieldcare.tickets.knowledge.Fix;
import dev.fieldcare.tickets.siblings.Fleet;
import dev.fieldcare.tickets.siblings.Siblings;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Devices in memory, with what each runs, for tests of what tickets know. */
final class KnownFleet implements Fleet, Around {
  private final List<Device> devices = new ArrayList<>();
  private final Map<String, Device> byId = new HashMap<>();
  private final Map<String, Firmware> firmware = new HashMap<>();
  volatile @Nullable Fix fix;
  volatile boolean reachable = true;
  private Consumer<Instant> refresh = now -> {};

  void add(Device device, @Nullable String version) {
    devices.add(device);
    byId.put(device.id(), device);
    if (version != null) {
      firmware.put(
          device.id(), new Firmware(version, null, Desk.NOW.minus(Duration.ofDays(100)), null));
    }
  }

  /** What the desk's tickets know by this fleet, read once. */
  Insight insight(Desk desk) {
    var siblings = new Siblings(desk.vertx, desk.database, this, Siblings.Settings.EXACT);
    Desk.await(siblings.refresh(Desk.NOW));
    refresh = now -> Desk.await(siblings.refresh(now));
    return Insight.of(siblings, this);
  }

  /** Takes in what was built into devices since. */
  void refresh(Instant now) {
    refresh.accept(now);
  }

  @Override
  public List<Device> devices() {
    return List.copyOf(devices);
  }

  @Override
  public Optional<Device> find(String device) {
    return Optional.ofNullable(byId.get(device));
  }

  @Override
  public Optional<Firmware> firmware(Device device) {
    return Optional.ofNullable(firmware.get(device.id()));
  }

  @Override
  public Future<Map<Integer, String>> versionsAt(SqlClient sql, Map<Integer, Instant> moments) {
    return Future.succeededFuture(Map.of());
  }

  @Override
  public Optional<Device> device(String id) {
    return find(id);
  }

  @Override
  public Optional<Fix> fix(Device device, String symptom) {
    return Optional.ofNullable(fix);
  }

  @Override
  public boolean isReachable(Device device) {
    return reachable;
  }
}
