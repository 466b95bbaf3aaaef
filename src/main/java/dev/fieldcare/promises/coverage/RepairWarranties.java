package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.standards.Parameter;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Customers;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A repair that was signed off must hold: it opens a coverage of what was repaired. */
public final class RepairWarranties {
  private final Standards standards;
  private final Coverages coverages;
  private final Customers customers;

  RepairWarranties(Standards standards, Coverages coverages, Customers customers) {
    this.standards = standards;
    this.coverages = coverages;
    this.customers = customers;
  }

  /**
   * Opens it, for {@code repair.warranty} or, where the repair was paid for, {@code
   * oow.repair.warranty}; longer where the law asks for that.
   */
  public Future<Coverage> open(
      SqlConnection sql,
      Device device,
      Target target,
      Scope repaired,
      boolean wasCovered,
      Instant signedAt,
      String actor) {
    String key = wasCovered ? "repair.warranty" : "oow.repair.warranty";
    Parameter promised = standards.resolve(key, target, signedAt);
    String owner = device.customer();
    return customers
        .consumers(sql, owner == null ? Set.of() : Set.of(owner))
        .map(consumers -> grant(device.id(), repaired, promised, !consumers.isEmpty(), signedAt))
        .compose(grant -> coverages.open(sql, List.of(grant), actor))
        .map(List::getFirst);
  }

  private Grant grant(
      String unit, Scope repaired, Parameter promised, boolean isConsumer, Instant signedAt) {
    StatutoryRules rules = standards.statutory();
    Term term = promised.term();
    Instant floor =
        StatutoryFloor.ofRepair(term, rules, isConsumer, signedAt, coverages.calendar());
    Grant ours =
        Grant.repair(unit, repaired, signedAt, term, promised.clause(), promised.version());
    return Coverage.ending(term, signedAt, List.of(), coverages.calendar())
            .filter(ending -> ending.at().isBefore(floor))
            .isPresent()
        ? ours.until(floor)
        : ours;
  }
}
