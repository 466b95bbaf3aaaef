package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.quality.ProcessRecord;
import dev.fieldcare.quality.Tracing;
import dev.fieldcare.registry.genealogy.Corrections;
import dev.fieldcare.registry.genealogy.Forward;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.genealogy.Traced;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What units are made of, and where a lot went. */
final class GenealogyRoutes {
  private final Vertx vertx;
  private final Genealogy genealogy;
  private final Tracing tracing;

  GenealogyRoutes(Vertx vertx, Genealogy genealogy, Tracing tracing) {
    this.vertx = vertx;
    this.genealogy = genealogy;
    this.tracing = tracing;
  }

  Future<Reply> traceBack(Call call) {
    String serial = call.path("serial");
    return tracing
        .back(serial, call.query().instant("at"))
        .map(
            found ->
                Reply.ok(
                    new JsonObject()
                        .put("serial", serial)
                        .put(
                            "items",
                            new JsonArray(found.parts().stream().map(Traced::json).toList()))
                        .put(
                            "steps",
                            new JsonArray(
                                found.steps().stream().map(ProcessRecord::json).toList()))));
  }

  Future<Reply> traceForward(Call call) {
    return forward(call, Forward.Source.ofLot(call.path("id")));
  }

  /** From any one of these, or several at once. */
  Future<Reply> trace(Call call) {
    Query query = call.query();
    var source =
        new Forward.Source(
            query.text("lot"),
            query.text("supplier"),
            query.text("station"),
            query.text("operator"),
            query.instant("from"),
            query.instant("to"));
    if (source.equals(new Forward.Source(null, null, null, null, null, null))) {
      throw Problem.badInput(
          "query.lot", "expected at least one of lot, supplier, station, operator, from and to");
    }
    return forward(call, source);
  }

  private Future<Reply> forward(Call call, Forward.Source source) {
    return tracing
        .forward(source, call.query().limit(), call.query().text("after"))
        .map(page -> Reply.page(page.items(), page.next()));
  }

  Future<Reply> corrections(Call call) {
    return genealogy
        .corrections()
        .of(call.path("serial"))
        .map(found -> Reply.ok(new JsonObject().put("items", new JsonArray(found))));
  }

  /** Of a part that is or was in the unit if one is named, else of the unit itself. */
  Future<Reply> correct(Call call) {
    String serial = call.path("serial");
    Body body = call.body("part", "from", "is", "reason");
    String reason = body.required("reason");
    String part = body.text("part");
    String actor = call.caller().actor();
    if (!body.json().containsKey("is")) {
      throw Problem.badInput(
          "body.is", "is: expected what is right, or null for a part that was never in it");
    }
    Correction is = Correction.of(body.json().getValue("is"));
    Future<JsonObject> done =
        part == null
            ? genealogy.corrections().describe(serial, is.details(), reason, actor)
            : genealogy
                .corrections()
                .correct(
                    new Corrections.Wrong(serial, part, Correction.instant(body.json(), "from")),
                    is::of,
                    reason,
                    actor);
    return done.map(Reply::ok);
  }

  Future<Reply> importCsv(Call call) {
    Buffer bytes = call.bytes();
    if (bytes.length() == 0) {
      throw Problem.badInput("body.missing", "body: expected a CSV file, found nothing");
    }
    String actor = call.caller().actor();
    return vertx
        .executeBlocking(
            () ->
                genealogy.importCsv(
                    new InputStreamReader(
                        new ByteArrayInputStream(bytes.getBytes()), StandardCharsets.UTF_8),
                    actor))
        .compose(outcome -> outcome)
        .map(count -> Reply.ok(new JsonObject().put("lines", count)));
  }
}
