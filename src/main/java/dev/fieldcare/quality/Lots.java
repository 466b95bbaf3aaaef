package dev.fieldcare.quality;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.genealogy.Unit;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lots of material: who may deliver them, and what must be so before anything is made of them. */
public final class Lots {
  private static final String LIST =
      """
      SELECT * FROM material_lots l
      WHERE ($1::text IS NULL OR part_no = $1) AND ($2::text IS NULL OR supplier = $2)
        AND ($3::text IS NULL OR state = $3)
        AND (NOT $4 OR NOT EXISTS (SELECT FROM inspections i WHERE i.lot = l.id
          AND i.kind = 'INCOMING' AND i.state IN ('ACCEPTED', 'REJECTED')))
        AND ($5::text IS NULL OR id > $5)
      ORDER BY id LIMIT $6
      """;

  /** Whether the newest decision accepted it, after it was held. */
  private static final String INSPECTED =
      """
      SELECT state = 'ACCEPTED' AND ($2::timestamptz IS NULL OR decided_at > $2) AS accepted
      FROM inspections WHERE lot = $1 AND kind = 'INCOMING' AND state IN ('ACCEPTED', 'REJECTED')
      ORDER BY id DESC LIMIT 1
      """;

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Catalog catalog;
  private final Genealogy genealogy;

