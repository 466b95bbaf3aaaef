package dev.fieldcare.api;

import dev.fieldcare.promises.standards.Deviation;
import dev.fieldcare.promises.standards.Level;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The service standard as it holds for somebody, and what was agreed otherwise. */
final class StandardRoutes {
  private final Standards standards;

  StandardRoutes(Standards standards) {
    this.standards = standards;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
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
