package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import org.jspecify.annotations.Nullable;

/** Where a topic leads: what its payload means and which device it is about. */
record Route(Payload payload, Device device) {
  private static final String NATIVE = "fc/v1/";

  /** The route of a topic on which {@code sender} may publish, or null when it may not. */
  static @Nullable Route of(String topic, Device sender, Fleet fleet) {
    Payload foreign = Payload.ofThingsBoard(topic);
    if (foreign != null) {
      return new Route(foreign, sender);
    }
    String id = deviceOf(topic);
    Payload payload = id == null ? null : payloadOf(topic, id);
    if (id == null || payload == null) {
      return null;
    }
    if (id.equals(sender.id())) {
      return new Route(payload, sender);
    }
    return fleet
        .findActive(id)
        .filter(device -> sender.id().equals(device.via()))
        .map(child -> new Route(payload, child))
        .orElse(null);
  }

  /** The device id in a native topic, or null when it is none. */
  static @Nullable String deviceOf(String topic) {
    if (!topic.startsWith(NATIVE)) {
      return null;
    }
    int end = topic.indexOf('/', NATIVE.length());
    return end <= NATIVE.length() ? null : topic.substring(NATIVE.length(), end);
  }

  static @Nullable Payload payloadOf(String topic, String id) {
    return Payload.ofNative(topic.substring(NATIVE.length() + id.length() + 1));
  }

  static String telemetryOf(Device device) {
    return NATIVE + device.id() + "/telemetry";
  }

  static String topicOf(String deviceId, String suffix) {
    return NATIVE + deviceId + "/" + suffix;
  }
}
