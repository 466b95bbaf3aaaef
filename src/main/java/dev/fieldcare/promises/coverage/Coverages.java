package dev.fieldcare.promises.coverage;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.Calendars;
import dev.fieldcare.promises.Deadline;
import dev.fieldcare.promises.Pause;
import dev.fieldcare.promises.WorkCalendar;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps what is covered: opens it, lengthens it by repairs, hands it on to a replacement. */
public final class Coverages {
  /** Of which version of the standard those are that were agreed by themselves. */
  public static final String AGREED = "agreed";

  private final Database database;
  private final Journal journal;
  private final Calendars calendars;
  private final String calendar;

  /**
   * @param calendar by which ends are counted
   */
  public Coverages(Database database, Journal journal, Calendars calendars, String calendar) {
    this.database = database;
    this.journal = journal;
    this.calendars = calendars;
    this.calendar = calendar;
  }

  WorkCalendar calendar() {
    return calendars.get(calendar);
  }

  /** Opens all by one statement; of those a unit has already (its warranty), none anew. */
  public Future<List<Coverage>> open(SqlConnection sql, List<Grant> grants, String actor) {
    if (grants.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    List<JsonObject> rows = grants.stream().map(this::row).toList();
    return PgCoverages.insert(sql, rows, actor)
        .compose(
            opened ->
                journal
                    .appendAll(
                        sql,
                        opened.stream().map(it -> entry(actor, it, "coverage.opened")).toList())
                    .map(done -> opened));
  }

  private JsonObject row(Grant it) {
    if (it.term() == null) {
      return PgCoverages.row(it, it.end(), false);
    }
    Optional<Deadline> end = Coverage.ending(it.term(), it.start(), List.of(), calendar());
    return PgCoverages.row(
        it, end.map(Deadline::at).orElse(null), end.map(Deadline::provisional).orElse(true));
  }

  private static Journal.Entry entry(String actor, Coverage it, String type) {
    return new Journal.Entry(actor, "device:" + it.unit(), type, it.json());
  }

  /** Those of each unit that has any, in the order they were opened. */
  public Future<Map<String, List<Coverage>>> of(SqlClient sql, Collection<String> units) {
    return PgCoverages.ofUnits(sql, units).map(found -> byUnit(found, calendar()));
  }

  /** What ends beyond the days the calendar knew is counted by what it knows now. */
  private static Map<String, List<Coverage>> byUnit(List<Coverage> found, WorkCalendar calendar) {
    var all = new HashMap<String, List<Coverage>>();
    for (Coverage each : found) {
      Coverage now = each.provisional() ? each.with(each.pauses(), calendar) : each;
      all.computeIfAbsent(each.unit(), none -> new ArrayList<>()).add(now);
    }
    return all;
  }

  /** By id; of one unit or of all. */
  public Future<Page<Coverage>> list(@Nullable String unit, int limit, @Nullable Long after) {
    long from = after == null ? 0 : after;
    return PgCoverages.list(database.pool(), unit, limit + 1, from)
        .map(found -> Page.of(found, limit, each -> Long.toString(each.id())));
  }

  /** Gives what a contract opened another end, by the ids of the coverages. */
  Future<Void> end(SqlConnection sql, List<Coverage> found, Map<Long, Instant> ends, String actor) {
    List<Coverage> changed =
        found.stream()
            .flatMap(it -> Optional.ofNullable(ends.get(it.id())).map(it::endingAt).stream())
            .toList();
    return changed.isEmpty()
        ? Future.succeededFuture()
        : PgCoverages.end(sql, changed)
            .compose(
                done ->
                    journal.appendAll(
                        sql,
                        changed.stream().map(it -> entry(actor, it, "coverage.moved")).toList()))
            .mapEmpty();
  }

  /**
   * Lets one that was agreed by itself end earlier; what it covered before, it has covered. Fails
   * with {@code coverage.unknown}, with {@code coverage.given} for one that a standard, a contract
   * or a repair gives, and with {@code coverage.end} where it would not be earlier.
   */
  public Future<Coverage> endAgreed(
      SqlConnection sql, long id, Instant at, String reason, String actor) {
    return PgCoverages.locked(sql, id)
        .compose(
            found -> {
              Coverage ended = endedAgreed(found, id, at);
              var entry = entry(actor, ended, "coverage.ended");
              entry.data().put("reason", reason);
              return PgCoverages.end(sql, List.of(ended))
                  .compose(done -> journal.append(sql, entry))
                  .map(ended);
            });
  }

  private static Coverage endedAgreed(List<Coverage> found, long id, Instant at) {
    if (found.isEmpty()) {
      throw Problem.notFound("coverage.unknown", "there is no coverage " + id);
    }
    Coverage it = found.getFirst();
    if (!it.version().equals(AGREED) || it.line() != null || it.inheritedFrom() != null) {
      throw Problem.conflict(
          "coverage.given",
          "coverage " + id + ": expected one that was agreed by itself, found one that is given");
    }
    if (!at.isAfter(it.start())
        || it.closed() != null
        || (it.end() != null && !at.isBefore(it.end()))) {
      throw Problem.conflict(
          "coverage.end",
          "coverage %d: expected an end between %s and %s, found %s"
              .formatted(id, it.start(), it.closed() == null ? it.end() : it.closed(), at));
    }
    return it.endingAt(at);
  }

  /**
   * Lets the coverages that a contract opened end as it says now.
   *
   * @param due what the contract gives a unit
   * @param now when what it gives no longer ends
   */
  public Future<Void> follow(
      SqlConnection sql,
      String contract,
      Function<String, List<Contracted.Due>> due,
      Instant now,
      String actor) {
    return PgCoverages.ofContract(sql, contract)
        .compose(
            found -> {
              var ends = new HashMap<Long, Instant>();
              for (Coverage each : found) {
                List<Contracted.Due> its = due.apply(each.unit());
                ends.putAll(ContractCover.of(List.of(each), its, now, now).ends());
              }
              return end(sql, found, ends, actor);
            });
  }

  /** What is left of the old unit's coverages goes over to the new one, with the end it has. */
  public Future<List<Coverage>> inherit(
      SqlConnection sql,
      String oldUnit,
      String newUnit,
      Instant at,
      @Nullable Instant floor,
      String actor) {
    return of(sql, List.of(oldUnit, newUnit))
        .compose(
            found -> {
              List<Coverage> valid =
                  found.getOrDefault(oldUnit, List.of()).stream()
                      .filter(each -> each.isValidAt(at))
                      .toList();
              List<Grant> grants =
                  valid.stream().map(each -> handedOn(each, newUnit, at, floor)).toList();
              // the new unit's own warranty gives way to what it inherits
              var over = new ArrayList<>(valid);
              found.getOrDefault(newUnit, List.of()).stream()
                  .filter(each -> each.basis() == Basis.WARRANTY && each.closed() == null)
                  .forEach(over::add);
              return PgCoverages.close(sql, over.stream().map(Coverage::id).toList(), at)
                  .compose(done -> open(sql, grants, actor));
            });
  }

  private Grant handedOn(Coverage it, String unit, Instant at, @Nullable Instant floor) {
    // one that stands still in a repair is handed on as if the repair ended with the exchange
    Coverage settled =
        it.with(it.pauses().stream().map(p -> p.isOpen() ? p.endedAt(at) : p).toList(), calendar());
    Instant end = settled.end();
    if (end == null) {
      throw new IllegalStateException("coverage " + it.id() + " has no end to hand on");
    }
    boolean isLengthened = it.basis() == Basis.WARRANTY && floor != null && floor.isAfter(end);
    return new Grant(
        unit,
        it.basis(),
        it.scope(),
        it.covered(),
        at,
        null,
        isLengthened ? floor : end,
        it.lengthenedByRepair(),
        it.clause(),
        it.version(),
        it.id(),
        it.line());
  }

  /** From now on the unit is in repair; coverages that repairs lengthen stand still. */
  public Future<Void> beginRepair(SqlConnection sql, String unit, Instant at, String actor) {
    return PgCoverages.beginRepair(sql, unit, at)
        .compose(
            isNew ->
                isNew ? reckon(sql, unit, actor, "coverage.paused") : Future.succeededFuture());
  }

  /** The repair is over. */
  public Future<Void> endRepair(SqlConnection sql, String unit, Instant at, String actor) {
    return PgCoverages.endRepair(sql, unit, at)
        .compose(
            isEnded ->
                isEnded ? reckon(sql, unit, actor, "coverage.resumed") : Future.succeededFuture());
  }

  private Future<Void> reckon(SqlConnection sql, String unit, String actor, String type) {
    return downtimes(sql, List.of(unit))
        .compose(
            times ->
                PgCoverages.ofUnits(sql, List.of(unit))
                    .compose(
                        found -> {
                          List<Pause> pauses = times.getOrDefault(unit, List.of());
                          Future<Void> done = Future.succeededFuture();
                          for (Coverage each : found) {
                            if (each.lengthenedByRepair()
                                && each.term() != null
                                && each.closed() == null) {
                              done = done.compose(next -> keep(sql, each, pauses, actor, type));
                            }
                          }
                          return done;
                        }));
  }

  private Future<Void> keep(
      SqlConnection sql, Coverage it, List<Pause> pauses, String actor, String type) {
    Coverage changed = it.with(pauses, calendar());
    return PgCoverages.keepPauses(sql, changed)
        .compose(done -> journal.append(sql, entry(actor, changed, type)))
        .mapEmpty();
  }

  /** The times each unit was in repair. */
  Future<Map<String, List<Pause>>> downtimes(SqlClient sql, Collection<String> units) {
    return PgCoverages.downtimes(sql, units)
        .map(
            found -> {
              var all = new HashMap<String, List<Pause>>();
              found.forEach(
                  each ->
                      all.computeIfAbsent(each.unit(), none -> new ArrayList<>())
                          .add(each.pause()));
              return all;
            });
  }
}
