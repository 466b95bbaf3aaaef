package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A registry in memory: the token of a device is {@code token-} and its id. */
final class TestFleet {
  private final Map<String, Device> devices = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<String> expired = ConcurrentHashMap.newKeySet();

  Device add(String id) {
    return add(id, null, null);
  }

  Device add(String id, @Nullable String via, @Nullable String name) {
    var device =
        new Device(
            numbers.incrementAndGet(),
            id,
            id,
            "generic",
            name,
            null,
            null,
            null,
            via,
            null,
            Map.of(),
            Instant.EPOCH,
            null);
    devices.put(id, device);
    return device;
  }

  /** The device's token is good no longer; nobody is told. */
  void expire(String id) {
    expired.add(id);
  }

  Device decommission(String id) {
    Device old = devices.get(id);
    if (old == null) {
      throw Problem.notFound("device.unknown", id);
    }
    var gone =
        new Device(
            old.number(),
            id,
            id,
            old.model(),
            old.name(),
            null,
            null,
            null,
            old.via(),
            null,
            Map.of(),
            Instant.EPOCH,
            Instant.EPOCH);
    devices.put(id, gone);
    return gone;
  }

  Fleet fleet() {
    return new Fleet(
        token ->
            Optional.ofNullable(devices.get(token.replaceFirst("^token-", "")))
                .filter(device -> token.startsWith("token-") && !expired.contains(device.id())),
        id -> Optional.ofNullable(devices.get(id)),
        this::child);
  }

  private Future<Device> child(Device gateway, String name) {
    if (name.startsWith("refuse")) {
      return Future.failedFuture(Problem.badInput("device.name", name));
    }
    String id = gateway.id() + "." + name.replace(' ', '-');
    return Future.succeededFuture(
        Optional.ofNullable(devices.get(id)).orElseGet(() -> add(id, gateway.id(), name)));
  }
}
