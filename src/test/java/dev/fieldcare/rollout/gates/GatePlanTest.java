package dev.fieldcare.rollout.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatePlanTest {

  @Test
  void an_empty_plan_is_the_default_one() {
    assertEquals(GatePlan.DEFAULT, GatePlan.fromJson(new JsonObject()));
  }

  @Test
  void a_plan_is_read_as_it_was_written() {
    GatePlan plan =
        read(
            "{'alpha':0.05,'kinds':{'crash':0.5,'silence':0.2,'alarm':0},'hold':0.1,'failedLimit':0.02,"
                + "'failedWeight':0.1,'installedShare':0.9,'silentShare':0.01,'exposureHours':6,"
                + "'soak':['24h','72h'],'metrics':[{'metric':'memoryUsed','worse':'higher'},"
                + "{'metric':'supplyVoltage','worse':'lower'}],'metricWeight':0.2,"
                + "'fixWithin':'7d'}");
    assertEquals(Duration.ofDays(7), plan.fixWithin());
    assertEquals(Map.of("crash", 0.5, "silence", 0.2), plan.kinds());
    assertEquals(Duration.ofDays(1), plan.soak(1));
    assertEquals(Duration.ofDays(3), plan.soak(2));
    assertEquals(Duration.ofDays(3), plan.soak(5));
    assertEquals(
        List.of(
            new GatePlan.Metric("memoryUsed", GatePlan.Worse.HIGHER),
            new GatePlan.Metric("supplyVoltage", GatePlan.Worse.LOWER)),
        plan.metrics());
    assertEquals(plan, GatePlan.fromJson(new JsonObject(plan.toJson().encode())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'alfa':1}|alfa: expected one of the keys alpha, kinds,",
        "{'alpha':0}|alpha: expected a number from 0.000000001 to 0.5, found 0",
        "{'alpha':'0.01'}|alpha: expected a number from 0.000000001 to 0.5, found \"0.01\"",
        "{'alpha':1e400}|alpha: expected a number",
        "{'kinds':[]}|kinds: expected an object of kinds and their shares of alpha, found []",
        "{'kinds':{'crush':1}}|kinds.crush: expected one of the keys silence, crash,",
        "{'kinds':{'crash':null}}|kinds.crash: expected a number from 0 to 1, found null",
        "{'kinds':{'crash':-1}}|kinds.crash: expected a number from 0 to 1, found -1",
        "{'kinds':{'crash':1}}|expected shares of alpha that sum to 1 at most, found 1.05",
        "{'hold':0}|hold: expected a number from 0.000001 to 1, found 0",
        "{'failedLimit':0}|failedLimit: expected a number from",
        "{'installedShare':80}|installedShare: expected a number from 0 to 1, found 80",
        "{'fixWithin':'400d'}|fixWithin: expected a duration such as 500ms, 30s, 5m, 24h or 7d up"
            + " to",
        "{'fixWithin':null}|fixWithin: expected a duration such as",
        "{'soak':48}|soak: expected a duration such as 500ms, 30s, 5m, 24h or 7d up to 365d, found"
            + " 48",
        "{'soak':'2 days'}|soak: expected a duration",
        "{'soak':'999999999d'}|soak: expected a duration",
        "{'soak':[]}|soak: expected 1 to 100 durations, found 0",
        "{'soak':['1h',2]}|soak[1]: expected a duration",
        "{'metrics':{}}|metrics: expected a list of up to 20 metrics",
        "{'metrics':['x']}|metrics[0]: expected an object with metric and worse, found \"x\"",
        "{'metrics':[{'metric':' '}]}|metrics[0].metric: expected a metric's name",
        "{'metrics':[{'metric':'x','worse':'up'}]}|metrics[0].worse: expected higher or lower,"
            + " found \"up\"",
        "{'metrics':[{'metric':'x','wors':'up'}]}|metrics[0].wors: expected one of the keys metric,"
            + " worse",
        "{'metrics':[{'metric':'x'},{'metric':'x'}]}|metrics[1].metric: expected each metric once",
        "{'metrics':[{'metric':'x'}],'metricWeight':0}|metricWeight: expected more than 0",
      })
  void what_is_wrong_is_named(String json, String expected) {
    Problem problem = assertThrows(Problem.class, () -> read(json));
    assertEquals("rollout.gates", problem.code());
    assertTrue(problem.message().contains(expected), problem.message());
  }

  @Test
  void long_texts_are_not_repeated_in_full() {
    Problem problem =
        assertThrows(Problem.class, () -> read("{'soak':'" + "x".repeat(10_000) + "'}"));
    assertTrue(problem.message().length() < 300, problem.message());
  }

  @Test
  void however_many_waves_there_are_they_share_what_there_is() {
    double sum = IntStream.rangeClosed(1, 1_000_000).mapToDouble(GatePlan::waveWeight).sum();
    assertTrue(sum <= 1 && sum > 0.999, "sum " + sum);
  }

  private static GatePlan read(String json) {
    return GatePlan.fromJson(new JsonObject(json.replace('\'', '"')));
  }
}
