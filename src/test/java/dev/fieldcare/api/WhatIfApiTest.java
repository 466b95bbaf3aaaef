package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits of gateway-x1: temperature above 70 °C for 60 s, back below 68 °C for 60 s. */
class WhatIfApiTest {
  private static final long DAY = 86_400_000;
  private static final long START = NOW.toEpochMilli() - 4 * DAY;
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
    server.device("hot", "gateway-x1", null);
    server.device("cool", "gateway-x1", null);
    // two minutes at 72 °C on the first day, ten at 80 °C on the third
    play(
        "hot",
        ts ->
            within(ts, 3_600_000, 120_000) ? 72 : within(ts, 2 * DAY + 100_000, 600_000) ? 80 : 50);
    play("cool", ts -> 40);
  }

  private static boolean within(long ts, long from, long length) {
    return ts - START >= from && ts - START < from + length;
  }

  private interface Course {
    double at(long ts);
  }

  private static void play(String device, Course course) {
    var random = new SplittableRandom(5);
    int count = (int) (4 * DAY / 10_000);
    long[] ts = new long[count];
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      ts[i] = START + i * 10_000L;
      values[i] = course.at(ts[i]) + 0.2 * random.nextDouble();
    }
    server.readings(device, "temperature", ts, values);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void a_longer_on_delay_avoids_the_short_ticket_and_moves_the_long_one() {
    JsonObject result =
        ask("{\"high\":70,\"onDelay\":\"180s\",\"offDelay\":\"60s\",\"deadband\":2}");
    int present = result.getJsonObject("present").getInteger("tickets");
    assertEquals(present - 1, result.getJsonObject("other").getInteger("tickets"));
    JsonObject gone = result.getJsonObject("gone").getJsonArray("tickets").getJsonObject(0);
    assertEquals("temperature.high", gone.getString("symptom"));
    assertTrue(gone.getString("because").contains("70 °C limit"), gone.toString());
    assertEquals(1, result.getJsonObject("gone").getInteger("count"));
    assertEquals(0, result.getJsonObject("opened").getInteger("count"));
    JsonObject moved = result.getJsonObject("moved").getJsonArray("tickets").getJsonObject(0);
    assertEquals("temperature.high", moved.getString("symptom"));
    assertEquals(120, moved.getDouble("laterSeconds"));
    assertTrue(result.getLong("readings") > 30_000);
  }

  @Test
  void a_lower_limit_keeps_what_was_and_no_limit_opens_nothing() {
    JsonObject same = ask("{\"high\":70,\"onDelay\":\"60s\",\"offDelay\":\"60s\",\"deadband\":2}");
    assertEquals(
        same.getJsonObject("present").getInteger("tickets"),
        same.getJsonObject("kept").getInteger("count"));
    JsonObject none = ask("");
    assertEquals(2, none.getJsonObject("gone").getInteger("count"));
    JsonObject low = ask("{\"high\":39,\"onDelay\":\"60s\",\"offDelay\":\"60s\",\"deadband\":2}");
    assertEquals(1, low.getJsonObject("opened").getInteger("count"));
  }

  @Test
  void a_cohort_is_asked_about_together() {
    String body =
        "{\"cohort\":{\"model\":\"gateway-x1\"},\"metric\":\"temperature\",\"limits\":[{\"high\":30}]}";
    JsonObject result = done(server.send("POST", "/api/v1/stability/what-if", Role.VIEWER, body));
    assertEquals(2, result.getInteger("devices"));
    assertTrue(result.getJsonObject("other").getInteger("tickets") >= 2);
  }

  private static JsonObject ask(String limit) {
    String body = "{\"device\":\"hot\",\"metric\":\"temperature\",\"limits\":[" + limit + "]}";
    return done(server.send("POST", "/api/v1/stability/what-if", Role.VIEWER, body));
  }

  /** Asks again until it is done. */
  private static JsonObject done(HttpResponse<String> answer) {
    long until = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < until) {
      assertTrue(answer.statusCode() < 300, answer.body());
      JsonObject state = json(answer);
      if (state.getString("state").equals("done")) {
        return state.getJsonObject("result");
      }
      assertEquals("running", state.getString("state"), answer.body());
      answer = server.get("/api/v1/stability/jobs/" + state.getString("id"), Role.VIEWER);
    }
    throw new AssertionError("not done within 60 s");
  }

  @Test
  void proposals_come_with_their_numbers() {
    String body = "{\"device\":\"hot\",\"metric\":\"temperature\"}";
    JsonObject result = done(server.send("POST", "/api/v1/stability/proposals", Role.VIEWER, body));
    JsonObject proposal = result.getJsonArray("proposals").getJsonObject(0);
    assertEquals(1, proposal.getInteger("lastingExcursions"));
    assertEquals(1, proposal.getJsonObject("after").getInteger("caught"));
    assertEquals(0, proposal.getJsonObject("after").getInteger("chattering"));
    assertTrue(proposal.getDouble("noise") > 0.05 && proposal.getDouble("noise") < 0.2);
  }

  @Test
  void what_makes_no_sense_is_refused_by_name() {
    assertRefused("body.device", "{\"metric\":\"temperature\",\"limits\":[]}");
    assertRefused("body.metric", "{\"device\":\"hot\",\"limits\":[]}");
    assertRefused("body.limits", "{\"device\":\"hot\",\"metric\":\"temperature\"}");
    assertRefused("body.limits", "{\"device\":\"hot\",\"metric\":\"temperature\",\"limits\":7}");
    assertRefused(
        "model.invalid",
        "{\"device\":\"hot\",\"metric\":\"temperature\",\"limits\":[{\"hihg\":70}]}");
    assertRefused(
        "body.cohort", "{\"cohort\":{\"lot\":\"none\"},\"metric\":\"temperature\",\"limits\":[]}");
    assertRefused("body.cohort", "{\"cohort\":{},\"metric\":\"temperature\",\"limits\":[]}");
    assertRefused("body.unknown", "{\"device\":\"hot\",\"metrics\":\"temperature\"}");
    assertEquals(404, server.get("/api/v1/stability/jobs/nix", Role.VIEWER).statusCode());
    String proposal = "{\"device\":\"hot\",\"metric\":\"rssi\"}";
    var answer = server.send("POST", "/api/v1/stability/proposals", Role.VIEWER, proposal);
    assertEquals("body.metric", json(answer).getString("code"), answer.body());
  }

  private static void assertRefused(String code, String body) {
    var answer = server.send("POST", "/api/v1/stability/what-if", Role.VIEWER, body);
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(code, json(answer).getString("code"), answer.body());
  }
}
