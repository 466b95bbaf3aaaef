package dev.fieldcare.quality;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rejected sample or a failed test run leads to, in the same transaction: units of the lot
 * that are not released are blocked, those that left the house are listed, the lot is held, and an
 * improvement case is opened.
 */
public final class Nonconformities {
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Lots lots;
  private final Tracing tracing;
  private final Improvements improvements;

  Nonconformities(
      Database database,
      Journal journal,
      Clock clock,
      Lots lots,
      Tracing tracing,
      Improvements improvements) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.lots = lots;
    this.tracing = tracing;
    this.improvements = improvements;
  }

  /**
   * What was found.
   *
   * @param lot of material or of units; null when only the units named are concerned
   * @param units further units concerned, by serial
   */
  record Found(
      String cause,
      @Nullable String lot,
      @Nullable String model,
      List<String> units,
      String title,
      String because,
      String actor) {}

  Future<Nonconformity> open(SqlConnection sql, Found found) {
    // held first: from then on nothing more is made of the lot
    return hold(sql, found)
        .compose(held -> tracing.concerned(sql, found.lot, found.units))
        .compose(
            serials ->
                block(sql, found, serials)
                    .compose(
                        blocked ->
                            tracing
                                .standing(
                                    sql,
                                    serials.stream()
                                        .filter(each -> !blocked.contains(each))
                                        .toList())
                                .compose(siblings -> keep(sql, found, blocked, siblings))));
  }

  /** Whoever releases one of these units waits for this transaction, or this one for it. */
  private static Future<List<String>> block(SqlConnection sql, Found found, List<String> serials) {
    return sql.preparedQuery(
            "UPDATE made_units SET state = 'BLOCKED', because = $1"
                + " WHERE state = 'MADE' AND (serial = ANY($2) OR ($3::text IS NOT NULL AND lot ="
                + " $3)) RETURNING serial")
        .execute(
            Tuple.tuple()
                .addString(found.cause)
                .addArrayOfString(serials.toArray(String[]::new))
                .addString(found.lot))
        .map(
            rows -> {
              var blocked = new ArrayList<String>();
              rows.forEach(row -> blocked.add(row.getString(0)));
              blocked.sort(null);
              return blocked;
            });
  }

  /** A lot of material that is in use is used no further. */
  private Future<Void> hold(SqlConnection sql, Found found) {
    if (found.lot == null) {
      return Future.succeededFuture();
    }
    return lots.among(sql, List.of(found.lot))
        .compose(
            known -> {
              if (known.isEmpty() || !known.getFirst().state().next().contains(Lot.State.ON_HOLD)) {
                return Future.succeededFuture();
              }
              var step = new Lots.Step(Lot.State.ON_HOLD, found.cause, null);
              return lots.go(sql, known.getFirst(), step, found.actor).mapEmpty();
            });
  }

  private Future<Nonconformity> keep(
      SqlConnection sql, Found found, List<String> blocked, List<JsonObject> siblings) {
    var opening =
        new ImprovementOpening(
            found.cause,
            found.title,
            found.because,
            found.model,
            found.lot,
            siblings.size(),
            found.actor);
    return improvements
        .open(sql, opening)
        .compose(
            improvement ->
                sql.preparedQuery(
                        "INSERT INTO nonconformities (cause, lot, model, because, blocked,"
                            + " siblings, improvement, opened_at)"
                            + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *")
                    .execute(
                        Tuple.tuple()
                            .addString(found.cause)
                            .addString(found.lot)
                            .addString(found.model)
                            .addString(found.because)
                            .addValue(new JsonArray(blocked))
                            .addValue(new JsonArray(siblings))
                            .addString(improvement)
                            .addValue(Times.utc(clock.instant()))))
        .map(rows -> Nonconformity.of(rows.iterator().next()))
        .compose(
            kept ->
                journal
                    .append(
                        sql,
                        new Journal.Entry(
                            found.actor,
                            "nonconformity:" + kept.id(),
                            "nonconformity.opened",
                            new JsonObject()
                                .put("cause", kept.cause())
                                .put("lot", kept.lot())
                                .put("because", kept.because())
                                .put("blocked", kept.blocked())
                                .put("siblings", kept.siblings().size())
                                .put("improvement", kept.improvement())))
                    .map(kept));
  }

  /** Newest first; of one cause, or of one lot, if it is named. */
  public Future<Page<Nonconformity>> list(
      @Nullable String cause, @Nullable String lot, int limit, @Nullable Long after) {
    return database
        .pool()
        .preparedQuery(
            "SELECT * FROM nonconformities WHERE ($1::text IS NULL OR cause = $1)"
                + " AND ($2::text IS NULL OR lot = $2) AND ($3::bigint IS NULL OR id < $3)"
                + " ORDER BY id DESC LIMIT $4")
        .execute(Tuple.of(cause, lot, after, limit + 1))
        .map(
            rows ->
                Page.of(
                    rows.stream().map(Nonconformity::of).toList(),
                    limit,
                    each -> Long.toString(each.id())));
  }
}
