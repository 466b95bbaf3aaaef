package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SeriesApiTest {
  private static final long T = NOW.toEpochMilli();
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
    server.device("d-1", "gateway-x1", null);
    long[] ts = new long[120];
    double[] values = new double[120];
    for (int i = 0; i < ts.length; i++) {
      ts[i] = T - 3_600_000 + i * 1000L;
      values[i] = 40 + i * 0.5;
    }
    server.readings("d-1", "temperature", ts, values);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void without_every_the_points_are_those_that_were_sent() {
    long from = T - 3_600_000;
    var answer = get("metric=temperature&from=" + from + "&to=" + (from + 3000));
    assertEquals(
        new JsonArray(
            List.of(
                new JsonArray(List.of(from, 40)),
                new JsonArray(List.of(from + 1000, 40.5)),
                new JsonArray(List.of(from + 2000, 41)))),
        answer.getJsonArray("points"));
    assertNull(answer.getValue("next"));
  }

  @Test
  void without_from_and_to_it_is_the_last_day_until_now() {
    server.reading("d-1", "rssi", T, -60);
    server.reading("d-1", "rssi", T - 86_500_000, -61);
    assertEquals(1, get("metric=rssi").getJsonArray("points").size());
    assertEquals(120, get("metric=temperature").getJsonArray("points").size());
  }

  @Test
  void more_points_than_the_limit_are_read_on_from_next() {
    int found = 0;
    String after = "";
    for (int turn = 0; turn < 20 && after != null; turn++) {
      var answer = get("metric=temperature&limit=50&after=" + after);
      found += answer.getJsonArray("points").size();
      after = answer.getString("next");
    }
    assertEquals(120, found);
  }

  @Test
  void with_every_each_stretch_has_mean_least_greatest_and_count() {
    String zulu = NOW.minusSeconds(3600).toString();
    for (String every : List.of("PT1M", "1m", "60s", "60000ms")) {
      var answer = get("metric=temperature&from=" + zulu + "&every=" + every);
      assertEquals("PT1M", answer.getString("every"));
      assertEquals(2, answer.getJsonArray("points").size());
      assertEquals(54.75, answer.getJsonArray("points").getJsonArray(0).getDouble(1));
      assertEquals(40, answer.getJsonArray("min").getInteger(0));
      assertEquals(69.5, answer.getJsonArray("max").getDouble(0));
      assertEquals(60, answer.getJsonArray("count").getInteger(0));
    }
  }

  @Test
  void times_may_carry_an_offset_even_with_its_plus_sign_unescaped() {
    String shanghai = "2026-11-22T15:15:00+08:00";
    String escaped = URLEncoder.encode(shanghai, StandardCharsets.UTF_8);
    assertEquals(120, get("metric=temperature&from=" + escaped).getJsonArray("points").size());
    assertEquals(120, get("metric=temperature&from=" + shanghai).getJsonArray("points").size());
  }

  @Test
  void what_makes_no_sense_is_refused_by_name() {
    assertRefused("query.metric", "from=0");
    assertRefused("query.from", "metric=x&from=yesterday");
    assertRefused("query.from", "metric=x&from=" + T + "&to=" + (T - 1));
    assertRefused("query.every", "metric=x&every=0s");
    assertRefused("query.every", "metric=x&every=-PT1M");
    assertRefused("query.every", "metric=x&every=P1Y");
    assertRefused("query.every", "metric=x&every=1ms");
    assertRefused("query.limit", "metric=x&limit=0");
    assertRefused("query.limit", "metric=x&limit=5&every=1h");
    assertRefused("query.after", "metric=x&after=abc");
    assertRefused("query.unknown", "metric=x&form=1");
  }

  @Test
  void the_newest_value_of_each_metric_is_known() {
    var metrics =
        json(server.get("/api/v1/devices/d-1/metrics", Role.VIEWER)).getJsonObject("metrics");
    assertEquals(99.5, metrics.getJsonObject("temperature").getDouble("value"));
  }

  private static JsonObject get(String query) {
    var response = server.get("/api/v1/devices/d-1/telemetry?" + query, Role.VIEWER);
    assertEquals(200, response.statusCode(), response.body());
    return json(response);
  }

  private static void assertRefused(String code, String query) {
    var response = server.get("/api/v1/devices/d-1/telemetry?" + query, Role.VIEWER);
    assertEquals(400, response.statusCode(), query);
    assertEquals(code, json(response).getString("code"), query);
    assertTrue(json(response).getString("detail").contains("found"), response.body());
  }
}
