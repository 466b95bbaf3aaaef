package dev.fieldcare.quality;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.quality.Inspection.Kind;
import dev.fieldcare.quality.Inspection.State;
import dev.fieldcare.quality.sampling.Draw;
import dev.fieldcare.quality.sampling.SamplingPlan;
import dev.fieldcare.quality.sampling.Severity;
import dev.fieldcare.quality.sampling.Switching;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Acceptance inspections: planned with a lot's delivery or when a line is due, drawn at random with
 * a recorded seed, decided by the plan from what was found, never by choice. Each decision moves
 * its series between normal and tightened inspection.
 */
public final class Inspections {
  private static final String LIST =
      """
      SELECT * FROM inspections
      WHERE ($1::text IS NULL OR lot = $1) AND ($2::text IS NULL OR state = $2)
        AND ($3::text IS NULL OR kind = $3)
        AND (NOT $4 OR (state IN ('PLANNED', 'DRAWN') AND due_at < $5))
        AND ($6::bigint IS NULL OR id < $6)
      ORDER BY id DESC LIMIT $7
      """;

  /** What may be drawn: made on the line since the last drawing, or of the lot that is named. */
  private static final String POPULATION =
      """
      SELECT serial FROM made_units
      WHERE model = $1 AND line = $2 AND state <> 'SHIPPED'
        AND CASE WHEN $3::text IS NULL
          THEN made_at > coalesce((SELECT max(drawn_at) FROM inspections
            WHERE series = $4 AND lot IS NULL AND drawn_at IS NOT NULL), '-infinity')
          ELSE lot = $3 END
      ORDER BY serial LIMIT 1000000
      """;

  private static final String DRAWN_FROM =
      """
      SELECT m.serial FROM made_units m, inspections i
      WHERE i.id = $4 AND m.model = $1 AND m.line = $2 AND m.made_at <= i.drawn_at
        AND m.made_at > coalesce((SELECT max(e.drawn_at) FROM inspections e
          WHERE e.series = $3 AND e.lot IS NULL AND e.drawn_at < i.drawn_at), '-infinity')
      """;

  private static final String WITHOUT =
      """
      SELECT DISTINCT m.model, m.line FROM made_units m
      WHERE NOT EXISTS (SELECT FROM inspections i
        WHERE i.series = 'model:' || m.model || '/line:' || m.line
          AND i.lot IS NULL AND i.state IN ('PLANNED', 'DRAWN'))
      """;

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Catalog catalog;
  private final Lots lots;
  private final Nonconformities nonconformities;
  private final Schedule schedule;
  private final LongSupplier seeds;

