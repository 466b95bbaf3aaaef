package dev.fieldcare.api;

import dev.fieldcare.quality.QualityDesk;
import dev.fieldcare.quality.TestProfile;
import dev.fieldcare.quality.TestRun;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Stability test runs of bench units, and the profiles they follow. */
final class TestRunRoutes {
  private final QualityDesk quality;

  TestRunRoutes(QualityDesk quality) {
    this.quality = quality;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    return quality
        .testRuns()
        .list(
            query.text("device"),
            MaterialRoutes.state(query, "state", TestRun.State.values()),
            query.limit(),
            query.cursor("after"))
        .map(page -> MaterialRoutes.reply(page, TestRun::json));
  }

  Future<Reply> get(Call call) {
    return quality.testRuns().get(InspectionRoutes.number(call)).map(TestRun::json).map(Reply::ok);
  }

  Future<Reply> start(Call call) {
    Body body = call.body("device");
    return quality
        .testRuns()
        .start(body.required("device"), call.caller().actor())
        .map(run -> Reply.created("/api/v1/testruns/" + run.id(), run.json()));
  }

  /** To FINISHED it is judged, and has passed or failed then; ABORTED needs a reason. */
  Future<Reply> transition(Call call) {
    Body body = call.body("to", "reason");
    long id = InspectionRoutes.number(call);
    String to = body.required("to");
    String actor = call.caller().actor();
    Future<TestRun> done =
        switch (to) {
          case "FINISHED" -> quality.testRuns().finish(id, actor);
          case "ABORTED" ->
              quality.testRuns().abort(id, MaterialRoutes.requiredWords(body, "reason"), actor);
          default -> throw Body.bad("to", "FINISHED or ABORTED", to);
        };
    return done.map(TestRun::json).map(Reply::ok);
  }

  Future<Reply> profile(Call call) {
    String model = call.path("id");
    return quality
        .rules()
        .profile(model)
        .map(
            found -> Reply.ok(found.map(TestProfile.Versioned::json).orElseGet(() -> none(model))));
  }

  private static JsonObject none(String model) {
    return new JsonObject()
        .put("model", model)
        .put("version", 0)
        .put("segments", new JsonArray())
        .put("required", new JsonArray())
        .put("severity", "minor")
        .put("longestGap", "300s");
  }

  Future<Reply> putProfile(Call call) {
    String model = call.path("id");
    return quality
        .rules()
        .putProfile(model, TestProfile.parse(model, call.anyBody()), call.caller().actor())
        .map(TestProfile.Versioned::json)
        .map(Reply::ok);
  }
}