  Lots(Database database, Journal journal, Clock clock, Catalog catalog, Genealogy genealogy) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.catalog = catalog;
    this.genealogy = genealogy;
  }

  /** What was delivered. */
  public record Delivery(String lot, String part, String supplier, int quantity) {}

  /** Which lots are wanted; what is absent is not asked for. */
  public record Filter(
      @Nullable String part,
      @Nullable String supplier,
      Lot.@Nullable State state,
      boolean uninspected) {}

  /**
   * Books a lot, whose incoming inspection is planned with it. One of a supplier who is not
   * approved for the part is refused, and that is journalled.
   */
  public Future<Lot> receive(Delivery delivery, String actor) {
    return database
        .<Optional<Lot>>transaction(
            sql ->
                catalog
                    .getPart(sql, delivery.part)
                    .compose(part -> catalog.approval(sql, delivery.supplier, delivery.part))
                    .compose(
                        status ->
                            status.filter(Supplier.Status.APPROVED::equals).isPresent()
                                ? book(sql, delivery, actor).map(Optional::of)
                                : refuse(sql, delivery, status, actor).map(Optional.empty())))
        .map(
            booked ->
                booked.orElseThrow(
                    () ->
                        Problem.conflict(
                            "supplier.approved",
                            "lot %s: expected a supplier approved for %s, found %s"
                                .formatted(delivery.lot, delivery.part, delivery.supplier))));
  }

  private Future<Void> refuse(
      SqlConnection sql, Delivery delivery, Optional<Supplier.Status> status, String actor) {
    var said = said(delivery).put("status", status.map(Enum::name).orElse(null));
    return journal
        .append(sql, new Journal.Entry(actor, "lot:" + delivery.lot, "lot.refused", said))
        .mapEmpty();
  }

  private static JsonObject said(Delivery it) {
    return new JsonObject()
        .put("partNo", it.part)
        .put("supplier", it.supplier)
        .put("quantity", it.quantity);
  }

  private Future<Lot> book(SqlConnection sql, Delivery it, String actor) {
    return sql.preparedQuery(
            "INSERT INTO material_lots (id, part_no, supplier, quantity, received_at, state)"
                + " VALUES ($1, $2, $3, $4, $5, 'RECEIVED') ON CONFLICT (id) DO NOTHING"
                + " RETURNING *")
        .execute(Tuple.of(it.lot, it.part, it.supplier, it.quantity, Times.utc(clock.instant())))
        .map(
            rows ->
                rows.stream()
                    .map(Lot::of)
                    .findFirst()
                    .orElseThrow(
                        () ->
                            Problem.conflict(
                                "lot.known", "lot " + it.lot + ": expected a new one, found it")))
        .compose(
            lot ->
                genealogy
                    .know(
                        sql,
                        new Unit(
                            it.lot,
                            Unit.Kind.MATERIAL_LOT,
                            it.part,
                            it.lot,
                            it.supplier,
                            Unit.State.IN_STOCK))
                    .compose(
                        known ->
                            journal.append(
                                sql,
                                new Journal.Entry(
                                    actor, "lot:" + it.lot, "lot.received", said(it))))
                    .compose(noted -> Inspections.planIncoming(sql, journal, lot, clock, actor))
                    .map(lot));
  }

  public Future<Page<Lot>> list(Filter filter, int limit, @Nullable String after) {
    return database
        .pool()
        .preparedQuery(LIST)
        .execute(
            Tuple.of(
                filter.part,
                filter.supplier,
                filter.state == null ? null : filter.state.name(),
                filter.uninspected,
                after,
                limit + 1))
        .map(rows -> Page.of(rows.stream().map(Lot::of).toList(), limit, Lot::id));
  }

  public Future<Lot> get(String id) {
    return get(database.pool(), id, "");
  }

  Future<Lot> lock(SqlConnection sql, String id) {
    return get(sql, id, " FOR UPDATE");
  }

  private static Future<Lot> get(SqlClient sql, String id, String lock) {
    return sql.preparedQuery("SELECT * FROM material_lots WHERE id = $1" + lock)
        .execute(Tuple.of(id))
        .map(
            rows ->
                rows.stream()
                    .map(Lot::of)
                    .findFirst()
                    .orElseThrow(
                        () ->
                            Problem.notFound("lot.unknown", "expected a known lot, found " + id)));
  }

  /** Those of these lots that are known here; nobody else changes them meanwhile. */
  Future<List<Lot>> among(SqlClient sql, List<String> ids) {
    return sql.preparedQuery(
            "SELECT * FROM material_lots WHERE id = ANY($1) ORDER BY id FOR UPDATE")
        .execute(Tuple.tuple().addArrayOfString(ids.toArray(String[]::new)))
        .map(rows -> rows.stream().map(Lot::of).toList());
  }

  /**
   * A step that people ask for.
   *
   * @param reason required for a hold and a rejection
   * @param verification of a critical part: the document of its verification
   */
  public record Step(Lot.State to, @Nullable String reason, @Nullable String verification) {}

  public Future<Lot> transition(String id, Step step, String actor) {
    return database.transaction(
        sql ->
            lock(sql, id)
                .compose(
                    lot -> {
                      boolean needsReason =
                          step.to == Lot.State.ON_HOLD || step.to == Lot.State.REJECTED;
                      if (needsReason && step.reason == null) {
                        throw Problem.badInput("body.reason", "reason: expected why, found none");
                      }
                      Future<Void> allowed =
                          step.to == Lot.State.RELEASED
                              ? mayBeReleased(sql, lot, step)
                              : Future.succeededFuture();
                      return allowed.compose(done -> go(sql, lot, step, actor));
                    }));
  }

  private Future<Void> mayBeReleased(SqlConnection sql, Lot lot, Step step) {
    return sql.preparedQuery(INSPECTED)
        .execute(Tuple.of(lot.id(), Times.utcOrNull(lot.heldAt())))
        .compose(
            rows -> {
              if (rows.size() == 0 || !rows.iterator().next().getBoolean(0)) {
                throw guard(
                    lot,
                    "inspected",
                    lot.heldAt() == null
                        ? "an accepted incoming inspection"
                        : "an inspection accepted since it was held at " + lot.heldAt(),
                    "none");
              }
              return catalog.getPart(sql, lot.part());
            })
        .map(
            part -> {
              if (part.isCritical() && step.verification == null && lot.verification() == null) {
                throw guard(lot, "verified", "the document of its verification", "none");
              }
              return null;
            });
  }

  private static Problem guard(Lot lot, String name, String expected, String found) {
    return Problem.conflict(
        "lot." + name,
        "lot %s: guard %s: expected %s, found %s".formatted(lot.id(), name, expected, found));
  }

  /** Any step of the table, journalled. */
  Future<Lot> go(SqlConnection sql, Lot lot, Step step, String actor) {
    if (!lot.state().next().contains(step.to)) {
      throw Problem.conflict(
          "lot.state",
          "lot %s: expected a step from %s to one of %s, found %s"
              .formatted(lot.id(), lot.state(), lot.state().next(), step.to));
    }
    boolean isHold = step.to == Lot.State.ON_HOLD;
    return sql.preparedQuery(
            "UPDATE material_lots SET state = $2, because = $3,"
                + " held_at = CASE WHEN $4 THEN $5::timestamptz ELSE held_at END,"
                + " verification = coalesce($6, verification) WHERE id = $1 RETURNING *")
        .execute(
            Tuple.of(
                lot.id(),
                step.to.name(),
                step.reason,
                isHold,
                Times.utc(clock.instant()),
                step.verification))
        .map(rows -> Lot.of(rows.iterator().next()))
        .compose(
            now ->
                journal
                    .append(
                        sql,
                        new Journal.Entry(
                            actor,
                            "lot:" + lot.id(),
                            "lot." + step.to.name().toLowerCase(java.util.Locale.ROOT),
                            new JsonObject()
                                .put("from", lot.state().name())
                                .put("reason", step.reason)
                                .put("verification", step.verification)))
                    .map(now));
  }
}
