package dev.fieldcare.simulator.device;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The kinds of devices there are, by the model names the server ships. */
public enum Kind {
  GATEWAY_X1(
      "gateway-x1",
      10_000,
      List.of(
          new Channel("temperature", 0.08, 1, -40, 125, 1.4),
          new Channel("supplyVoltage", 0.012, 2, 0, 30, 0.04),
          new Channel("memoryUsed", 0.1, 1, 0, 100, 5),
          new Channel("cpuLoad", 0.5, 1, 0, 100, 8.5),
          new Channel("rssi", 1.0, 0, -120, 0, 2.8))),
  PUMP_P2(
      "pump-p2",
      5_000,
      List.of(
          new Channel("vibration", 0.04, 2, 0, 50, 1.0),
          new Channel("flow", 0.05, 2, -2, 100, 14),
          new Channel("motorTemperature", 0.1, 1, -40, 200, 2.5),
          new Channel("current", 0.015, 2, -1, 20, 1.8)));

  private final String model;
  private final long intervalMillis;
  private final List<Channel> channels;
  private final List<String> metrics;

  Kind(String model, long intervalMillis, List<Channel> channels) {
    this.model = model;
    this.intervalMillis = intervalMillis;
    this.channels = channels;
    this.metrics = channels.stream().map(Channel::name).toList();
  }

  public static Optional<Kind> find(String model) {
    return List.of(values()).stream().filter(each -> each.model.equals(model)).findFirst();
  }

  public String model() {
    return model;
  }

  /** How often a device of the kind reports. */
  public long intervalMillis() {
    return intervalMillis;
  }

  public List<Channel> channels() {
    return channels;
  }

  /** The channels' names, in their order. */
  public List<String> metrics() {
    return metrics;
  }

  public Optional<Channel> channel(String metric) {
    return channels.stream().filter(each -> each.name().equals(metric)).findFirst();
  }

  Machine build(RandomGenerator random, Climate climate, long start) {
    return switch (this) {
      case GATEWAY_X1 -> new GatewayX1(random, climate, start);
      case PUMP_P2 -> new PumpP2(random, climate, start);
    };
  }
}
