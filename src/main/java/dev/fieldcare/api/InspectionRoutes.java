package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.quality.Inspection;
import dev.fieldcare.quality.Inspections;
import dev.fieldcare.quality.Nonconformity;
import dev.fieldcare.quality.QualityDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Acceptance inspections by sampling, and what did not conform. */
final class InspectionRoutes {
  private static final int MOST_DEFECTS = 1_000_000;

  private final QualityDesk quality;
  private final Clock clock;

  InspectionRoutes(QualityDesk quality, Clock clock) {
    this.quality = quality;
    this.clock = clock;
  }

  private JsonObject json(Inspection it) {
    return it.json(clock.instant());
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    var filter =
        new Inspections.Filter(
            query.text("lot"),
            MaterialRoutes.state(query, "state", Inspection.State.values()),
            MaterialRoutes.state(query, "kind", Inspection.Kind.values()),
            query.flag("overdue", false));
    return quality
        .inspections()
        .list(filter, query.limit(), query.cursor("after"))
        .map(page -> MaterialRoutes.reply(page, this::json));
  }

  Future<Reply> get(Call call) {
    return quality.inspections().get(number(call)).map(this::json).map(Reply::ok);
  }

  /** Of a lot of material, or of a line's units. */
  Future<Reply> plan(Call call) {
    Body body = call.body("kind", "lot", "model", "line");
    String actor = call.caller().actor();
    Future<Inspection> planned =
        switch (MaterialRoutes.code(body, "kind", Inspection.Kind.values())) {
          case INCOMING -> quality.inspections().planOfLot(body.required("lot"), actor);
          case SAMPLING ->
              quality
                  .inspections()
                  .planOfLine(
                      MaterialRoutes.id(body, "model"),
                      MaterialRoutes.id(body, "line"),
                      body.text("lot") == null ? null : MaterialRoutes.id(body, "lot"),
                      actor);
        };
    return planned.map(it -> Reply.created("/api/v1/inspections/" + it.id(), json(it)));
  }

  /** To DRAWN the sample is drawn; to DECIDED what was found decides; CANCELLED needs a reason. */
  Future<Reply> transition(Call call) {
    Body body = call.body("to", "results", "reason");
    long id = number(call);
    String actor = call.caller().actor();
    String to = body.required("to");
    Future<Inspection> done =
        switch (to) {
          case "DRAWN" -> quality.inspections().draw(id, actor);
          case "DECIDED" -> quality.inspections().decide(id, results(body), actor);
          case "CANCELLED" ->
              quality.inspections().cancel(id, MaterialRoutes.requiredWords(body, "reason"), actor);
          default -> throw Body.bad("to", "one of DRAWN, DECIDED, CANCELLED", to);
        };
    return done.map(this::json).map(Reply::ok);
  }

  private static Map<String, Integer> results(Body body) {
    if (!(body.json().getValue("results") instanceof Map<?, ?> given)) {
      if (body.json().getValue("results") instanceof JsonObject object) {
        return results(object);
      }
      throw Problem.badInput(
          "body.results", "results: expected an object of item to number of defects, found none");
    }
    var object = new JsonObject();
    given.forEach((item, defects) -> object.put(String.valueOf(item), defects));
    return results(object);
  }

  private static Map<String, Integer> results(JsonObject given) {
    var found = new LinkedHashMap<String, Integer>();
    for (String item : given.fieldNames()) {
      if (given.getValue(item) instanceof Integer defects
          && defects >= 0
          && defects <= MOST_DEFECTS) {
        found.put(item, defects);
      } else {
        throw Body.bad(
            "results", "a number of defects from 0 to " + MOST_DEFECTS, given.getValue(item));
      }
    }
    return found;
  }

  Future<Reply> series(Call call) {
    call.query();
    return quality
        .inspections()
        .series()
        .map(found -> Reply.ok(new JsonObject().put("items", new JsonArray(found))));
  }

  Future<Reply> resume(Call call) {
    Body body = call.body("series", "reason");
    String series = body.required("series");
    return quality
        .inspections()
        .resume(series, MaterialRoutes.requiredWords(body, "reason"), call.caller().actor())
        .map(switching -> Reply.ok(switching.json().put("series", series)));
  }

  Future<Reply> nonconformities(Call call) {
    Query query = call.query();
    return quality
        .nonconformities()
        .list(query.text("cause"), query.text("lot"), query.limit(), query.cursor("after"))
        .map(page -> MaterialRoutes.reply(page, Nonconformity::json));
  }

  static long number(Call call) {
    String id = call.path("id");
    if (id.matches("\\d{1,18}")) {
      return Long.parseLong(id);
    }
    throw Problem.notFound("id.unknown", "expected a number, found " + id);
  }
}
