package dev.fieldcare.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the gateway counts. */
public final class GatewayMetrics {
  /** Metric names come from devices, so how many are counted apart is bounded. */
  private static final int MOST_NAMES = 500;

  private final MeterRegistry registry;
  private final LongAdder messages = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder coerced = new LongAdder();
  private final LongAdder ignored = new LongAdder();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private final ConcurrentHashMap<String, Counter> faults = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Counter> drops = new ConcurrentHashMap<>();

  public GatewayMetrics(MeterRegistry registry) {
    this.registry = registry;
    counter("messages", "messages received from devices", messages);
    counter("received.bytes", "bytes received from devices", bytes);
    counter("values.coerced", "numbers that came as text", coerced);
    counter("ignored", "messages or members understood and not kept", ignored);
    registry.gauge("fieldcare.gateway.connections", connections);
    registry.gauge("fieldcare.gateway.connections.held", held);
  }

  private void counter(String name, String what, LongAdder adder) {
    FunctionCounter.builder("fieldcare.gateway." + name, adder, LongAdder::doubleValue)
        .description(what)
        .register(registry);
  }

  void message() {
    messages.increment();
  }

  void received(int count) {
    bytes.add(count);
  }

  void coerced(int count) {
    coerced.add(count);
  }

  void ignored(int count) {
    ignored.add(count);
  }

  void connected() {
    connections.incrementAndGet();
  }

  void disconnected() {
    connections.decrementAndGet();
  }

  void held() {
    held.incrementAndGet();
  }

  void released() {
    held.decrementAndGet();
  }

  /** A message, packet or login that was refused. */
  void refused(String reason) {
    faults
        .computeIfAbsent(
            reason,
            each ->
                Counter.builder("fieldcare.gateway.refused").tag("reason", each).register(registry))
        .increment();
  }

  /** A value of one metric that was dropped from a message otherwise kept. */
  void dropped(String reason, String metric) {
    String named = drops.size() < MOST_NAMES || drops.containsKey(reason + metric) ? metric : "…";
    drops
        .computeIfAbsent(
            reason + named,
            key ->
                Counter.builder("fieldcare.gateway.dropped")
                    .tag("reason", reason)
                    .tag("metric", named)
                    .register(registry))
        .increment();
  }

  /** How often something was refused for this reason. */
  public long refusals(String reason) {
    Counter counter = faults.get(reason);
    return counter == null ? 0 : (long) counter.count();
  }

  public long messages() {
    return messages.sum();
  }

  public int connections() {
    return connections.get();
  }

  public int heldConnections() {
    return held.get();
  }
}
