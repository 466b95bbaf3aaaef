package dev.fieldcare.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.simulator.device.Act;
import dev.fieldcare.simulator.device.Chance;
import dev.fieldcare.simulator.device.Climate;
import dev.fieldcare.simulator.device.DeviceSpec;
import dev.fieldcare.simulator.device.FixableInfluence;
import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import dev.fieldcare.simulator.device.Lives;
import dev.fieldcare.simulator.device.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault does to a device what it says, from the hour 1 on, and nothing before. */
class FaultsTest {
  private static final long FROM = Lives.START + Lives.HOUR;
  private static final long TO = FROM + Lives.HOUR;

  private static List<DeviceSpec> fleet(Kind kind) {
    return List.of(new DeviceSpec("d", kind, null, 0, "B"));
  }

  private static List<Injection> cast(String yaml, List<DeviceSpec> fleet) {
    Scenario scenario =
        Scenario.parse("test.yaml", "faults: [{device: 0, at: PT1H, for: PT1H, " + yaml + "}]");
    return new Casting(fleet, 6).cast(scenario, Lives.START);
  }

  private static List<Act> live(String yaml, Kind kind) {
    List<DeviceSpec> fleet = fleet(kind);
    var influences = new ArrayList<Influence>();
    cast(yaml, fleet).forEach(each -> influences.addAll(each.fault().influences(each).values()));
    return Lives.live(Lives.unit("d", kind, 6, influences), 4);
  }

  private static List<Act> healthy(Kind kind) {
    return Lives.live(Lives.unit("d", kind, 6, List.of()), 4);
  }

  private static double[] series(List<Act> acts, Kind kind, String metric, LongPredicate when) {
    return Lives.values(
        Lives.reports(acts).stream().filter(each -> when.test(each.at())).toList(), kind, metric);
  }

