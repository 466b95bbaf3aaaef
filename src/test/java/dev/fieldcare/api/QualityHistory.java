package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Suppliers, lots, units and test runs for tests, made as people make them: over REST. */
final class QualityHistory {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ApiServer server;

  QualityHistory(ApiServer server) {
    this.server = server;
  }

  /** Something of that kind, by its id. */
  static String one(ApiServer server, String kind) {
    var it = new QualityHistory(server);
    int number = NUMBER.incrementAndGet();
    it.supplied("PART-" + number, "supplier-" + number);
    return switch (kind) {
      case "suppliers" -> "supplier-" + number;
      case "parts" -> "PART-" + number;
      case "lots", "inspections" -> {
        it.received("lot-" + number, "PART-" + number, "supplier-" + number, 100);
        yield kind.equals("lots") ? "lot-" + number : it.inspectionOf("lot-" + number);
      }
      case "testruns" -> {
        it.ok("PUT", "/api/v1/models/gateway-x1/testprofile", profile(10));
        String device = server.device("bench-" + number, "gateway-x1", null);
        yield it.ok("POST", "/api/v1/testruns", new JsonObject().put("device", device))
            .getString("id");
      }
      default -> {
        it.begun("unit-" + number, null);
        yield "unit-" + number;
      }
    };
  }

  /** Asks as somebody of quality; anything but success is a failure. */
  JsonObject ok(String method, String path, @Nullable Object body) {
    var answer = server.send(method, path, Role.QUALITY, body);
    assertEquals(2, answer.statusCode() / 100, method + " " + path + ": " + answer.body());
    return ApiServer.json(answer);
  }

  /** Asks, and is refused with this code. */
  JsonObject refused(String code, String method, String path, @Nullable Object body) {
    var answer = server.send(method, path, Role.QUALITY, body);
    JsonObject problem = ApiServer.json(answer);
    assertEquals(code, problem.getString("code"), answer.body());
    return problem.put("status", answer.statusCode());
  }

  void supplied(String part, String supplier) {
    ok("PUT", "/api/v1/parts/" + part, new JsonObject().put("name", part));
    approved(supplier, part, "APPROVED");
  }

  void approved(String supplier, String part, String status) {
    ok(
        "PUT",
        "/api/v1/suppliers/" + supplier,
        new JsonObject()
            .put("name", supplier)
            .put("approvals", new JsonObject().put(part, status)));
  }

  static JsonObject delivery(String lot, String part, String supplier, int quantity) {
    return new JsonObject()
        .put("id", lot)
        .put("partNo", part)
        .put("supplier", supplier)
        .put("quantity", quantity);
  }

  void received(String lot, String part, String supplier, int quantity) {
    ok("POST", "/api/v1/lots", delivery(lot, part, supplier, quantity));
  }

  /** The newest of the lot. */
  String inspectionOf(String lot) {
    return ok("GET", "/api/v1/inspections?lot=" + lot, null)
        .getJsonArray("items")
        .getJsonObject(0)
        .getString("id");
  }

  JsonObject step(String path, String to) {
    return ok("POST", path + "/transitions", new JsonObject().put("to", to));
  }

  /** Draws, and finds that many items with a defect. */
  JsonObject inspected(String inspection, int defective) {
    JsonObject drawn = step("/api/v1/inspections/" + inspection, "DRAWN");
    var results = new JsonObject();
    JsonArray sample = drawn.getJsonArray("sample");
    for (int i = 0; i < sample.size(); i++) {
      results.put(sample.getString(i), i < defective ? 1 : 0);
    }
    return ok(
        "POST",
        "/api/v1/inspections/" + inspection + "/transitions",
        new JsonObject().put("to", "DECIDED").put("results", results));
  }

  /** A lot that was delivered, found good and released. */
  void released(String lot, String part, String supplier, int quantity) {
    received(lot, part, supplier, quantity);
    inspected(inspectionOf(lot), 0);
    step("/api/v1/lots/" + lot, "RELEASED");
  }

  void begun(String serial, @Nullable String lot) {
    ok(
        "POST",
        "/api/v1/units",
        new JsonObject()
            .put("serial", serial)
            .put("model", "gateway-x1")
            .put("line", "A")
            .put("lot", lot));
  }

  static JsonObject done(String operation, String station, String responsible) {
    return new JsonObject()
        .put("operation", operation)
        .put("station", station)
        .put("responsible", responsible)
        .put("result", "PASSED");
  }

  JsonObject record(String unit, JsonObject done) {
    return ok("POST", "/api/v1/units/" + unit + "/processes", done);
  }

  /** Of gateways: so many minutes of temperature change, the supply held between 11 and 13 V. */
  static JsonObject profile(int minutes) {
    return new JsonObject()
        .put(
            "segments",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("test", "TEMPERATURE_CHANGE")
                        .put("length", minutes + "m")
                        .put("from", -20)
                        .put("to", 60)))
        .put(
            "required",
            new JsonArray()
                .add(new JsonObject().put("metric", "supplyVoltage").put("min", 11).put("max", 13)))
        .put("severity", "minor")
        .put("longestGap", "2m");
  }
}
