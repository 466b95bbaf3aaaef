package dev.fieldcare.stability;

import static dev.fieldcare.stability.Fixture.D1;
import static dev.fieldcare.stability.Fixture.T0;
import static dev.fieldcare.stability.Fixture.hours;
import static dev.fieldcare.stability.Fixture.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A reading is judged by the version of its model that held when it was measured. */
class ModelVersionTest {
  private static final long CHANGE = T0 + hours(1);

  private final Fixture f = new Fixture();

  private static Model limited(int version, double high) {
    Limit limit = Fixture.limit(Limit.Side.HIGH, high, 60, 60, 2);
    var temperature = new Metric("temperature", "°C", -50.0, 150.0, List.of(limit));
    var metrics = Map.of("temperature", temperature, "supplyVoltage", Fixture.SUPPLY);
    return new Model("gateway-x1", version, Map.of(), Duration.ofSeconds(10), null, metrics);
  }

  /** 50 °C but for two minutes. */
  private static List<Map.Entry<Long, Double>> life(long hotAt, double hot) {
    var life = new ArrayList<Map.Entry<Long, Double>>();
    for (long at = T0; at < T0 + hours(2); at += 10_000) {
      life.add(Map.entry(at, at >= hotAt && at < hotAt + minutes(2) ? hot : 50));
    }
    return life;
  }

  private List<String> told() {
    return f.standing().values().stream()
        .filter(each -> each.symptom().equals("temperature.high"))
        .map(each -> each.symptom() + ": " + each.because().text())
        .toList();
  }

  private void deliver(List<Map.Entry<Long, Double>> readings, long arrival) {
    for (Map.Entry<Long, Double> each : readings) {
      f.reading(D1, each.getKey(), Map.of("temperature", each.getValue()), arrival++);
    }
    f.settle(arrival + 1_000);
  }

  @Test
  void what_was_too_hot_then_is_told_although_the_limit_is_higher_now() {
    List<Map.Entry<Long, Double>> life = life(CHANGE - minutes(30), 80);
    deliver(life.subList(360, 720), T0 + hours(2));
    f.newVersion(CHANGE, limited(2, 90));
    deliver(life.subList(0, 360), T0 + hours(3));
    assertEquals(
        List.of(
            "temperature.high: temperature 80 °C stayed above the 70 °C limit for 60 s (on-delay 60"
                + " s)"),
        told());
  }

  @Test
  void what_was_right_then_is_not_told_although_the_limit_is_lower_now() {
    List<Map.Entry<Long, Double>> life = life(CHANGE - minutes(30), 65);
    deliver(life.subList(360, 720), T0 + hours(2));
    f.newVersion(CHANGE, limited(2, 60));
    deliver(life.subList(0, 360), T0 + hours(3));
    assertEquals(List.of(), told());
  }

  @Test
  void a_backlog_from_before_the_change_is_judged_as_it_was_then() {
    f.newVersion(CHANGE, limited(2, 60));
    deliver(life(CHANGE - minutes(30), 65), T0 + hours(3));
    assertEquals(List.of(), told());
    for (long at = T0 + hours(4); at < T0 + hours(4) + minutes(2); at += 10_000) {
      f.temperature(at, 65);
    }
    assertEquals(1, told().size(), "the new limit is the one from then on");
  }

  @Test
  void the_order_of_arrival_decides_nothing_over_a_change() {
    int raised = 0;
    for (long seed = 1; seed <= 10; seed++) {
      var random = new Random(seed);
      List<Map.Entry<Long, Double>> life = restless(random);
      var live = new ModelVersionTest();
      live.deliverLive(life);

      var backlog = new ModelVersionTest();
      backlog.f.newVersion(CHANGE, limited(2, 80));
      backlog.deliver(life, T0 + hours(3));
      assertEquals(live.all(), backlog.all(), "seed " + seed + ", as a backlog");

      var shuffled = new ModelVersionTest();
      shuffled.f.newVersion(CHANGE, limited(2, 80));
      Collections.shuffle(life, random);
      shuffled.deliver(life, T0 + hours(3));
      assertEquals(live.all(), shuffled.all(), "seed " + seed + ", shuffled");
      raised += live.all().size();
    }
    assertTrue(raised > 20, "too calm to tell: " + raised);
  }

  private static List<Map.Entry<Long, Double>> restless(Random random) {
    List<Map.Entry<Long, Double>> life = new ArrayList<>();
    double level = 50;
    for (long at = T0; at < T0 + hours(2); at += 10_000) {
      level = random.nextInt(40) == 0 ? random.nextInt(50, 90) : level;
      life.add(Map.entry(at, level + random.nextGaussian()));
    }
    return life;
  }

  /** Each when it was measured; the model changes on the way. */
  private void deliverLive(List<Map.Entry<Long, Double>> life) {
    for (Map.Entry<Long, Double> each : life) {
      if (each.getKey() == CHANGE) {
        f.newVersion(CHANGE, limited(2, 80));
      }
      f.temperature(each.getKey(), each.getValue());
    }
    f.settle(T0 + hours(2) + 1);
  }

  private List<String> all() {
    return f.standing().values().stream().map(WatchWalkTest::told).sorted().toList();
  }
}
