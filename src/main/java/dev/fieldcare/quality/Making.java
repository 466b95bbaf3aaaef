package dev.fieldcare.quality;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.genealogy.Traced;
import dev.fieldcare.registry.genealogy.Unit;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How units are made and leave the house. Every step is a process record; what a step builds in
 * goes into the genealogy with it. Records are never changed: a correction is a new one that names
 * the one it takes the place of.
 */
public final class Making {
  private static final String LIST =
      """
      SELECT * FROM made_units
      WHERE ($1::text IS NULL OR model = $1) AND ($2::text IS NULL OR lot = $2)
        AND ($3::text IS NULL OR state = $3) AND ($4::text IS NULL OR serial > $4)
      ORDER BY serial LIMIT $5
      """;

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Models models;
  private final Genealogy genealogy;
  private final Lots lots;
  private final Rules rules;

  Making(
      Database database,
      Journal journal,
      Clock clock,
      Models models,
      Genealogy genealogy,
      Lots lots,
      Rules rules) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.models = models;
    this.genealogy = genealogy;
    this.lots = lots;
    this.rules = rules;
  }

  /** A device that is begun. In a lot that did not conform it is blocked from the start. */
  public Future<MadeUnit> begin(
      String serial, String model, String line, @Nullable String lot, String actor) {
    if (models.find(model).isEmpty()) {
      throw Problem.badInput("model.unknown", "model: expected a known model, found " + model);
    }
    return database.transaction(
        sql ->
            genealogy
                .know(sql, serial, lot)
                .compose(
                    known ->
                        sql.preparedQuery(
                                "INSERT INTO made_units (serial, model, line, lot, state, because,"
                                    + " made_at) SELECT $1, $2, $3, $4, CASE WHEN n.cause IS NULL"
                                    + " THEN 'MADE' ELSE 'BLOCKED' END, n.cause, $5 FROM (SELECT"
                                    + " (SELECT cause FROM nonconformities WHERE lot = $4 ORDER BY"
                                    + " id DESC LIMIT 1) AS cause) n"
                                    + " ON CONFLICT (serial) DO NOTHING RETURNING *")
                            .execute(
                                Tuple.of(serial, model, line, lot, Times.utc(clock.instant()))))
                .map(
                    rows ->
                        rows.stream()
                            .map(MadeUnit::of)
                            .findFirst()
                            .orElseThrow(
                                () ->
                                    Problem.conflict(
                                        "unit.known",
                                        "unit " + serial + ": expected a new one, found it")))
                .compose(
                    unit -> note(sql, unit.serial(), "unit.begun", unit.json(), actor).map(unit)));
  }

  private Future<Void> note(
      SqlConnection sql, String serial, String type, JsonObject data, String actor) {
    return journal.append(sql, new Journal.Entry(actor, "unit:" + serial, type, data)).mapEmpty();
  }

  /**
   * A step that was done.
   *
   * @param lots of material that were used; each must be released
   * @param parts that were built in
   * @param corrects the record that this one takes the place of, or null
   */
  public record Done(
      String unit,
      String operation,
      String station,
      String responsible,
      @Nullable Instant at,
      @Nullable String program,
      @Nullable String firmware,
      ProcessRecord.Result result,
      @Nullable JsonObject measured,
      List<String> lots,
      List<Unit> parts,
      @Nullable Long corrects,
      @Nullable String reason) {}

  /** Success means it is recorded, and what it built in is in the genealogy. */
  public Future<ProcessRecord> record(Done done, String actor) {
    Instant now = clock.instant();
    Instant at = done.at == null ? now : done.at;
    if (at.isAfter(now)) {
      throw Problem.badInput("body.at", "at: expected a time that has passed, found " + at);
    }
    if ((done.corrects == null) != (done.reason == null)) {
      throw Problem.badInput("body.reason", "reason: expected one with corrects, and only then");
    }
    if (done.result == ProcessRecord.Result.VOID && done.corrects == null) {
      throw Problem.badInput(
          "body.result", "result: expected PASSED or FAILED, found VOID of no record");
    }
    return database.transaction(
        sql ->
            known(sql, done)
                .compose(known -> corrected(sql, done))
                .compose(checked -> usable(sql, done))
                .compose(usable -> insert(sql, done, at, now, actor))
                .compose(record -> buildIn(sql, done, at, actor).map(record))
                .compose(
                    record ->
                        note(
                                sql,
                                done.unit,
                                done.corrects == null ? "process.recorded" : "process.corrected",
                                record
                                    .json()
                                    .put("lots", new JsonArray(done.lots))
                                    .put(
                                        "parts",
                                        new JsonArray(
                                            done.parts.stream().map(Unit::json).toList())),
                                actor)
                            .map(record)));
  }

  /** A device has to have been begun; a part comes into being by what is first done to it. */
  private Future<Void> known(SqlConnection sql, Done done) {
    return genealogy.know(
        sql, new Unit(done.unit, Unit.Kind.COMPONENT, null, null, null, Unit.State.IN_STOCK));
  }

  private static Future<Void> corrected(SqlConnection sql, Done done) {
    if (done.corrects == null) {
      return Future.succeededFuture();
    }
    return sql.preparedQuery("SELECT unit, operation FROM process_records WHERE id = $1")
        .execute(Tuple.of(done.corrects))
        .map(
            rows -> {
              var found = rows.stream().findFirst();
              boolean isSame =
                  found
                      .filter(
                          row ->
                              row.getString("unit").equals(done.unit)
                                  && row.getString("operation").equals(done.operation))
                      .isPresent();
              if (!isSame) {
                throw Problem.conflict(
                    "process.corrects",
                    "unit %s: expected a record of its %s to correct, found %s"
                        .formatted(done.unit, done.operation, done.corrects));
              }
              return null;
            });
  }

  private Future<Void> usable(SqlConnection sql, Done done) {
    if (done.lots.isEmpty()) {
      return Future.succeededFuture();
    }
    return lots.among(sql, done.lots)
        .map(
            found -> {
              for (String each : done.lots) {
                String state =
                    found.stream()
                        .filter(lot -> lot.id().equals(each))
                        .map(lot -> lot.state().name())
                        .findFirst()
                        .orElse("none that is known");
                if (!state.equals("RELEASED")) {
                  throw Problem.conflict(
                      "lot.released",
                      "lot %s: guard released: expected a released lot, found %s"
                          .formatted(each, state));
                }
              }
              return null;
            });
  }

  private static Future<ProcessRecord> insert(
      SqlConnection sql, Done done, Instant at, Instant now, String actor) {
    return sql.preparedQuery(
            "INSERT INTO process_records (unit, operation, station, responsible, at, program,"
                + " firmware, result, measured, corrects, reason, recorded_at, recorded_by)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
                + " ON CONFLICT (corrects) WHERE corrects IS NOT NULL DO NOTHING"
                + " RETURNING *, result <> 'VOID' AS stands")
        .execute(
            Tuple.tuple()
                .addString(done.unit)
                .addString(done.operation)
                .addString(done.station)
                .addString(done.responsible)
                .addValue(Times.utc(at))
                .addString(done.program)
                .addString(done.firmware)
                .addString(done.result.name())
                .addValue(done.measured)
                .addLong(done.corrects)
                .addString(done.reason)
                .addValue(Times.utc(now))
                .addString(actor))
        .map(
            rows ->
                rows.stream()
                    .map(ProcessRecord::of)
                    .findFirst()
                    .orElseThrow(
                        () ->
                            Problem.conflict(
                                "process.corrects",
                                "unit %s: expected a record that stands, found %d corrected already"
                                    .formatted(done.unit, done.corrects))));
  }

  private Future<Void> buildIn(SqlConnection sql, Done done, Instant at, String actor) {
    Future<Void> all = Future.succeededFuture();
    for (String lot : done.lots) {
      var unit = new Unit(lot, Unit.Kind.MATERIAL_LOT, null, lot, null, Unit.State.IN_USE);
      all = all.compose(before -> build(sql, done, unit, at, actor));
    }
    for (Unit part : done.parts) {
      all = all.compose(before -> build(sql, done, part, at, actor));
    }
    return all;
  }

  private Future<Void> build(SqlConnection sql, Done done, Unit part, Instant at, String actor) {
    return genealogy.build(sql, done.unit, part, at, done.station, done.responsible, actor);
  }

  /** All records of one unit, in order of time. */
  public Future<List<ProcessRecord>> records(String serial) {
    return Tracing.steps(database.pool(), Set.of(serial));
  }

  public Future<Page<MadeUnit>> list(
      @Nullable String model,
      @Nullable String lot,
      MadeUnit.@Nullable State state,
      int limit,
      @Nullable String after) {
    return database
        .pool()
        .preparedQuery(LIST)
        .execute(Tuple.of(model, lot, state == null ? null : state.name(), after, limit + 1))
        .map(rows -> Page.of(rows.stream().map(MadeUnit::of).toList(), limit, MadeUnit::serial));
  }

  public Future<MadeUnit> get(String serial) {
    return get(database.pool(), serial, "");
  }

  private static Future<MadeUnit> get(SqlClient sql, String serial, String lock) {
    return sql.preparedQuery("SELECT * FROM made_units WHERE serial = $1" + lock)
        .execute(Tuple.of(serial))
        .map(
            rows ->
                rows.stream()
                    .map(MadeUnit::of)
                    .findFirst()
                    .orElseThrow(
                        () ->
                            Problem.notFound(
                                "unit.unknown", "expected a unit made here, found " + serial)));
  }

  /**
   * @param reason required for whatever is not simply the next step
   */
  public Future<MadeUnit> transition(
      String serial, MadeUnit.State to, @Nullable String reason, String actor) {
    return genealogy
        .traceBack(serial)
        .compose(
            parts ->
                database.transaction(
                    sql ->
                        get(sql, serial, " FOR UPDATE")
                            .compose(unit -> step(sql, unit, to, reason, parts, actor))));
  }

  private Future<MadeUnit> step(
      SqlConnection sql,
      MadeUnit unit,
      MadeUnit.State to,
      @Nullable String reason,
      List<Traced> parts,
      String actor) {
    if (!unit.state().next().contains(to)) {
      throw Problem.conflict(
          "unit.state",
          "unit %s: expected a step from %s to one of %s, found %s"
              .formatted(unit.serial(), unit.state(), unit.state().next(), to));
    }
    boolean isDecision = to == MadeUnit.State.BLOCKED || unit.state() == MadeUnit.State.BLOCKED;
    if (isDecision && reason == null) {
      throw Problem.badInput("body.reason", "reason: expected why, found none");
    }
    Future<Void> allowed =
        to == MadeUnit.State.RELEASED ? mayLeave(sql, unit, parts) : Future.succeededFuture();
    return allowed
        .compose(
            done ->
                sql.preparedQuery(
                        "UPDATE made_units SET state = $2, because = $3 WHERE serial = $1"
                            + " RETURNING *")
                    .execute(
                        Tuple.of(
                            unit.serial(),
                            to.name(),
                            to == MadeUnit.State.BLOCKED ? reason : null)))
        .map(rows -> MadeUnit.of(rows.iterator().next()))
        .compose(
            now ->
                note(
                        sql,
                        unit.serial(),
                        "unit." + to.name().toLowerCase(Locale.ROOT),
                        new JsonObject()
                            .put("from", unit.state().name())
                            .put("because", unit.because())
                            .put("reason", reason),
                        actor)
                    .map(now));
  }

  private Future<Void> mayLeave(SqlConnection sql, MadeUnit unit, List<Traced> parts) {
    var ids = new TreeSet<String>();
    parts.stream()
        .filter(part -> part.to() == null)
        .map(part -> part.unit().lot())
        .filter(Objects::nonNull)
        .forEach(ids::add);
    return lots.among(sql, List.copyOf(ids))
        .compose(
            material ->
                Tracing.steps(sql, Set.of(unit.serial()))
                    .compose(
                        records ->
                            rules
                                .routing(sql, unit.model())
                                .compose(
                                    routing ->
                                        rules
                                            .certificates(sql, unit.model())
                                            .map(
                                                certificates ->
                                                    ReleaseCheck.of(
                                                        routing.orElse(null),
                                                        records,
                                                        material,
                                                        certificates,
                                                        rules.today())))))
        .map(
            lack -> {
              if (lack.isPresent()) {
                throw Problem.conflict(
                    "unit." + lack.get().guard(),
                    "unit %s: guard %s: expected %s, found %s"
                        .formatted(
                            unit.serial(),
                            lack.get().guard(),
                            lack.get().expected(),
                            lack.get().found()));
              }
              return null;
            });
  }
}
