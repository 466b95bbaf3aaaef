package dev.fieldcare.promises.contracts;

import dev.fieldcare.promises.coverage.Contracted;
import dev.fieldcare.promises.coverage.Coverage;
import dev.fieldcare.promises.coverage.Coverages;
import dev.fieldcare.promises.coverage.LineId;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What contracts say of devices: what they cover, and by which one's terms a device is served. */
public final class Agreements implements Contracted {
  private static final Comparator<Found> BEST =
      Comparator.comparing((Found it) -> it.line.subject().kind())
          .thenComparing(it -> it.contract.begins(), Comparator.reverseOrder())
          .thenComparing(it -> it.contract.number());

  private final Coverages coverages;

  private record Found(Contract contract, Line line) {
    LineId id() {
      return contract.id(line);
    }
  }

  public Agreements(Coverages coverages) {
    this.coverages = coverages;
  }

  @Override
  public Future<Map<String, Agreed>> of(
      SqlClient sql, Collection<Device> devices, Map<String, List<Coverage>> covering, Instant at) {
    return contracts(sql, devices).map(contracts -> agreed(devices, contracts, covering, at));
  }

  private static Map<String, Agreed> agreed(
      Collection<Device> devices,
      List<Contract> contracts,
      Map<String, List<Coverage>> covering,
      Instant at) {
    var agreed = new HashMap<String, Agreed>();
    for (Device each : devices) {
      List<Due> due = contracts.stream().flatMap(it -> it.due(each).stream()).toList();
      List<Coverage> its = covering.getOrDefault(each.id(), List.of());
      agreed.put(each.id(), new Agreed(due, target(each, contracts, its, at)));
    }
    return agreed;
  }

  private static Future<List<Contract>> contracts(SqlClient sql, Collection<Device> devices) {
    Set<String> owners =
        devices.stream().map(Device::customer).filter(Objects::nonNull).collect(Collectors.toSet());
    return owners.isEmpty()
        ? Future.succeededFuture(List.of())
        : PgContracts.ofCustomers(sql, owners);
  }

  /**
   * By whose parameters each of the devices is served at that moment, by device id; many in two
   * statements. Of several lines that hold for a device the one that describes it most closely
   * counts (devices before sites before models before all), then that of the contract that began
   * last. A device that came in the place of another is served as that one was.
   */
  public Future<Map<String, Target>> targets(
      SqlClient sql, Collection<Device> devices, Instant at) {
    return contracts(sql, devices)
        .compose(
            contracts ->
                contracts.isEmpty()
                    ? Future.succeededFuture(targets(devices, contracts, Map.of(), at))
                    : coverages
                        .of(sql, devices.stream().map(Device::id).toList())
                        .map(found -> targets(devices, contracts, found, at)));
  }

  public Future<Target> target(SqlClient sql, Device device, Instant at) {
    return targets(sql, List.of(device), at)
        .map(found -> found.getOrDefault(device.id(), Target.ANYBODY));
  }

  private static Map<String, Target> targets(
      Collection<Device> devices,
      List<Contract> contracts,
      Map<String, List<Coverage>> covering,
      Instant at) {
    var found = new HashMap<String, Target>();
    for (Device each : devices) {
      List<Coverage> its = covering.getOrDefault(each.id(), List.of());
      found.put(each.id(), target(each, contracts, its, at));
    }
    return found;
  }

  private static Target target(
      Device device, List<Contract> contracts, List<Coverage> covering, Instant at) {
    Set<LineId> inherited =
        covering.stream()
            .filter(it -> it.inheritedFrom() != null && it.isValidAt(at))
            .map(Coverage::line)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    Optional<Found> best =
        contracts.stream()
            .filter(it -> it.holdsAt(at) && it.customer().equals(device.customer()))
            .flatMap(it -> it.lines().stream().map(line -> new Found(it, line)))
            .filter(it -> it.line.subject().names(device) || inherited.contains(it.id()))
            .min(BEST);
    return best.map(
            it ->
                new Target(
                    it.id().subject(), it.contract.number(), device.customer(), device.model()))
        .orElse(Target.of(device.customer(), device.model()));
  }
}
