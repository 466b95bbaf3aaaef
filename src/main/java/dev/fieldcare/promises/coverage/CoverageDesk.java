package dev.fieldcare.promises.coverage;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.promises.Calendars;
import dev.fieldcare.promises.contracts.Agreements;
import dev.fieldcare.promises.contracts.Contracts;
import dev.fieldcare.promises.contracts.RemoteSites;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.registry.Customers;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.parties.Sites;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Everything about what is covered, put together. */
public record CoverageDesk(
    Standards standards,
    Coverages coverages,
    Entitlements entitlements,
    RepairWarranties repairs,
    Contracts contracts,
    Agreements agreements,
    RemoteSites remoteSites) {

  /**
   * The standard is not read yet: {@link Standards#load} does that.
   *
   * @param calendar by which ends are counted
   * @param isModel whether there is a model of that id
   * @param firstHeard when devices were first heard
   * @param evidence what devices recorded beyond their rated envelope
   */
  public static CoverageDesk on(
      Database database,
      Journal journal,
      Clock clock,
      Calendars calendars,
      String calendar,
      Function<String, Optional<Device>> devices,
      Predicate<String> isModel,
      Entitlements.FirstHeard firstHeard,
      Entitlements.Evidence evidence) {
    var standards = new Standards(database, journal, clock, calendars::isKnown);
    var coverages = new Coverages(database, journal, calendars, calendar);
    var customers = new Customers(database, journal);
    var agreements = new Agreements(coverages);
    return new CoverageDesk(
        standards,
        coverages,
        new Entitlements(
            database,
            journal,
            clock,
            coverages,
            new Warranties(standards),
            devices,
            customers,
            firstHeard,
            evidence,
            agreements),
        new RepairWarranties(standards, coverages, customers),
        new Contracts(database, journal, clock, calendars, standards, coverages, devices, isModel),
        agreements,
        new RemoteSites(new Sites(database, journal, calendars::isKnown), agreements, standards));
  }
}
