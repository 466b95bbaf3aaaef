package dev.fieldcare.promises.contracts;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.Calendars;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.coverage.Coverages;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.registry.Customers;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.parties.Sites;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps contracts. Each change is one transaction: the contract, the parameters it sets, the ends
 * of what it covers, and the journal.
 */
public final class Contracts {
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Calendars calendars;
  private final Standards standards;
  private final Coverages coverages;
  private final Function<String, Optional<Device>> devices;
  private final Customers customers;
  private final Subjects subjects;
  private final AgreedTerms terms;

  /**
   * @param isModel whether there is a model of that id
   */
  public Contracts(
      Database database,
      Journal journal,
      Clock clock,
      Calendars calendars,
      Standards standards,
      Coverages coverages,
      Function<String, Optional<Device>> devices,
      java.util.function.Predicate<String> isModel) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.calendars = calendars;
    this.standards = standards;
    this.coverages = coverages;
    this.devices = devices;
    this.terms = new AgreedTerms(standards);
    this.customers = new Customers(database, journal);
    this.subjects =
        new Subjects(devices, isModel, new Sites(database, journal, calendars::isKnown));
  }

  /** Ordered by number; of one customer, or, with null, of all. */
  public Future<Page<Contract>> list(@Nullable String customer, int limit, @Nullable String after) {
    return PgContracts.list(database.pool(), customer, limit + 1, after)
        .map(found -> Page.of(found, limit, Contract::number));
  }

  public Future<Optional<Contract>> find(String number) {
    return PgContracts.find(database.pool(), number, false);
  }

  public static Problem unknown(String number) {
    return Problem.notFound("contract.unknown", "there is no contract " + number);
  }

  private ZoneId zone(@Nullable String calendar) {
    return calendars.get(calendar == null ? PromiseDesk.HOME : calendar).zone();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Concludes a contract, given in its written form. Fails with {@code contract.exists}. */
  public Future<Contract> add(JsonObject written, String actor) {
    Contract wanted = ContractText.parse(written, this::zone).withVersion(1);
    return changing(
        sql ->
            subjects
                .check(sql, null, wanted)
                .compose(fit -> customers.ensure(sql, wanted.customer()))
                .compose(there -> PgContracts.insert(sql, wanted))
                .compose(
                    isNew ->
                        isNew
                            ? settle(sql, null, wanted, "contract.concluded", actor)
                            : Future.failedFuture(
                                Problem.conflict(
                                    "contract.exists",
                                    "contract " + wanted.number() + " is known already"))));
  }

  /**
   * Changes a contract into what is written; lines and terms that are left out stay. Fails with
   * {@code contract.unknown}, {@code contract.ended}, {@code contract.customer} or {@code
   * contract.version}.
   */
  public Future<Contract> save(JsonObject written, String actor) {
    Contract wanted = ContractText.parse(written, this::zone);
    return change(
        wanted.number(),
        wanted.version(),
        actor,
        before -> {
          if (!before.customer().equals(wanted.customer())) {
            throw Problem.conflict(
                "contract.customer",
                "contract "
                    + wanted.number()
                    + " is with customer "
                    + before.customer()
                    + "; conclude another with "
                    + wanted.customer());
          }
          boolean hasTerms = written.getValue("terms") != null;
          boolean hasLines = written.getValue("lines") != null;
          return wanted
              .withTerms(hasTerms ? wanted.terms() : before.terms())
              .with(hasLines ? wanted.lines() : before.lines(), before, now());
        });
  }

  /** Gives a contract other lines; fails as {@link #save} does. */
  public Future<Contract> saveLines(String number, JsonArray written, int version, String actor) {
    List<Line> lines = ContractText.lines(written, "contract " + number + ":");
    return change(number, version, actor, before -> before.with(lines, before, now()));
  }

  private Future<Contract> change(
      String number, int version, String actor, Function<Contract, Contract> changing) {
    return changing(
        sql ->
            open(sql, number, version)
                .compose(
                    before -> {
                      Contract after = changing.apply(before).withVersion(before.version() + 1);
                      return subjects
                          .check(sql, before, after)
                          .compose(fit -> PgContracts.update(sql, after))
                          .compose(done -> settle(sql, before, after, "contract.changed", actor));
                    }));
  }

  /** Locked, so that who changes it next sees what was changed. */
  private Future<Contract> open(SqlConnection sql, String number, int version) {
    return PgContracts.find(sql, number, true)
        .map(
            found -> {
              Contract before = found.orElseThrow(() -> unknown(number));
              if (before.endedAt() != null) {
                throw Problem.conflict(
                    "contract.ended", "contract " + number + " was ended at " + before.endedAt());
              }
              if (version != 0 && version != before.version()) {
                throw Problem.conflict(
                    "contract.version",
                    "contract "
                        + number
                        + ": expected version "
                        + version
                        + ", found "
                        + before.version());
              }
              return before;
            });
  }

  /**
   * Ends a contract before its time, and from then on all that it covers.
   *
   * @param lastDay counts to its end; null: it ends now
   */
  public Future<Contract> end(
      String number, @Nullable LocalDate lastDay, String because, String actor) {
    Instant now = now();
    return changing(
        sql ->
            open(sql, number, 0)
                .compose(
                    before -> {
                      Instant at =
                          lastDay == null
                              ? now
                              : ContractText.endOf(lastDay, zone(before.calendar()));
                      if (at.isBefore(now) || at.isAfter(before.ends())) {
                        throw Problem.badInput(
                            "contract.on",
                            "contract "
                                + number
                                + ": on: expected a day from today to "
                                + before.to()
                                + ", found "
                                + (lastDay == null ? "now" : lastDay));
                      }
                      Contract after = before.ended(at, because).withVersion(before.version() + 1);
                      return PgContracts.update(sql, after)
                          .compose(done -> settle(sql, before, after, "contract.ended", actor));
                    }));
  }

  /** What follows from a change: parameters, ends of coverages, the entry in the journal. */
  private Future<Contract> settle(
      SqlConnection sql, @Nullable Contract before, Contract after, String type, String actor) {
    var entry = new Journal.Entry(actor, "contract:" + after.number(), type, after.json());
    return journal
        .append(sql, entry)
        .compose(told -> terms.follow(sql, before, after, now(), actor))
        .compose(
            agreed ->
                before == null
                    ? Future.succeededFuture()
                    : coverages.follow(
                        sql,
                        after.number(),
                        unit -> devices.apply(unit).map(after::due).orElse(List.of()),
                        now(),
                        actor))
        .map(after);
  }

  private Future<Contract> changing(Function<SqlConnection, Future<Contract>> work) {
    return database.transaction(work).compose(after -> standards.read().map(after));
  }
}
