package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected. A client id belongs to its device: the same id used by another device is
 * another session, so nobody is thrown out by a stranger. Thread-safe.
 */
final class Sessions {

  /** What makes two connections the same session. */
  record Key(String device, String client) {}

  private final Vertx vertx;
  private final ConcurrentHashMap<Key, Connection> byKey = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Set<Connection>> byDevice = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Key, Long> delayedWills = new ConcurrentHashMap<>();
  private final AtomicInteger sockets = new AtomicInteger();

  Sessions(Vertx vertx) {
    this.vertx = vertx;
  }

  AtomicInteger sockets() {
    return sockets;
  }

  /** Lets a connection in; returns the one whose session it takes over. */
  @Nullable Connection enter(Key key, Connection connection) {
    Long timer = delayedWills.remove(key);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
    Connection former = byKey.put(key, connection);
    byDevice.compute(
        key.device(),
        (device, all) -> {
          Set<Connection> connections = all == null ? ConcurrentHashMap.newKeySet() : all;
          connections.add(connection);
          return connections;
        });
    return former;
  }

  void leave(Key key, Connection connection) {
    byKey.remove(key, connection);
    byDevice.computeIfPresent(
        key.device(),
        (device, all) -> {
          all.remove(connection);
          return all.isEmpty() ? null : all;
        });
  }

  /** Publishes the will when its delay has passed, unless the session comes back before. */
  void delay(Key key, LastWill will, Hall hall) {
    // The timer may fire before its id is in the map: then nothing cancels it, and it has fired.
    long timer =
        vertx.setTimer(
            Math.max(1, will.delay().toMillis()),
            id -> {
              if (delayedWills.remove(key, id)) {
                will.publish(hall);
              }
            });
    delayedWills.put(key, timer);
  }

  Collection<Connection> of(String device) {
    return byDevice.getOrDefault(device, Set.of());
  }

  /** The connections that may speak for a device: its own and its gateway's. */
  Collection<Connection> concerning(Device device) {
    String via = device.via();
    if (via == null) {
      return of(device.id());
    }
    return java.util.stream.Stream.of(of(device.id()), of(via))
        .flatMap(Collection::stream)
        .toList();
  }

  Collection<Connection> all() {
    return List.copyOf(byKey.values());
  }

  boolean isConnected(String device) {
    return byDevice.containsKey(device);
  }

  int devices() {
    return byDevice.size();
  }

  int count() {
    return byKey.size();
  }
}
