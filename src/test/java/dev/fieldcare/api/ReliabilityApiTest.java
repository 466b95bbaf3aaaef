package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import dev.fieldcare.telemetry.PgTelemetryStore;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReliabilityApiTest {
  private static final Instant START = Instant.parse("2026-11-12T00:00:00Z");
  private static ApiServer server;
  private static FieldHistory field;

  /**
   * Device a ran 1.4.0 for 100 hours and failed four times, then 1.5.0 for 100 hours without; b ran
   * 1.4.0 only. c belongs to another customer and model.
   */
  @BeforeAll
  static void open() {
    server = new ApiServer();
    field = new FieldHistory(server);
    register("a", "gateway-x1", "acme", "L1");
    register("b", "gateway-x1", null, "L1");
    register("c", "pump-p2", null, null);
    field.operated("a", START, 200);
    field.ran("a", "1.4.0", START);
    field.ran("a", "1.5.0", START.plus(Duration.ofHours(100)));
    field.happened("a", at(10).plusSeconds(60), "reboot", "0x8002");
    field.happened("a", at(30).plusSeconds(60), "reboot", "0x9400");
    field.happened("a", at(30).plusSeconds(900), "reboot", "0");
    field.happened("a", at(70).plusSeconds(60), "crash", "E17");
    // the same failure twice: a crash report and the reboot that follows
    field.happened("a", at(10).plusSeconds(30), "crash", "E17");
    // expected
    field.happened("a", at(100).plusSeconds(1), "reboot", "3");
    field.operated("b", START, 60);
    field.ran("b", "1.4.0", START.minus(Duration.ofDays(50)));
    field.silent("b", at(59).plusSeconds(600), Duration.ofHours(41));
    field.operated("b", at(100), 20);
    field.operated("c", START, 50);
    field.happened("c", at(5), "reboot", "0x8001");
  }

  private static Instant at(int hour) {
    return START.plus(Duration.ofHours(hour));
  }

  private static void register(
      String id, String model, @Nullable String customer, @Nullable String lot) {
    var body = new JsonObject().put("id", id).put("model", model).put("lot", lot);
    assertEquals(
        201,
        server
            .send("POST", "/api/v1/devices", Role.ADMIN, body.put("customer", customer))
            .statusCode());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void a_device_has_its_hours_and_failures_with_bounds() {
    JsonObject a = item("by=device", "a");
    assertEquals(200, a.getLong("operatingHours"));
    assertEquals(4, a.getLong("failures"));
    JsonObject mtbf = a.getJsonObject("mtbfHours");
    assertEquals(50, mtbf.getDouble("value"));
    // 2 · 200 / χ²(0.95; 10) and / χ²(0.05; 8), from the usual tables
    assertEquals(400 / 18.307, mtbf.getDouble("lower"), 0.001);
    assertEquals(400 / 2.7326, mtbf.getDouble("upper"), 0.01);
    assertEquals(20, a.getJsonObject("failuresPer1000Hours").getDouble("value"), 1e-9);
  }

  @Test
  void two_failures_in_one_hour_spoil_one_stable_hour() {
    JsonObject stable = item("by=device", "a").getJsonObject("stableHours");
    assertEquals(197 / 200.0, stable.getDouble("value"), 1e-12);
    assertTrue(stable.getDouble("lower") < 0.985 && stable.getDouble("upper") > 0.985);
  }

  @Test
  void a_silence_is_down_time() {
    JsonObject b = item("by=device", "b");
    assertEquals(80, b.getLong("operatingHours"));
    JsonObject availability = b.getJsonObject("availability");
    assertEquals(1, availability.getLong("outages"));
    assertEquals(41, availability.getDouble("meanDownHours"), 1e-9);
    // 50 minutes of the hour it began in and ten of the one it ended in
    assertEquals(79, availability.getDouble("meanUpHours"), 1e-9);
    assertEquals(79 / 120.0, availability.getDouble("value"), 1e-9);
  }

  @Test
  void without_a_failure_the_upper_bound_is_open() {
    JsonObject mtbf = item("by=device", "b").getJsonObject("mtbfHours");
    assertNull(mtbf.getValue("value"));
    assertNull(mtbf.getValue("upper"));
    assertEquals(80 / Math.log(10), mtbf.getDouble("lower"), 1e-9);
  }

  @Test
  void figures_go_by_model_lot_and_firmware() {
    assertEquals(280, item("by=model", "gateway-x1").getLong("operatingHours"));
    assertEquals(2, item("by=model", "gateway-x1").getInteger("devices"));
    assertEquals(280, item("by=lot", "L1").getLong("operatingHours"));
    JsonObject old = item("by=firmware&model=gateway-x1", "1.4.0");
    assertEquals(180, old.getLong("operatingHours"));
    assertEquals(4, old.getLong("failures"));
    JsonObject next = item("by=firmware", "1.5.0");
    assertEquals(100, next.getLong("operatingHours"));
    assertEquals(0, next.getLong("failures"));
    assertEquals(100, item("by=device&firmware=1.5.0", "a").getLong("operatingHours"));
  }

  @Test
  void devices_that_never_named_a_firmware_or_lot_are_counted_without_a_name() {
    JsonObject nameless = get("by=lot", Role.VIEWER).getJsonArray("items").getJsonObject(0);
    assertNull(nameless.getValue("key"));
    assertEquals(50, nameless.getLong("operatingHours"));
  }

  @Test
  void only_the_time_asked_about_counts() {
    String query = "by=device&from=" + at(20) + "&to=" + at(40);
    JsonObject a = item(query, "a");
    assertEquals(20, a.getLong("operatingHours"));
    assertEquals(2, a.getLong("failures"));
  }

  @Test
  void devices_come_page_by_page() {
    List<String> seen = new ArrayList<>();
    String after = "";
    while (after != null) {
      JsonObject page = get("by=device&limit=1&after=" + after, Role.VIEWER);
      page.getJsonArray("items").forEach(each -> seen.add(((JsonObject) each).getString("key")));
      after = page.getString("next");
    }
    assertEquals(List.of("a", "b", "c"), seen);
  }

  @Test
  void a_customer_is_told_of_their_own_devices_only() {
    JsonObject page = get("by=device", Role.CUSTOMER);
    assertEquals(1, page.getJsonArray("items").size());
    assertEquals("a", page.getJsonArray("items").getJsonObject(0).getString("key"));
    assertEquals(
        404, server.get("/api/v1/reliability?by=device&device=b", Role.CUSTOMER).statusCode());
    JsonObject model = get("by=model", Role.CUSTOMER).getJsonArray("items").getJsonObject(0);
    assertEquals(200, model.getLong("operatingHours"));
  }

  @Test
  void two_releases_are_compared_exactly() {
    JsonObject compared =
        json(
            server.get(
                "/api/v1/reliability/compare?model=gateway-x1&a=1.4.0&b=1.5.0", Role.VIEWER));
    // all four failures fell on 180 of 280 hours
    assertEquals(Math.pow(180 / 280.0, 4), compared.getDouble("chanceOfSoFew"), 1e-9);
    assertEquals(0, compared.getJsonObject("rateRatio").getDouble("value"));
    assertEquals("undecided", compared.getString("verdict"));
    assertEquals("1.4.0", compared.getJsonObject("a").getString("key"));
  }

  @Test
  void a_release_that_never_ran_is_named() {
    var answer = server.get("/api/v1/reliability/compare?a=1.4.0&b=1.6.0", Role.VIEWER);
    assertEquals(404, answer.statusCode());
    assertTrue(json(answer).getString("detail").contains("1.6.0"), answer.body());
  }

  @Test
  void growth_goes_by_the_operating_hours_of_all() {
    JsonObject growth = growth("model=gateway-x1");
    assertEquals(4, growth.getInteger("failures"));
    assertEquals(280, growth.getDouble("operatingHours"));
    // until hour 60 both were heard of, then a alone
    double first = 2 * (10 + 60 / 3600.0);
    double second = 2 * (30 + 60 / 3600.0);
    double third = 2 * (30 + 900 / 3600.0);
    double fourth = 120 + 10 + 60 / 3600.0;
    double logs =
        Math.log(280 / first)
            + Math.log(280 / second)
            + Math.log(280 / third)
            + Math.log(280 / fourth);
    assertEquals(4 / logs, growth.getJsonObject("beta").getDouble("value"), 1e-9);
  }

  @Test
  void growth_by_age_takes_each_device_from_its_own_start() {
    JsonObject growth = growth("model=gateway-x1&firmware=1.4.0&clock=age");
    assertEquals(2, growth.getInteger("systems"));
    assertEquals(180, growth.getDouble("operatingHours"));
    assertEquals(4, growth.getInteger("failures"));
  }

  @Test
  void growth_without_a_failure_says_so() {
    var answer = server.get("/api/v1/reliability/growth?device=b", Role.VIEWER);
    assertEquals("reliability.growth", json(answer).getString("code"), answer.body());
  }

  private static JsonObject growth(String query) {
    var answer = server.get("/api/v1/reliability/growth?" + query, Role.VIEWER);
    assertEquals(200, answer.statusCode(), answer.body());
    return json(answer);
  }

  @Test
  void the_life_of_parts_is_fitted_to_their_ages() {
    String body =
        "{\"parts\":[{\"age\":400,\"failed\":true},{\"age\":1000,\"failed\":false}],\"shape\":2}";
    JsonObject life = json(server.send("POST", "/api/v1/reliability/life", Role.VIEWER, body));
    assertEquals(true, life.getBoolean("isShapeAssumed"));
    assertEquals(Math.sqrt(1_160_000), life.getJsonObject("scale").getDouble("value"), 1e-6);
    for (String wrong :
        List.of("{}", "{\"parts\":[1]}", "{\"parts\":[{\"age\":-1,\"failed\":true}]}")) {
      assertEquals(
          400,
          server.send("POST", "/api/v1/reliability/life", Role.VIEWER, wrong).statusCode(),
          wrong);
    }
  }

  @Test
  void the_life_of_devices_in_the_field_is_their_hours_up_to_the_first_failure() {
    try (var own = new ApiServer()) {
      var field = new FieldHistory(own);
      int[] failedAfter = {10, 20, 30, 40, 60, 0};
      for (int i = 0; i < failedAfter.length; i++) {
        own.device("l-" + i, "gateway-x1", null);
        field.operated("l-" + i, START, 80);
        if (failedAfter[i] > 0) {
          Instant at = START.plus(Duration.ofHours(failedAfter[i]));
          field.happened("l-" + i, at, "reboot", "0x8002");
          field.happened("l-" + i, at.plus(Duration.ofHours(7)), "reboot", "0x8002");
        }
      }
      JsonObject life = json(own.get("/api/v1/reliability/life?model=gateway-x1", Role.VIEWER));
      assertEquals(6, life.getInteger("parts"), life.encode());
      assertEquals(5, life.getInteger("failures"));
      assertEquals(false, life.getBoolean("isShapeAssumed"));
      JsonObject same = new JsonObject();
      var parts = new io.vertx.core.json.JsonArray();
      for (int each : failedAfter) {
        parts.add(new JsonObject().put("age", each == 0 ? 80 : each).put("failed", each > 0));
      }
      JsonObject fitted =
          json(own.send("POST", "/api/v1/reliability/life", Role.VIEWER, same.put("parts", parts)));
      assertEquals(
          fitted.getJsonObject("scale").getDouble("value"),
          life.getJsonObject("scale").getDouble("value"),
          0.5);
      var curve = life.getJsonArray("curve");
      double before = 0;
      for (Object each : curve) {
        JsonObject point = (JsonObject) each;
        assertTrue(point.getDouble("value") > before, curve.encode());
        assertTrue(point.getDouble("lower") <= point.getDouble("value"));
        before = point.getDouble("value");
        if (point.getDouble("share") == 0.1) {
          assertEquals(life.getJsonObject("b10").getDouble("value"), before, 1e-6);
          assertEquals(
              life.getJsonObject("b10").getDouble("upper"), point.getDouble("upper"), 1e-6);
        }
      }
      var none = own.get("/api/v1/reliability/life?model=pump-p2", Role.VIEWER);
      assertEquals(400, none.statusCode());
    }
  }

  @Test
  void what_makes_no_sense_is_refused_by_name() {
    assertRefused("query.by", "by=colour");
    assertRefused("query.confidence", "confidence=1");
    assertRefused("query.confidence", "confidence=NaN");
    assertRefused("query.from", "from=" + NOW + "&to=" + START);
    assertRefused("query.unknown", "lots=L1");
  }

  @Test
  void readings_make_operating_hours_before_and_after_they_are_rolled_up() {
    try (var own = new ApiServer()) {
      own.device("fresh", "gateway-x1", null);
      own.reading("fresh", "temperature", NOW.toEpochMilli(), 20);
      own.reading("fresh", "temperature", NOW.toEpochMilli() - 60_000, 20);
      own.reading("fresh", "temperature", NOW.minusSeconds(7 * 3600).toEpochMilli(), 20);
      assertEquals(1, hoursOfFresh(own));
      own.clock.move(Duration.ofMinutes(15));
      assertEquals(2, hoursOfFresh(own));
    }
  }

  private static long hoursOfFresh(ApiServer own) {
    ((PgTelemetryStore) own.telemetry).rollUp();
    return json(own.get("/api/v1/reliability?by=device&device=fresh", Role.VIEWER))
        .getJsonArray("items")
        .getJsonObject(0)
        .getLong("operatingHours");
  }

  private static JsonObject item(String query, String key) {
    return get(query, Role.VIEWER).getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .filter(each -> key.equals(each.getString("key")))
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject get(String query, Role role) {
    var response = server.get("/api/v1/reliability?" + query, role);
    assertEquals(200, response.statusCode(), response.body());
    return json(response);
  }

  private static void assertRefused(String code, String query) {
    var response = server.get("/api/v1/reliability?" + query, Role.VIEWER);
    assertEquals(400, response.statusCode(), query);
    assertEquals(code, json(response).getString("code"), query);
  }
}
