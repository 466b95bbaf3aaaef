package dev.fieldcare.registry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The devices in memory, by whatever one looks them up; thread-safe. */
final class Roster {
  private final Map<String, Device> byId = new ConcurrentHashMap<>();
  private final Map<Integer, Device> byNumber = new ConcurrentHashMap<>();
  private final Map<String, Device> bySerial = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Device>> byGatewayAndName = new ConcurrentHashMap<>();

  void put(Device device) {
    Device before = byId.put(device.id(), device);
    byNumber.put(device.number(), device);
    bySerial.put(device.serial(), device);
    if (before != null && !before.serial().equals(device.serial())) {
      bySerial.remove(before.serial(), before);
    }
    if (before != null && before.via() != null) {
      byGatewayAndName.getOrDefault(before.via(), Map.of()).remove(nameOf(before), before);
    }
    if (device.via() != null) {
      byGatewayAndName
          .computeIfAbsent(device.via(), gateway -> new ConcurrentHashMap<>())
          .put(nameOf(device), device);
    }
  }

  private static String nameOf(Device device) {
    return device.name() == null ? device.id() : device.name();
  }

  Optional<Device> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  Optional<Device> find(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  Optional<Device> findSerial(String serial) {
    return Optional.ofNullable(bySerial.get(serial));
  }

  Optional<Device> child(String gateway, String name) {
    return Optional.ofNullable(byGatewayAndName.getOrDefault(gateway, Map.of()).get(name));
  }

  Collection<Device> childrenOf(String gateway) {
    return List.copyOf(byGatewayAndName.getOrDefault(gateway, Map.of()).values());
  }

  List<Device> all() {
    return List.copyOf(byId.values());
  }

  int size() {
    return byId.size();
  }
}
