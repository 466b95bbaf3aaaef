package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.coverage.Contracted.Agreed;
import dev.fieldcare.promises.coverage.Entitlements.FirstHeard;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The coverages that open by themselves when a device is asked about: its warranty, and what
 * contracts of its owner give it.
 */
record SelfOpening(
    Coverages coverages,
    Warranties warranties,
    Contracted contracted,
    FirstHeard firstHeard,
    Clock clock) {

  /** What was read on the way: when devices were first heard, and what was agreed about them. */
  record Read(Map<String, Instant> heard, Map<String, Agreed> agreed) {
    Optional<Instant> heard(Device device) {
      return Optional.ofNullable(heard.get(device.id()));
    }

    Agreed agreed(Device device) {
      Agreed found = agreed.get(device.id());
      return found == null ? Agreed.nothing(device) : found;
    }

    Target target(Device device) {
      return agreed(device).target();
    }
  }

  /** For many devices in a few statements. */
  Future<Read> open(SqlConnection sql, List<Device> devices, Instant at, String actor) {
    List<String> ids = devices.stream().map(Device::id).toList();
    return firstHeard
        .of(sql, devices)
        .compose(
            heard ->
                coverages
                    .of(sql, ids)
                    .compose(
                        found ->
                            contracted
                                .of(sql, devices, found, at)
                                .map(agreed -> new Read(heard, agreed))
                                .compose(
                                    read -> open(sql, devices, found, read, at, actor).map(read))));
  }

  private Future<Void> open(
      SqlConnection sql,
      List<Device> devices,
      Map<String, List<Coverage>> found,
      Read read,
      Instant at,
      String actor) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var grants = new ArrayList<Grant>();
    var ends = new HashMap<Long, Instant>();
    for (Device each : devices) {
      List<Coverage> its = found.getOrDefault(each.id(), List.of());
      if (its.stream().noneMatch(it -> it.basis() == Basis.WARRANTY)) {
        warranties
            .of(each, read.target(each), read.heard(each), coverages.calendar())
            .ifPresent(grants::add);
      }
      var cover = ContractCover.of(its, read.agreed(each).due(), at, now);
      grants.addAll(cover.open());
      ends.putAll(cover.ends());
    }
    List<Coverage> all = found.values().stream().flatMap(List::stream).toList();
    return coverages
        .open(sql, grants, actor)
        .compose(opened -> coverages.end(sql, all, ends, actor));
  }
}
