package dev.fieldcare.api;

import dev.fieldcare.base.Database;
import dev.fieldcare.promises.contracts.Agreements;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.standards.Deviation;
import dev.fieldcare.promises.standards.Level;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The service standard as it holds for somebody, and what was agreed otherwise. */
final class StandardRoutes {
  private final Sight sight;
  private final Database database;
  private final Standards standards;
  private final Agreements agreements;
  private final Clock clock;

  StandardRoutes(Sight sight, Database database, CoverageDesk desk, Clock clock) {
    this.sight = sight;
    this.database = database;
    this.standards = desk.standards();
    this.agreements = desk.agreements();
    this.clock = clock;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    String device = query.text("device");
    if (device != null) {
      return agreements
          .target(database.pool(), sight.get(call.caller(), device), clock.instant())
          .map(target -> Reply.ok(standards.json(target)));
    }
    var target =
        new Target(
            query.text("contractLine"),
            query.text("contract"),
            query.text("customer"),
            query.text("model"));
    return Future.succeededFuture(Reply.ok(standards.json(target)));
  }

  Future<Reply> deviations(Call call) {
    var items = new JsonArray(standards.deviations().stream().map(Deviation::json).toList());
    return Future.succeededFuture(Reply.ok(new JsonObject().put("items", items)));
  }

  Future<Reply> set(Call call) {
    Body body = call.body("level", "subject", "key", "value", "from", "to");
    String level = body.required("level");
    Object value = body.json().getValue("value");
    if (value == null) {
      throw Body.bad("value", "a value", "none");
    }
    return standards
        .set(
            Level.find(level)
                .orElseThrow(
                    () -> Body.bad("level", "one of " + String.join(", ", Level.codes()), level)),
            body.required("subject"),
            body.required("key"),
            value,
            time(body, "from"),
            time(body, "to"),
            call.caller().actor())
        .map(set -> Reply.ok(set.json()).status(201));
  }

  static @Nullable Instant time(Body body, String name) {
    String text = body.text(name);
    return text == null ? null : Times.instant(name, text);
  }
}
