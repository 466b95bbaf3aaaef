package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.quality.Certificate;
import dev.fieldcare.quality.MadeUnit;
import dev.fieldcare.quality.Making;
import dev.fieldcare.quality.ProcessRecord;
import dev.fieldcare.quality.QualityDesk;
import dev.fieldcare.quality.Routing;
import dev.fieldcare.registry.genealogy.Unit;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Units on their way out of the house, what was done to them, and what must be done. */
final class MakingRoutes {
  private static final int MOST_PARTS = 500;

  private final QualityDesk quality;

  MakingRoutes(QualityDesk quality) {
    this.quality = quality;
  }

  Future<Reply> units(Call call) {
    Query query = call.query();
    return quality
        .making()
        .list(
            query.text("model"),
            query.text("lot"),
            MaterialRoutes.state(query, "state", MadeUnit.State.values()),
            query.limit(),
            query.text("after"))
        .map(page -> MaterialRoutes.reply(page, MadeUnit::json));
  }

  Future<Reply> begin(Call call) {
    Body body = call.body("serial", "model", "line", "lot");
    return quality
        .making()
        .begin(
            MaterialRoutes.id(body, "serial"),
            body.required("model"),
            MaterialRoutes.id(body, "line"),
            body.text("lot") == null ? null : MaterialRoutes.id(body, "lot"),
            call.caller().actor())
        .map(unit -> Reply.created(processesOf(unit.serial()), unit.json()));
  }

  Future<Reply> transition(Call call) {
    Body body = call.body("to", "reason");
    return quality
        .making()
        .transition(
            call.path("serial"),
            MaterialRoutes.code(body, "to", MadeUnit.State.values()),
            MaterialRoutes.words(body, "reason"),
            call.caller().actor())
        .map(MadeUnit::json)
        .map(Reply::ok);
  }

  Future<Reply> processes(Call call) {
    return quality
        .making()
        .records(call.path("serial"))
        .map(
            found ->
                Reply.ok(
                    new JsonObject()
                        .put(
                            "items",
                            new JsonArray(found.stream().map(ProcessRecord::json).toList()))));
  }

  Future<Reply> record(Call call) {
    Body body =
        call.body(
            "operation",
            "station",
            "responsible",
            "at",
            "program",
            "firmware",
            "result",
            "measured",
            "lots",
            "parts",
            "corrects",
            "reason");
    Object measured = plain(body.json().getValue("measured"));
    if (measured != null && !(measured instanceof JsonObject)) {
      throw Body.bad("measured", "an object", measured);
    }
    var done =
        new Making.Done(
            serial(call.path("serial")),
            MaterialRoutes.requiredWords(body, "operation"),
            MaterialRoutes.requiredWords(body, "station"),
            MaterialRoutes.requiredWords(body, "responsible"),
            Correction.instant(body.json(), "at"),
            MaterialRoutes.words(body, "program"),
            MaterialRoutes.words(body, "firmware"),
            MaterialRoutes.code(body, "result", ProcessRecord.Result.values()),
            (JsonObject) measured,
            lots(body),
            parts(body),
            corrects(body),
            MaterialRoutes.words(body, "reason"));
    return quality
        .making()
        .record(done, call.caller().actor())
        .map(record -> Reply.created(processesOf(record.unit()), record.json()));
  }

  private static String processesOf(String serial) {
    return "/api/v1/units/" + serial + "/processes";
  }

  private static String serial(String given) {
    if (!given.matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")) {
      throw Problem.badInput(
          "unit.serial", "serial: expected letters, digits and ._:-, found " + given);
    }
    return given;
  }

  /** Whichever shape the reader gave it. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      var object = new JsonObject();
      map.forEach((name, each) -> object.put(String.valueOf(name), each));
      return object;
    }
    return value instanceof List<?> list ? new JsonArray(new ArrayList<>(list)) : value;
  }

  private static List<?> list(Body body, String name) {
    Object given = plain(body.json().getValue(name));
    if (given == null) {
      return List.of();
    }
    if (given instanceof JsonArray array && array.size() <= MOST_PARTS) {
      return array.stream().map(MakingRoutes::plain).toList();
    }
    throw Body.bad(name, "a list of at most " + MOST_PARTS, given);
  }

  private static List<String> lots(Body body) {
    var found = new ArrayList<String>();
    for (Object each : list(body, "lots")) {
      if (!(each instanceof String lot)) {
        throw Body.bad("lots", "names of lots", String.valueOf(each));
      }
      if (!found.contains(lot)) {
        found.add(lot);
      }
    }
    return found;
  }

  private static List<Unit> parts(Body body) {
    var found = new ArrayList<Unit>();
    for (Object each : list(body, "parts")) {
      if (!(each instanceof JsonObject part) || !(part.getValue("serial") instanceof String name)) {
        throw Body.bad("parts", "objects with a serial", String.valueOf(each));
      }
      found.add(
          new Unit(
              serial(name),
              Unit.Kind.COMPONENT,
              text(part, "partNo"),
              text(part, "lot"),
              text(part, "supplier"),
              Unit.State.IN_USE));
    }
    return found;
  }

  private static @Nullable String text(JsonObject part, String name) {
    Object value = part.getValue(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw Body.bad("parts." + name, "a string", value);
  }

  private static @Nullable Long corrects(Body body) {
    String id = body.text("corrects");
    if (id == null) {
      return null;
    }
    if (!id.matches("\\d{1,18}")) {
      throw Body.bad("corrects", "the id of a record", id);
    }
    return Long.valueOf(id);
  }

  Future<Reply> routing(Call call) {
    String model = call.path("id");
    return quality
        .rules()
        .routing(model)
        .map(found -> Reply.ok(found.orElseGet(() -> new Routing(model, 0, List.of())).json()));
  }

  Future<Reply> putRouting(Call call) {
    String model = call.path("id");
    return quality
        .rules()
        .putRouting(model, Routing.parse(model, call.anyBody()), call.caller().actor())
        .map(Routing::json)
        .map(Reply::ok);
  }

  Future<Reply> certificates(Call call) {
    return quality
        .rules()
        .certificates(call.path("id"))
        .map(found -> Reply.ok(new JsonObject().put("items", new JsonArray(found))));
  }

  Future<Reply> certify(Call call) {
    return quality
        .rules()
        .addCertificate(Certificate.parse(call.path("id"), call.anyBody()), call.caller().actor())
        .map(json -> Reply.created("/api/v1/models/" + call.path("id") + "/certificates", json));
  }
}
