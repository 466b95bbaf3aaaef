package dev.fieldcare.simulator.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnitTest {
  private static List<Act.Report> day(String id, Kind kind, long seed) {
    return Lives.reports(Lives.live(Lives.unit(id, kind, seed, List.of()), 24));
  }

  @ParameterizedTest
  @EnumSource
  void the_same_seed_gives_the_same_life(Kind kind) {
    List<Act.Report> once = day("d", kind, 7);
    List<Act.Report> again = day("d", kind, 7);
    assertEquals(once.size(), again.size());
    for (int i = 0; i < once.size(); i++) {
      assertEquals(once.get(i).at(), again.get(i).at());
      assertArrayEquals(once.get(i).values(), again.get(i).values());
    }
  }

  @ParameterizedTest
  @EnumSource
  void another_seed_and_another_device_give_another_life(Kind kind) {
    double[] first = day("d", kind, 7).getFirst().values();
    assertFalse(Arrays.equals(first, day("d", kind, 8).getFirst().values()));
    assertFalse(Arrays.equals(first, day("e", kind, 7).getFirst().values()));
  }

  @ParameterizedTest
  @EnumSource
  void a_device_reports_at_its_interval_with_a_little_jitter(Kind kind) {
    List<Act.Report> reports = day("d", kind, 3);
    for (int i = 1; i < reports.size(); i++) {
      long gap = reports.get(i).at() - reports.get(i - 1).at();
      boolean rebooted = gap > 2 * kind.intervalMillis() - 200;
      assertTrue(
          rebooted || Math.abs(gap - kind.intervalMillis()) <= kind.intervalMillis() / 50,
          "" + gap);
      assertTrue(gap < 4 * kind.intervalMillis(), "silent for " + gap);
      assertEquals(reports.get(i - 1).seq() + 1, reports.get(i).seq());
    }
  }

  @Test
  void a_healthy_gateway_stays_within_its_limits() {
    IntStream.range(0, 40)
        .forEach(
            i -> {
              List<Act.Report> day = day("g-" + i, Kind.GATEWAY_X1, 5);
              double[] celsius = Lives.values(day, Kind.GATEWAY_X1, "temperature");
              double[] volts = Lives.values(day, Kind.GATEWAY_X1, "supplyVoltage");
              assertTrue(Arrays.stream(celsius).allMatch(each -> each > 20 && each < 68));
              assertTrue(Arrays.stream(volts).allMatch(each -> each > 11.2 && each < 12.6));
            });
  }

  @Test
  void a_healthy_pump_stays_within_its_limits() {
    IntStream.range(0, 20)
        .forEach(
            i -> {
              List<Act.Report> day = day("p-" + i, Kind.PUMP_P2, 5);
              double[] celsius = Lives.values(day, Kind.PUMP_P2, "motorTemperature");
              double[] vibration = Lives.values(day, Kind.PUMP_P2, "vibration");
              assertTrue(Arrays.stream(celsius).allMatch(each -> each > 15 && each < 80));
              assertTrue(Arrays.stream(vibration).allMatch(each -> each < 5));
            });
  }

  @ParameterizedTest
  @EnumSource
  void no_healthy_sensor_looks_stuck(Kind kind) {
    for (String metric : kind.metrics()) {
      int longest = 0;
      for (int i = 0; i < 10; i++) {
        longest = Math.max(longest, longestRun(Lives.values(day("d-" + i, kind, 9), kind, metric)));
      }
      assertTrue(longest <= 15, metric + " repeats itself " + longest + " times");
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_ordinary_spread_of_each_channel_is_as_its_kind_says(Kind kind) {
    for (Channel channel : kind.channels()) {
      double sum = 0;
      for (int i = 0; i < 20; i++) {
        Unit unit = Lives.unit("d-" + i, kind, 11, List.of());
        double[] threeHours =
            Lives.values(Lives.reports(Lives.live(unit, 3)), kind, channel.name());
        sum += Lives.spread(threeHours);
      }
      double found = sum / 20;
      assertTrue(
          found > 0.6 * channel.spread() && found < 1.5 * channel.spread(),
          channel.name() + ": says " + channel.spread() + ", is " + found);
    }
  }

  @Test
  void ordinary_reboots_happen_and_are_expected_ones() {
    List<Act> month = Lives.live(Lives.unit("d", Kind.GATEWAY_X1, 4, List.of()), 24 * 20);
    List<Act.Booted> boots =
        month.stream().filter(Act.Booted.class::isInstance).map(Act.Booted.class::cast).toList();
    assertTrue(boots.size() > 10 && boots.size() < 60, boots.size() + " reboots in twenty days");
    for (Act.Booted each : boots) {
      int code = Integer.decode(each.code());
      assertTrue(code > 0 && code < 0x8000, each.code());
    }
    assertNotEquals(boots.getFirst().boot(), boots.getLast().boot());
  }

  @Test
  void the_moments_never_decrease() {
    List<Act> acts = Lives.live(Lives.unit("d", Kind.PUMP_P2, 2, List.of()), 24 * 5);
    for (int i = 1; i < acts.size(); i++) {
      assertTrue(acts.get(i).at() >= acts.get(i - 1).at());
    }
  }

  private static int longestRun(double[] values) {
    int longest = 1;
    int run = 1;
    for (int i = 1; i < values.length; i++) {
      run = values[i] == values[i - 1] ? run + 1 : 1;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
