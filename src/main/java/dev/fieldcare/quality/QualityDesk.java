package dev.fieldcare.quality;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.promises.Commitments;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.stability.StretchJudge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.LongSupplier;

/** All of quality, put together. */
public record QualityDesk(
    Catalog catalog,
    Lots lots,
    Inspections inspections,
    Rules rules,
    Making making,
    TestRuns testRuns,
    Nonconformities nonconformities,
    Tracing tracing) {

  /**
   * What it stands on.
   *
   * @param seeds for drawing samples at random
   */
  public record Parts(
      Vertx vertx,
      Database database,
      Journal journal,
      Clock clock,
      Models models,
      Devices devices,
      Genealogy genealogy,
      StretchJudge judge,
      Commitments commitments,
      Standards standards,
      Improvements improvements,
      LongSupplier seeds) {}

  public static QualityDesk on(Parts it) {
    var catalog = new Catalog(it.database, it.journal, it.clock);
    var lots = new Lots(it.database, it.journal, it.clock, catalog, it.genealogy);
    var tracing = new Tracing(it.database, it.genealogy, it.devices);
    var nonconformities =
        new Nonconformities(it.database, it.journal, it.clock, lots, tracing, it.improvements);
    var rules = new Rules(it.database, it.journal, it.clock, it.models);
    return new QualityDesk(
        catalog,
        lots,
        new Inspections(
            it.database,
            it.journal,
            it.clock,
            catalog,
            lots,
            nonconformities,
            new Schedule(it.commitments, it.standards, it.clock),
            it.seeds),
        rules,
        new Making(it.database, it.journal, it.clock, it.models, it.genealogy, lots, rules),
        new TestRuns(
            it.vertx,
            it.database,
            it.journal,
            it.clock,
            it.devices,
            rules,
            it.judge,
            nonconformities),
        nonconformities,
        tracing);
  }

  /** What recurs: lines that are due get their inspection. */
  public Future<Void> round() {
    return inspections.goRound().mapEmpty();
  }
}