  Inspections(
      Database database,
      Journal journal,
      Clock clock,
      Catalog catalog,
      Lots lots,
      Nonconformities nonconformities,
      Schedule schedule,
      LongSupplier seeds) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.catalog = catalog;
    this.lots = lots;
    this.nonconformities = nonconformities;
    this.schedule = schedule;
    this.seeds = seeds;
  }

  /** Which inspections are wanted; what is absent is not asked for. */
  public record Filter(
      @Nullable String lot, @Nullable State state, @Nullable Kind kind, boolean overdue) {}

  /** The incoming inspection of a lot, in the transaction that books it. */
  static Future<Void> planIncoming(
      SqlConnection sql, Journal journal, Lot lot, Clock clock, String actor) {
    return insertIncoming(sql, journal, lot, clock, actor).mapEmpty();
  }

  private static Future<Inspection> insertIncoming(
      SqlConnection sql, Journal journal, Lot lot, Clock clock, String actor) {
    return sql.preparedQuery(
            "INSERT INTO inspections (kind, series, lot, part_no, state, opened_at)"
                + " VALUES ('INCOMING', $1, $2, $3, 'PLANNED', $4) RETURNING *")
        .execute(
            Tuple.of(
                Inspection.ofPart(lot.part()), lot.id(), lot.part(), Times.utc(clock.instant())))
        .map(rows -> Inspection.of(rows.iterator().next()))
        .compose(
            it -> note(sql, journal, it, "inspection.planned", new JsonObject(), actor).map(it));
  }

  private static Future<Void> note(
      SqlConnection sql,
      Journal journal,
      Inspection it,
      String type,
      JsonObject more,
      String actor) {
    var data = new JsonObject().put("series", it.series()).put("lot", it.lot()).mergeIn(more);
    return journal.append(sql, new Journal.Entry(actor, it.subject(), type, data)).mapEmpty();
  }

  /** Plans a further inspection of a lot of material, as after it was held. */
  public Future<Inspection> planOfLot(String lot, String actor) {
    return onlyOne(
        database.transaction(
            sql ->
                lots.lock(sql, lot)
                    .compose(found -> insertIncoming(sql, journal, found, clock, actor))));
  }

  /** Plans one of a line's units, of a lot of them if it is named. */
  public Future<Inspection> planOfLine(
      String model, String line, @Nullable String lot, String actor) {
    return onlyOne(
        database.transaction(sql -> insertOfLine(sql, model, line, lot, clock.instant(), actor)));
  }

  private static <T> Future<T> onlyOne(Future<T> planned) {
    return planned.recover(
        cause ->
            Future.failedFuture(
                cause instanceof io.vertx.pgclient.PgException pg
                        && "23505".equals(pg.getSqlState())
                    ? Problem.conflict(
                        "inspection.open", "expected none that is open, found one already")
                    : cause));
  }

  private Future<Inspection> insertOfLine(
      SqlConnection sql,
      String model,
      String line,
      @Nullable String lot,
      Instant since,
      String actor) {
    String series = Inspection.ofLine(model, line);
    return sql.preparedQuery(
            "INSERT INTO inspections (kind, series, lot, model, line, state, opened_at)"
                + " VALUES ('SAMPLING', $1, $2, $3, $4, 'PLANNED', $5) RETURNING *")
        .execute(Tuple.of(series, lot, model, line, Times.utc(clock.instant())))
        .map(rows -> Inspection.of(rows.iterator().next()))
        .compose(
            it ->
                schedule
                    .promise(sql, it, since, actor)
                    .compose(
                        due ->
                            sql.preparedQuery(
                                    "UPDATE inspections SET due_at = $2 WHERE id = $1"
                                        + " RETURNING *")
                                .execute(Tuple.of(it.id(), Times.utcOrNull(due)))))
        .map(rows -> Inspection.of(rows.iterator().next()))
        .compose(
            it ->
                note(
                        sql,
                        journal,
                        it,
                        "inspection.planned",
                        new JsonObject().put("dueAt", Times.text(it.dueAt())),
                        actor)
                    .map(it));
  }

  /**
   * Plans the next periodic inspection of each line that has none, due a period after the one
   * before was due, so that a late one does not put off those behind it.
   */
  public Future<Integer> goRound() {
    return database
        .pool()
        .query(WITHOUT)
        .execute()
        .compose(
            rows -> {
              Future<Integer> done = Future.succeededFuture(0);
              for (var row : rows) {
                String model = row.getString("model");
                String line = row.getString("line");
                done = done.compose(count -> planNext(model, line).map(made -> count + made));
              }
              return done;
            });
  }

  private Future<Integer> planNext(String model, String line) {
    return onlyOne(
            database.transaction(
                sql ->
                    sql.preparedQuery(
                            "SELECT max(due_at) AS due FROM inspections"
                                + " WHERE series = $1 AND lot IS NULL")
                        .execute(Tuple.of(Inspection.ofLine(model, line)))
                        .map(rows -> Times.find(rows.iterator().next(), "due"))
                        .compose(
                            last ->
                                insertOfLine(
                                    sql,
                                    model,
                                    line,
                                    null,
                                    last == null || last.isAfter(clock.instant())
                                        ? clock.instant()
                                        : last,
                                    "system"))))
        .map(1)
        .recover(
            cause ->
                cause instanceof Problem problem && problem.code().equals("inspection.open")
                    ? Future.succeededFuture(0)
                    : Future.failedFuture(cause));
  }

  public Future<Page<Inspection>> list(Filter filter, int limit, @Nullable Long after) {
    return database
        .pool()
        .preparedQuery(LIST)
        .execute(
            Tuple.tuple()
                .addString(filter.lot)
                .addString(filter.state == null ? null : filter.state.name())
                .addString(filter.kind == null ? null : filter.kind.name())
                .addBoolean(filter.overdue)
                .addValue(Times.utc(clock.instant()))
                .addLong(after)
                .addInteger(limit + 1))
        .map(
            rows ->
                Page.of(
                    rows.stream().map(Inspection::of).toList(),
                    limit,
                    each -> Long.toString(each.id())));
  }

  public Future<Inspection> get(long id) {
    return get(database.pool(), id, "");
  }

  private static Future<Inspection> get(SqlClient sql, long id, String lock) {
    return sql.preparedQuery("SELECT * FROM inspections WHERE id = $1" + lock)
        .execute(Tuple.of(id))
        .map(
            rows ->
                rows.stream()
                    .map(Inspection::of)
                    .findFirst()
                    .orElseThrow(
                        () ->
                            Problem.notFound(
                                "inspection.unknown", "expected a known inspection, found " + id)));
  }

  /** Where each series stands between normal and tightened, by name. */
  public Future<List<JsonObject>> series() {
    return database
        .pool()
        .query("SELECT * FROM sampling_series ORDER BY series LIMIT 1000")
        .execute()
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new JsonObject()
                                .put("series", row.getString("series"))
                                .put("changedAt", Times.at(row, "changed_at").toString())
                                .mergeIn((JsonObject) row.getJson("switching")))
                    .toList());
  }

  /** A discontinued series is inspected again, tightened, as what was wrong has been mended. */
  public Future<Switching> resume(String series, String reason, String actor) {
    return database.transaction(
        sql ->
            switching(sql, series)
                .map(Switching::resumed)
                .compose(next -> keep(sql, series, next).map(next))
                .compose(
                    next ->
                        journal
                            .append(
                                sql,
                                new Journal.Entry(
                                    actor,
                                    "sampling:" + series,
                                    "sampling.resumed",
                                    new JsonObject().put("reason", reason)))
                            .map(next)));
  }

  /** Reckons the plan and draws the sample at random. */
  public Future<Inspection> draw(long id, String actor) {
    return database.transaction(
        sql ->
            step(sql, id, State.DRAWN)
                .compose(
                    it ->
                        switching(sql, it.series())
                            .compose(switching -> drawn(sql, it, switching.severity(), actor))));
  }

  private static Future<Inspection> step(SqlConnection sql, long id, State to) {
    return get(sql, id, " FOR UPDATE")
        .map(
            it -> {
              if (!it.state().next().contains(to)) {
                throw Problem.conflict(
                    "inspection.state",
                    "inspection %d: expected a step from %s to one of %s, found %s"
                        .formatted(id, it.state(), it.state().next(), to));
              }
              return it;
            });
  }

  private Future<Inspection> drawn(
      SqlConnection sql, Inspection it, Severity severity, String actor) {
    if (severity == Severity.DISCONTINUED) {
      throw Problem.conflict(
          "sampling.discontinued",
          it.series() + ": expected a series that is inspected, found one that is discontinued");
    }
    return population(sql, it, severity)
        .compose(
            drawing -> {
              long seed = seeds.getAsLong();
              var sample = new JsonArray(drawing.items(seed));
              JsonObject plan = drawing.json().put("severity", severity.name());
              return sql.preparedQuery(
                      "UPDATE inspections SET state = 'DRAWN', plan = $2, seed = $3, sample = $4,"
                          + " drawn_at = $5 WHERE id = $1 RETURNING *")
                  .execute(Tuple.of(it.id(), plan, seed, sample, Times.utc(clock.instant())))
                  .map(rows -> Inspection.of(rows.iterator().next()))
                  .compose(
                      now ->
                          note(
                                  sql,
                                  journal,
                                  now,
                                  "inspection.drawn",
                                  new JsonObject()
                                      .put("plan", plan)
                                      .put("seed", Long.toString(seed))
                                      .put("sample", sample),
                                  actor)
                              .map(now));
            });
  }

  /**
   * What is drawn from.
   *
   * @param units their serials; null for a lot of material, whose items have numbers only
   */
  private record Drawing(
      int size, @Nullable List<String> units, SamplingPlan plan, String level, String aql) {

    List<String> items(long seed) {
      return units == null
          ? Draw.numbers(plan.size(), size, seed).stream().map(String::valueOf).toList()
          : Draw.of(units, plan.size(), seed);
    }

    JsonObject json() {
      return plan.json().put("lotSize", size).put("level", level).put("aql", aql);
    }
  }

  private Future<Drawing> population(SqlConnection sql, Inspection it, Severity severity) {
    String part = it.part();
    String lot = it.lot();
    if (part != null && lot != null) {
      return lots.lock(sql, lot)
          .compose(
              found ->
                  catalog
                      .getPart(sql, part)
                      .map(
                          of ->
                              new Drawing(
                                  found.quantity(),
                                  null,
                                  of.plan(found.quantity(), severity),
                                  of.level().code(),
                                  of.aql().toString())));
    }
    return sql.preparedQuery(POPULATION)
        .execute(Tuple.of(it.model(), it.line(), lot, it.series()))
        .map(
            rows -> {
              var units = new ArrayList<String>();
              rows.forEach(row -> units.add(row.getString(0)));
              if (units.isEmpty()) {
                throw Problem.conflict(
                    "inspection.population",
                    "inspection %d: expected units to draw from, found none on %s"
                        .formatted(it.id(), it.series()));
              }
              SamplingRule rule = schedule.ruleOf(String.valueOf(it.model()));
              return new Drawing(
                  units.size(),
                  units,
                  SamplingPlan.of(units.size(), rule.level(), rule.aql(), severity),
                  rule.level().code(),
                  rule.aql().toString());
            });
  }

  /**
   * Takes what was found, and decides by the plan. Succeeds with the inspection, accepted or
   * rejected; then what a rejection leads to has been done.
   *
   * @param defects of every item drawn, and of no other, how many defects it has
   */
  public Future<Inspection> decide(long id, Map<String, Integer> defects, String actor) {
    return database.transaction(
        sql -> step(sql, id, State.ACCEPTED).compose(it -> decided(sql, it, defects, actor)));
  }

  private Future<Inspection> decided(
      SqlConnection sql, Inspection it, Map<String, Integer> defects, String actor) {
    var sample = new ArrayList<String>();
    JsonArray drawn = it.sample();
    JsonObject planned = it.plan();
    if (drawn == null || planned == null) {
      throw new IllegalStateException("drawn without a sample: " + it.id());
    }
    drawn.forEach(each -> sample.add((String) each));
    for (String each : sample) {
      if (!defects.containsKey(each)) {
        throw Problem.badInput(
            "inspection.results",
            "results: expected one of each item drawn, found none of " + each);
      }
    }
    if (defects.size() != sample.size()) {
      throw Problem.badInput(
          "inspection.results",
          "results: expected those of the %d items drawn, found %d"
              .formatted(sample.size(), defects.size()));
    }
    int nonconforming = (int) defects.values().stream().filter(each -> each > 0).count();
    boolean accepted = SamplingPlan.fromJson(planned).accepts(nonconforming);
    var results = new JsonObject();
    sample.forEach(each -> results.put(each, defects.get(each)));
    return sql.preparedQuery(
            "UPDATE inspections SET state = $2, results = $3, decided_at = $4, decided_by = $5"
                + " WHERE id = $1 RETURNING *")
        .execute(
            Tuple.of(
                it.id(),
                (accepted ? State.ACCEPTED : State.REJECTED).name(),
                results,
                Times.utc(clock.instant()),
                actor))
        .map(rows -> Inspection.of(rows.iterator().next()))
        .compose(
            now ->
                note(
                        sql,
                        journal,
                        now,
                        "inspection." + now.state().name().toLowerCase(Locale.ROOT),
                        new JsonObject()
                            .put("nonconforming", nonconforming)
                            .put("plan", planned)
                            .put("results", results),
                        actor)
                    .compose(noted -> schedule.done(sql, now, actor))
                    .compose(done -> switchOver(sql, now, accepted, actor))
                    .compose(
                        switched ->
                            accepted
                                ? Future.succeededFuture()
                                : reject(sql, now, nonconforming, actor))
                    .map(now));
  }

  /** Only a lot's first inspection counts: the standard switches by original inspection. */
  private Future<Void> switchOver(
      SqlConnection sql, Inspection it, boolean accepted, String actor) {
    return sql.preparedQuery(
            "SELECT count(*) FROM inspections WHERE series = $1 AND lot = $2 AND id < $3"
                + " AND state IN ('ACCEPTED', 'REJECTED')")
        .execute(Tuple.of(it.series(), it.lot(), it.id()))
        .compose(
            rows -> {
              if (rows.iterator().next().getLong(0) > 0) {
                return Future.succeededFuture();
              }
              return switching(sql, it.series())
                  .compose(
                      before -> {
                        // Drawn before the series was discontinued: decided, but it changes
                        // nothing.
                        Switching next =
                            before.severity() == Severity.DISCONTINUED
                                ? before
                                : before.after(accepted);
                        return keep(sql, it.series(), next)
                            .compose(
                                kept ->
                                    next.severity() == before.severity()
                                        ? Future.<Void>succeededFuture()
                                        : switched(sql, it, before, next, actor));
                      });
            });
  }

  private Future<Void> switched(
      SqlConnection sql, Inspection it, Switching before, Switching next, String actor) {
    var data =
        new JsonObject()
            .put("from", before.severity().name())
            .put("to", next.severity().name())
            .put("by", it.subject());
    return journal
        .append(sql, new Journal.Entry(actor, "sampling:" + it.series(), "sampling.switched", data))
        .mapEmpty();
  }

  /** Locked: of two inspections of one series the later one sees what the other did. */
  private Future<Switching> switching(SqlConnection sql, String series) {
    return sql.preparedQuery(
            "INSERT INTO sampling_series (series, switching, changed_at) VALUES ($1, $2, $3)"
                + " ON CONFLICT (series) DO NOTHING")
        .execute(Tuple.of(series, Switching.START.json(), Times.utc(clock.instant())))
        .compose(
            done ->
                sql.preparedQuery(
                        "SELECT switching FROM sampling_series WHERE series = $1 FOR UPDATE")
                    .execute(Tuple.of(series)))
        .map(rows -> Switching.fromJson((JsonObject) rows.iterator().next().getJson(0)));
  }

  private Future<Void> keep(SqlConnection sql, String series, Switching switching) {
    return sql.preparedQuery(
            "UPDATE sampling_series SET switching = $2, changed_at = $3 WHERE series = $1")
        .execute(Tuple.of(series, switching.json(), Times.utc(clock.instant())))
        .mapEmpty();
  }

  private Future<Void> reject(SqlConnection sql, Inspection it, int nonconforming, String actor) {
    JsonObject plan = it.plan();
    String because =
        "%d of %d items drawn do not conform, at most %d may (letter %s, %s inspection)"
            .formatted(
                nonconforming,
                plan == null ? 0 : plan.getInteger("n"),
                plan == null ? 0 : plan.getInteger("ac"),
                plan == null ? "" : plan.getString("letter"),
                plan == null ? "" : plan.getString("severity").toLowerCase(Locale.ROOT));
    String lot = it.lot();
    String title =
        lot != null ? "Lot " + lot + " failed its sampling" : it.series() + " failed its sampling";
    return rejectLot(sql, it, actor)
        .compose(rejected -> unitsOf(sql, it))
        .compose(
            units ->
                nonconformities.open(
                    sql,
                    new Nonconformities.Found(
                        it.subject(), lot, it.model(), units, title, because, actor)))
        .mapEmpty();
  }

  /** Of a line without lots: whatever the sample was drawn from. */
  private static Future<List<String>> unitsOf(SqlConnection sql, Inspection it) {
    if (it.kind() != Kind.SAMPLING || it.lot() != null) {
      return Future.succeededFuture(List.of());
    }
    return sql.preparedQuery(DRAWN_FROM)
        .execute(Tuple.of(it.model(), it.line(), it.series(), it.id()))
        .map(rows -> rows.stream().map(row -> row.getString(0)).toList());
  }

  private Future<Void> rejectLot(SqlConnection sql, Inspection it, String actor) {
    String lot = it.lot();
    if (it.kind() != Kind.INCOMING || lot == null) {
      return Future.succeededFuture();
    }
    return lots.lock(sql, lot)
        .compose(
            found ->
                found.state().next().contains(Lot.State.REJECTED)
                    ? lots.go(
                            sql,
                            found,
                            new Lots.Step(Lot.State.REJECTED, it.subject(), null),
                            actor)
                        .mapEmpty()
                    : Future.succeededFuture());
  }

  /** Withdraws one that is not decided. */
  public Future<Inspection> cancel(long id, String reason, String actor) {
    return database.transaction(
        sql ->
            step(sql, id, State.CANCELLED)
                .compose(
                    it ->
                        sql.preparedQuery(
                                "UPDATE inspections SET state = 'CANCELLED', reason = $2,"
                                    + " decided_at = $3, decided_by = $4 WHERE id = $1 RETURNING *")
                            .execute(Tuple.of(id, reason, Times.utc(clock.instant()), actor))
                            .map(rows -> Inspection.of(rows.iterator().next())))
                .compose(
                    it ->
                        note(
                                sql,
                                journal,
                                it,
                                "inspection.cancelled",
                                new JsonObject().put("reason", reason),
                                actor)
                            .compose(noted -> schedule.cancelled(sql, it, actor))
                            .map(it)));
  }
}