  private static boolean during(long at) {
    return at >= FROM && at < TO;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "overheating",
        "stuck",
        "noise-burst",
        "drift",
        "brown-out",
        "crash-loop",
        "silent-death",
        "chatter",
        "late-backfill",
        "lost-readings",
        "skewed-clock"
      })
  void nothing_is_different_before_the_fault(String fault) {
    List<Act> with = live("fault: " + fault, Kind.GATEWAY_X1);
    List<Act> without = healthy(Kind.GATEWAY_X1);
    for (String metric : Kind.GATEWAY_X1.metrics()) {
      assertArrayEquals(
          series(without, Kind.GATEWAY_X1, metric, at -> at < FROM),
          series(with, Kind.GATEWAY_X1, metric, at -> at < FROM));
    }
  }

  @Test
  void what_a_release_causes_is_there_while_it_runs() {
    List<DeviceSpec> fleet = fleet(Kind.GATEWAY_X1);
    Injection injection = cast("fault: crash-loop", fleet).getFirst();
    var runs = new AtomicBoolean();
    Influence caused =
        new FixableInfluence(
            Objects.requireNonNull(injection.fault().influences(injection).get("d")),
            () -> !runs.get());
    Unit unit = Lives.unit("d", Kind.GATEWAY_X1, 6, List.of(caused));
    long since = FROM + 20 * 60_000;
    long until = since + 20 * 60_000;
    var crashes = new ArrayList<Long>();
    for (Act act = unit.next(); act.at() < TO; act = unit.next()) {
      runs.set(act.at() >= since && act.at() < until);
      if (act instanceof Act.Stopped stopped && !stopped.politely()) {
        crashes.add(act.at());
      }
    }
    assertTrue(crashes.size() >= 8, crashes.size() + " crashes in twenty minutes");
    assertTrue(crashes.getFirst() >= since);
    assertTrue(crashes.getLast() < until + 15_000);
  }

  @Test
  void overheating_passes_the_limit_within_fifteen_minutes_and_stays() {
    List<Act> acts = live("fault: overheating", Kind.GATEWAY_X1);
    double[] hot =
        series(acts, Kind.GATEWAY_X1, "temperature", at -> at > FROM + 900_000 && at < TO);
    assertTrue(Arrays.stream(hot).allMatch(each -> each > 70 && each < 100));
    double[] after = series(acts, Kind.GATEWAY_X1, "temperature", at -> at > TO + 1_800_000);
    assertTrue(Arrays.stream(after).allMatch(each -> each < 65));
  }

  @Test
  void an_overheating_pump_passes_its_limit() {
    List<Act> acts = live("fault: overheating", Kind.PUMP_P2);
    double[] hot =
        series(acts, Kind.PUMP_P2, "motorTemperature", at -> at > FROM + 1_200_000 && at < TO);
    assertTrue(Arrays.stream(hot).allMatch(each -> each > 95));
  }

  @Test
  void a_stuck_sensor_repeats_its_last_reading() {
    List<Act> acts = live("fault: stuck, metric: supplyVoltage", Kind.GATEWAY_X1);
    double[] stuck = series(acts, Kind.GATEWAY_X1, "supplyVoltage", FaultsTest::during);
    assertEquals(1, Arrays.stream(stuck).distinct().count());
    double[] other = series(acts, Kind.GATEWAY_X1, "temperature", FaultsTest::during);
    assertTrue(Arrays.stream(other).distinct().count() > 10);
  }

  @Test
  void a_share_of_the_readings_is_lost_and_no_more() {
    List<Act> acts = live("fault: lost-readings, share: 0.2", Kind.GATEWAY_X1);
    String metric = Kind.GATEWAY_X1.metrics().getFirst();
    double before = series(acts, Kind.GATEWAY_X1, metric, at -> at < FROM).length;
    double meanwhile = series(acts, Kind.GATEWAY_X1, metric, FaultsTest::during).length;
    double after = series(acts, Kind.GATEWAY_X1, metric, at -> at >= TO).length;
    assertEquals(0.8, meanwhile / before, 0.08);
    assertEquals(2, after / before, 0.1);
  }

  @Test
  void a_noise_burst_scatters_by_its_factor() {
    List<Act> acts = live("fault: noise-burst, factor: 9", Kind.GATEWAY_X1);
    double calm = Lives.spread(series(acts, Kind.GATEWAY_X1, "supplyVoltage", at -> at < FROM));
    double wild = Lives.spread(series(acts, Kind.GATEWAY_X1, "supplyVoltage", FaultsTest::during));
    assertTrue(wild > 6 * calm && wild < 14 * calm, wild + " after " + calm);
  }

  @Test
  void a_drift_moves_by_its_spreads_and_stays_below_the_limit() {
    List<Act> acts = live("fault: drift, spreads: 12, over: PT40M", Kind.GATEWAY_X1);
    double before = Lives.mean(series(acts, Kind.GATEWAY_X1, "temperature", at -> at < FROM));
    double[] moved =
        series(acts, Kind.GATEWAY_X1, "temperature", at -> at > FROM + 2_400_000 && at < TO);
    double spread = Kind.GATEWAY_X1.channel("temperature").orElseThrow().spread();
    assertEquals(12 * spread, Lives.mean(moved) - before, 3);
    assertTrue(Arrays.stream(moved).allMatch(each -> each < 70));
  }

  @Test
  void a_brown_out_sags_below_the_limit_and_resets_the_device() {
    List<Act> acts = live("fault: brown-out", Kind.GATEWAY_X1);
    double[] volts = series(acts, Kind.GATEWAY_X1, "supplyVoltage", FaultsTest::during);
    assertTrue(Arrays.stream(volts).allMatch(each -> each < 10.8 && each > 8));
    assertEquals(Set.of("0x8003"), codes(acts));
    assertTrue(boots(acts) >= 8 && boots(acts) <= 20, boots(acts) + " resets");
  }

  @Test
  void a_crash_loop_reboots_every_minute_or_two() {
    List<Act> acts = live("fault: crash-loop", Kind.GATEWAY_X1);
    assertEquals(Set.of("0x8002", "0x9400"), codes(acts));
    assertTrue(boots(acts) >= 25 && boots(acts) <= 60, boots(acts) + " crashes");
  }

  @Test
  void a_dead_device_says_nothing_and_comes_back() {
    List<Act> acts = live("fault: silent-death", Kind.GATEWAY_X1);
    assertEquals(0, series(acts, Kind.GATEWAY_X1, "rssi", FaultsTest::during).length);
    assertTrue(acts.stream().anyMatch(each -> each instanceof Act.Stopped s && !s.politely()));
    assertEquals(Set.of("0x0007"), codes(acts));
    assertTrue(series(acts, Kind.GATEWAY_X1, "rssi", at -> at > TO).length > 600);
  }

  @Test
  void a_hanging_device_keeps_its_connection_and_says_nothing() {
    List<Act> acts = live("fault: silent-death, hangs: true", Kind.GATEWAY_X1);
    assertTrue(acts.stream().noneMatch(each -> during(each.at()) && !(each instanceof Act.Silent)));
  }

  @Test
  void a_device_dead_for_ever_does_not_stop_time() {
    Scenario scenario =
        Scenario.parse("test.yaml", "faults: [{device: 0, at: PT1H, fault: silent-death}]");
    List<DeviceSpec> fleet = fleet(Kind.GATEWAY_X1);
    Injection injection = new Casting(fleet, 6).cast(scenario, Lives.START).getFirst();
    Influence influence = injection.fault().influences(injection).getOrDefault("d", null);
    List<Act> acts = Lives.live(Lives.unit("d", Kind.GATEWAY_X1, 6, List.of(influence)), 4);
    assertTrue(acts.getLast().at() > Lives.START + 3.9 * Lives.HOUR);
    assertEquals(0, series(acts, Kind.GATEWAY_X1, "rssi", at -> at > FROM).length);
  }

  @Test
  void chatter_crosses_the_limit_often_but_never_for_a_minute() {
    List<Act.Report> reports = Lives.reports(live("fault: chatter", Kind.GATEWAY_X1));
    int crossings = 0;
    long aboveSince = Long.MAX_VALUE;
    long longest = 0;
    for (Act.Report each : reports) {
      boolean above = each.values()[0] > 70;
      if (above && aboveSince == Long.MAX_VALUE) {
        aboveSince = each.at();
        crossings++;
      } else if (!above) {
        aboveSince = Long.MAX_VALUE;
      }
      longest = above ? Math.max(longest, each.at() - aboveSince) : longest;
    }
    assertTrue(crossings > 30, crossings + " crossings");
    assertTrue(longest < 50_000, "above for " + longest + " ms");
  }

  @Test
  void late_back_fill_measures_the_heat_while_off_line() {
    List<Act> acts = live("fault: late-backfill", Kind.GATEWAY_X1);
    assertTrue(
        acts.stream().anyMatch(each -> each instanceof Act.NetworkLost && each.at() == FROM));
    assertTrue(acts.stream().anyMatch(each -> each instanceof Act.NetworkBack && each.at() == TO));
    double[] hot =
        series(acts, Kind.GATEWAY_X1, "temperature", at -> at > FROM + 600_000 && at < TO);
    assertTrue(hot.length > 250 && Arrays.stream(hot).allMatch(each -> each > 70));
  }

  @Test
  void a_skewed_clock_moves_the_stamps_and_nothing_else() {
    List<Act.Report> reports =
        Lives.reports(live("fault: skewed-clock, ahead: -PT1H", Kind.GATEWAY_X1));
    for (Act.Report each : reports) {
      assertEquals(during(each.at()) ? -Lives.HOUR : 0, each.ts() - each.at());
    }
  }

  @Test
  void a_gateway_takes_its_children_off_line() {
    var fleet = new ArrayList<>(fleet(Kind.GATEWAY_X1));
    fleet.add(new DeviceSpec("d.p", Kind.PUMP_P2, "d", 0, "B"));
    Injection injection = cast("fault: gateway-down", fleet).getFirst();
    var influences = injection.fault().influences(injection);
    assertEquals(Set.of("d", "d.p"), influences.keySet());
    var climate = new Climate(Chance.of(6, "site 0", "climate"));
    Influence onChild = influences.getOrDefault("d.p", null);
    var child = new Unit(fleet.get(1), climate, 6, Lives.START, List.of(onChild));
    assertEquals(0, series(Lives.live(child, 4), Kind.PUMP_P2, "flow", FaultsTest::during).length);
    List<Expectation> expected = injection.fault().expectations(injection);
    assertEquals(
        Set.of("d"),
        expected.stream()
            .filter(Expectation::required)
            .map(Expectation::device)
            .collect(Collectors.toSet()));
    assertEquals(List.of("d.p"), expected.getFirst().covers(), "its ticket stands for the child");
  }

  private static Set<String> codes(List<Act> acts) {
    return acts.stream()
        .filter(each -> each.at() >= FROM && each.at() <= TO)
        .filter(Act.Booted.class::isInstance)
        .map(each -> ((Act.Booted) each).code())
        .collect(Collectors.toSet());
  }

  private static long boots(List<Act> acts) {
    return acts.stream().filter(each -> during(each.at()) && each instanceof Act.Booted).count();
  }
}
