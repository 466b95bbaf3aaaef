package dev.fieldcare.tickets.siblings;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates.Firmware;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The devices of each model with what they share, gathered anew when what is known is old. */
final class Cohorts {
  /** A device counts as in service for this long at least, in days: an hour. */
  private static final double LEAST = 1 / 24.0;

  private static final double DAY = Duration.ofDays(1).toMillis();

  /** A cohort and when it was gathered. */
  record Gathered(Cohort cohort, Instant at) {}

  private final Fleet fleet;
  private final Parts parts;
  private final Duration window;
  private final Map<String, Gathered> byModel = new ConcurrentHashMap<>();

  Cohorts(Fleet fleet, Parts parts, Duration window) {
    this.fleet = fleet;
    this.parts = parts;
    this.window = window;
  }

  /** What was gathered last, however old. */
  @Nullable Gathered known(String model) {
    return byModel.get(model);
  }

  /** Gathers anew. Blocks some hundred milliseconds for 100,000 devices. */
  Cohort gather(String model, Instant now) {
    Instant from = now.minus(window);
    var units = new ArrayList<Unit>();
    for (Device device : fleet.devices()) {
      Instant gone = device.decommissionedAt();
      if (device.model().equals(model) && (gone == null || gone.isAfter(from))) {
        units.add(new Unit(device.id(), model, traits(device), exposure(device, now), false));
      }
    }
    var cohort = Cohort.of(units);
    byModel.put(model, new Gathered(cohort, now));
    return cohort;
  }

  /** Days in service within the window that ends now, up to that moment. */
  double exposure(Device device, Instant now, Instant until) {
    Instant from = now.minus(window);
    Instant begun = device.registeredAt().isAfter(from) ? device.registeredAt() : from;
    Instant gone = device.decommissionedAt();
    Instant end = gone != null && gone.isBefore(until) ? gone : until;
    return Math.max(LEAST, (end.toEpochMilli() - begun.toEpochMilli()) / DAY);
  }

  private double exposure(Device device, Instant now) {
    return exposure(device, now, now);
  }

  /** What the device shares with others now. */
  Set<Trait> traits(Device device) {
    return traits(
        device,
        parts.of(device.serial()),
        fleet.firmware(device).map(Firmware::version).orElse(null));
  }

  /** What it shared then. */
  Set<Trait> traits(Device device, Instant at, @Nullable String firmware) {
    return traits(device, parts.of(device.serial(), at), firmware);
  }

  private static Set<Trait> traits(Device device, Set<Trait> parts, @Nullable String firmware) {
    var traits = new HashSet<>(parts);
    add(traits, Trait.Type.LOT, device.lot());
    add(traits, Trait.Type.SITE, device.site());
    add(traits, Trait.Type.FIRMWARE, firmware);
    return traits;
  }

  private static void add(Set<Trait> traits, Trait.Type type, @Nullable String value) {
    if (value != null) {
      traits.add(new Trait(type, value));
    }
  }
}
