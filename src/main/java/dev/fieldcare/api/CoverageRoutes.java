package dev.fieldcare.api;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.coverage.Basis;
import dev.fieldcare.promises.coverage.Cause;
import dev.fieldcare.promises.coverage.Coverage;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.coverage.Coverages;
import dev.fieldcare.promises.coverage.Covered;
import dev.fieldcare.promises.coverage.Grant;
import dev.fieldcare.promises.coverage.Scope;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is covered until when, and what a device's owner is entitled to. */
final class CoverageRoutes {
  private final Sight sight;
  private final Database database;
  private final CoverageDesk desk;
  private final Clock clock;

  CoverageRoutes(Sight sight, Database database, CoverageDesk desk, Clock clock) {
    this.sight = sight;
    this.database = database;
    this.desk = desk;
    this.clock = clock;
  }

  /** A customer asks about one of their devices; others about any, or all. */
  Future<Reply> list(Call call) {
    Query query = call.query();
    String device =
        call.caller().role() == Role.CUSTOMER
            ? query.required("device", "pump-1")
            : query.text("device");
    return opened(call, device)
        .compose(done -> desk.coverages().list(device, query.limit(), query.cursor("after")))
        .map(page -> Reply.page(page.items().stream().map(Coverage::json).toList(), page.next()));
  }

  /** What opens by itself when a device is asked about is there before it is listed. */
  private Future<Void> opened(Call call, @Nullable String id) {
    if (id == null) {
      return Future.succeededFuture();
    }
    Device device = sight.get(call.caller(), id);
    return database.transaction(
        sql -> desk.entitlements().open(sql, List.of(device), clock.instant(), "system"));
  }

  /** Opens one that is not by itself: of a contract, of a recall. */
  Future<Reply> open(Call call) {
    Body body = call.body("device", "basis", "covered", "term", "start", "clause");
    Device device = sight.get(call.caller(), body.required("device"));
    String code = body.required("basis");
    Basis basis =
        Basis.find(code)
            .filter(it -> it == Basis.CONTRACT || it == Basis.RECALL || it == Basis.STATUTORY)
            .orElseThrow(() -> Body.bad("basis", "CONTRACT, RECALL or STATUTORY", code));
    Instant start = StandardRoutes.time(body, "start");
    Covered covered =
        body.json().getValue("covered") == null
            ? Covered.ALL
            : Covered.parse(object(body, "covered"));
    var grant =
        new Grant(
            device.id(),
            basis,
            Scope.WHOLE,
            covered,
            start == null ? clock.instant() : start,
            Term.parse(object(body, "term"), "term"),
            null,
            false,
            body.required("clause"),
            Coverages.AGREED,
            null);
    return database
        .transaction(sql -> desk.coverages().open(sql, List.of(grant), call.caller().actor()))
        .map(opened -> Reply.ok(opened.getFirst().json()).status(201));
  }

  /** Ends one that was agreed, now or later. */
  Future<Reply> transition(Call call) {
    Body body = call.body("to", "at", "reason");
    if (!body.required("to").equals("ended")) {
      throw Body.bad("to", "ended", body.required("to"));
    }
    Instant now = clock.instant();
    Instant stated = StandardRoutes.time(body, "at");
    if (stated != null && stated.isBefore(now)) {
      throw Body.bad("at", "a time from now on, as what was decided stands", stated);
    }
    String reason = body.required("reason");
    long id = id(call.path("id"));
    return database
        .transaction(
            sql ->
                desk.coverages()
                    .endAgreed(
                        sql, id, stated == null ? now : stated, reason, call.caller().actor()))
        .map(ended -> Reply.ok(ended.json()));
  }

  private static long id(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Problem.notFound("coverage.unknown", "there is no coverage " + text);
    }
  }

  private static JsonObject object(Body body, String name) {
    Object value = body.json().getValue(name);
    if (value instanceof JsonObject json) {
      return json;
    }
    throw Body.bad(name, "an object", String.valueOf(value));
  }

  /** What would be decided; nothing is promised by it. */
  Future<Reply> entitlement(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    Query query = call.query();
    Instant at = query.instant("at");
    String part = query.text("part");
    var cause =
        new Cause(
            query.text("cause"), part == null ? Set.of() : Set.of(part), query.text("symptom"));
    return desk.entitlements()
        .preview(device, at == null ? clock.instant() : at, cause)
        .map(decision -> Reply.ok(decision.json()));
  }
}
