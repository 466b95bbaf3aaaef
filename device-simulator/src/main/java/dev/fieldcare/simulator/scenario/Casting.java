package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.device.Chance;
import dev.fieldcare.simulator.device.DeviceSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Gives every fault of a scenario its device and its times. */
public final class Casting {
  private final List<DeviceSpec> fleet;
  private final long seed;
  private final Set<String> taken = new HashSet<>();

  public Casting(List<DeviceSpec> fleet, long seed) {
    this.fleet = fleet;
    this.seed = seed;
  }

  /** Injections for a run that starts at {@code start}, epoch milliseconds. */
  public List<Injection> cast(Scenario scenario, long start) {
    scenario.faults().stream()
        .filter(each -> !each.isAny() && !each.isAll())
        .forEach(each -> take(named(each)));
    var injections = new ArrayList<Injection>();
    for (Scenario.Entry entry : scenario.faults()) {
      if (entry.isAll()) {
        for (DeviceSpec device : fitting(entry)) {
          RandomGenerator random = random(entry, injections.size());
          injections.add(inject(entry, device, start + entry.millis(0), random));
        }
        continue;
      }
      for (int i = 0; i < entry.count(); i++) {
        RandomGenerator random = random(entry, injections.size());
        DeviceSpec device = entry.isAny() ? take(any(entry, random)) : named(entry);
        injections.add(inject(entry, device, start + entry.millis(i), random));
      }
    }
    return List.copyOf(injections);
  }

  private RandomGenerator random(Scenario.Entry entry, int number) {
    return Chance.of(seed, entry.fault().name(), "fault " + number);
  }

  private Injection inject(
      Scenario.Entry entry, DeviceSpec device, long from, RandomGenerator random) {
    long to = entry.lasts() == null ? Long.MAX_VALUE : from + entry.lasts().toMillis();
    String metric = metric(entry, device).orElseThrow(() -> misfit(entry, device));
    return new Injection(
        entry.fault(),
        device,
        children(device),
        metric,
        from,
        to,
        entry.programs(),
        entry.parameters(),
        random);
  }

  private DeviceSpec take(DeviceSpec device) {
    taken.add(device.id());
    return device;
  }

  private List<String> children(DeviceSpec gateway) {
    return fleet.stream()
        .filter(each -> gateway.id().equals(each.via()))
        .map(DeviceSpec::id)
        .toList();
  }

  private Optional<String> metric(Scenario.Entry entry, DeviceSpec device) {
    boolean isOther = entry.revision() != null && !entry.revision().equals(device.revision());
    if (isOther || entry.fault().needsChildren() && children(device).isEmpty()) {
      return Optional.empty();
    }
    Optional<String> metric =
        entry.metric() == null
            ? entry.fault().usualMetric(device.kind())
            : Optional.of(entry.metric());
    return metric.filter(each -> entry.fault().fits(device.kind(), each));
  }

  private DeviceSpec named(Scenario.Entry entry) {
    if (entry.device().matches("\\d{1,6}")) {
      int index = Integer.parseInt(entry.device());
      if (index >= fleet.size()) {
        throw new Failure(
            entry.where() + ": device " + index + " of a fleet of " + fleet.size() + " (from 0)");
      }
      return fleet.get(index);
    }
    return fleet.stream()
        .filter(each -> each.id().equals(entry.device()))
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(entry.where() + ": no device \"" + entry.device() + "\" in the fleet"));
  }

  private DeviceSpec any(Scenario.Entry entry, RandomGenerator random) {
    List<DeviceSpec> candidates =
        fitting(entry).stream()
            .filter(each -> !taken.contains(each.id()))
            .filter(each -> entry.fault().needsChildren() || children(each).isEmpty())
            .toList();
    if (candidates.isEmpty()) {
      throw new Failure(
          entry.where() + ": no device in the fleet is free for it; more --devices, or a mix?");
    }
    return candidates.get(random.nextInt(candidates.size()));
  }

  /** Those with a connection of their own that it can befall. */
  private List<DeviceSpec> fitting(Scenario.Entry entry) {
    return fleet.stream()
        .filter(each -> each.via() == null && metric(entry, each).isPresent())
        .toList();
  }

  private static Failure misfit(Scenario.Entry entry, DeviceSpec device) {
    return new Failure(
        entry.where()
            + ": cannot befall "
            + (entry.metric() == null ? "" : entry.metric() + " of ")
            + device.id()
            + ", a "
            + device.kind().model()
            + " of revision "
            + device.revision());
  }
}
