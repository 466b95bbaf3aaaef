package dev.fieldcare.stability;

import static dev.fieldcare.stability.Fixture.T0;
import static dev.fieldcare.stability.Fixture.hours;
import static dev.fieldcare.stability.Fixture.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Device;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A gateway and the devices that report through it. */
class SilenceCauseTest {
  private static final long START = T0 + hours(1);
  private static final int CHILDREN = 10;

  private final Fixture f = new Fixture();
  private final Device gateway = device(1, "gateway-x1", null);
  private final List<Device> children = new ArrayList<>();
  private long now = START;

  SilenceCauseTest() {
    for (int i = 0; i < CHILDREN; i++) {
      children.add(device(2 + i, "gateway-x1", "d-1"));
    }
  }

  private Device device(int number, String model, @Nullable String via) {
    Device device = Fixture.device(number, model, via);
    f.devices.put(device.id(), device);
    return device;
  }

  private void heard(Device device, long at) {
    f.reading(device, at, Map.of("temperature", 40.0), at);
  }

  private void tickUntil(long until) {
    for (; now < until; now += 1000) {
      f.tick(now);
    }
  }

  /** Lets these be heard every ten seconds, a little apart from each other, and time pass. */
  private void live(List<Device> alive, long until) {
    while (now < until) {
      for (int i = 0; i < alive.size(); i++) {
        heard(alive.get(i), now + i * 300L);
      }
      tickUntil(Math.min(until, now + 10_000));
    }
  }

  private List<Device> all() {
    List<Device> all = new ArrayList<>(children);
    all.add(gateway);
    return all;
  }

  private List<String> told() {
    return f.alarms.stream()
        .map(each -> each.device().id() + " " + each.symptom() + " " + each.phase())
        .toList();
  }

  @Test
  void a_silent_gateway_hides_its_children_and_names_them() {
    live(all(), START + minutes(5));
    tickUntil(now + hours(1));
    assertEquals(List.of("d-1 silence ACTIVE"), told());
    Because because = f.last().because();
    assertEquals(10, because.arguments().get("affected"));
    assertTrue(
        because
            .text()
            .endsWith(
                "; not heard of either, as they report through it: "
                    + "d-10, d-11, d-2, d-3, d-4 and 5 more"),
        because.text());
    assertTrue(f.topology.isHidden("d-7"));
    assertFalse(f.topology.isHidden("d-1"));
  }

  @Test
  void a_child_that_falls_silent_alone_is_itself_at_fault() {
    live(all(), START + minutes(5));
    live(all().subList(1, 11), START + minutes(8));
    assertEquals(List.of("d-2 silence ACTIVE"), told());
    assertTrue(f.last().at().toEpochMilli() <= START + minutes(5) + 75_000, "late: " + f.last());
  }

  @Test
  void a_child_that_stays_silent_when_its_gateway_returns_gets_its_own_alarm() {
    live(all(), START + minutes(5));
    tickUntil(START + minutes(30));
    live(all().subList(1, 11), START + minutes(30) + 150_000);
    assertEquals(List.of("d-1 silence ACTIVE", "d-1 silence NORMAL"), told());
    live(all().subList(1, 11), START + minutes(35));
    assertEquals("d-2 silence ACTIVE", told().getLast());
    assertEquals(3, told().size());
  }

  @Test
  void what_comes_through_a_gateway_counts_for_it_and_the_one_child() {
    live(all(), START + minutes(5));
    live(children.subList(0, 1), START + minutes(10));
    assertEquals(
        new TreeSet<>(
            children.subList(1, 10).stream().map(d -> d.id() + " silence ACTIVE").toList()),
        new TreeSet<>(told()));
  }

  @Test
  void a_gateway_that_never_speaks_for_itself_is_judged_by_what_comes_through_it() {
    live(children, START + minutes(5));
    tickUntil(START + minutes(10));
    assertEquals(List.of("d-1 silence ACTIVE"), told());
    assertTrue(
        f.last().because().text().startsWith("nothing came through it for 6"),
        f.last().because().text());
    live(children, START + minutes(12));
    assertEquals(List.of("d-1 silence ACTIVE", "d-1 silence NORMAL"), told());
  }

  @Test
  void gateways_stand_behind_gateways() {
    Device inner = device(20, "gateway-x1", "d-1");
    Device leaf = device(21, "gateway-x1", "d-20");
    live(List.of(gateway, inner, leaf), START + minutes(5));
    tickUntil(START + minutes(20));
    assertEquals(List.of("d-1 silence ACTIVE"), told());
    live(List.of(gateway), START + minutes(30));
    assertEquals(
        List.of("d-1 silence ACTIVE", "d-1 silence NORMAL", "d-20 silence ACTIVE"), told());
  }

  @Test
  void a_decommissioned_gateway_hides_nobody() {
    live(all(), START + minutes(5));
    f.stability.changed(Fixture.decommissioned(gateway));
    tickUntil(START + minutes(7));
    assertEquals(10, told().size());
    assertFalse(told().contains("d-1 silence ACTIVE"));
  }

  @Test
  void a_restart_in_the_outage_opens_nothing_for_the_children() {
    live(all(), START + minutes(5));
    tickUntil(START + minutes(5) + 40_000);
    f.restart(Instant.ofEpochMilli(now));
    tickUntil(now + minutes(30));
    assertEquals(List.of("d-1 silence ACTIVE"), told());
    f.restart(Instant.ofEpochMilli(now));
    tickUntil(now + minutes(30));
    assertEquals(List.of("d-1 silence ACTIVE"), told());
    live(all(), now + minutes(5));
    assertEquals(List.of("d-1 silence ACTIVE", "d-1 silence NORMAL"), told());
  }

  /**
   * A gateway and its children fall silent and return at random. Nobody is blamed for what the
   * gateway did, and whoever is really silent for long is told of.
   */
  @Test
  void whatever_the_order_only_the_guilty_are_told_of() {
    for (long seed = 1; seed <= 60; seed++) {
      walk(seed);
    }
  }

  private void walk(long seed) {
    var random = new Random(seed);
    var fixture = new Fixture();
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i <= CHILDREN; i++) {
      devices.add(Fixture.device(1 + i, "gateway-x1", i == 0 ? null : "d-1"));
      fixture.devices.put("d-" + (1 + i), devices.get(i));
    }
    Map<Integer, Long> deadFrom = new TreeMap<>();
    long gatewayFrom = START + minutes(10) + random.nextInt(600_000);
    boolean restarts = seed % 2 == 0;
    long gatewayTo = gatewayFrom + (restarts ? 300_000 : 80_000) + random.nextInt(1_200_000);
    for (int i = 1; i <= CHILDREN; i++) {
      if (random.nextInt(4) == 0) {
        deadFrom.put(i, START + minutes(5) + random.nextInt(1_800_000));
      }
    }
    long end = START + minutes(70);
    List<Integer> phases = new ArrayList<>();
    for (int i = 0; i <= CHILDREN; i++) {
      phases.add(random.nextInt(10));
    }
    Collections.shuffle(phases, random);
    for (long t = START; t < end; t += 1000) {
      for (int i = 0; i <= CHILDREN; i++) {
        boolean dark = t >= gatewayFrom && t < gatewayTo;
        boolean dead = t >= deadFrom.getOrDefault(i, Long.MAX_VALUE);
        if (!dark && !dead && t / 1000 % 10 == phases.get(i)) {
          fixture.reading(devices.get(i), t, Map.of("temperature", 40.0), t + random.nextInt(900));
        }
      }
      fixture.tick(t + 999);
      // with its grace a restart may well miss what ends soon after
      boolean isSeen = Math.abs(gatewayTo - t) > minutes(4) && t < end - minutes(10);
      if (restarts && isSeen && random.nextInt(900) == 0) {
        fixture.restart(Instant.ofEpochMilli(t));
      }
    }
    var expected = new TreeSet<String>();
    expected.add("d-1");
    deadFrom.keySet().forEach(i -> expected.add("d-" + (i + 1)));
    var silent = new TreeSet<String>();
    fixture.alarms.stream()
        .filter(alarm -> alarm.phase() == Alarm.Phase.ACTIVE)
        .forEach(alarm -> silent.add(alarm.device().id()));
    assertEquals(expected, silent, "seed " + seed);
    for (Alarm alarm : fixture.alarms) {
      long dead = deadFrom.getOrDefault(alarm.device().number() - 1, Long.MAX_VALUE);
      boolean own = alarm.device().number() > 1 && alarm.phase() == Alarm.Phase.ACTIVE;
      assertTrue(!own || alarm.at().toEpochMilli() - dead >= 50_000, "seed " + seed + ": " + alarm);
    }
  }
}
