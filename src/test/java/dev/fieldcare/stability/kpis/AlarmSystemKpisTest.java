package dev.fieldcare.stability.kpis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.kpis.Kpi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlarmSystemKpisTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Instant FROM = Instant.parse("2026-10-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-10-31T00:00:00Z");

  @Test
  void no_alarm_is_all_well() {
    for (Kpi kpi : of(List.of(), 1).kpis()) {
      boolean isShare = kpi.name().startsWith("priority") || kpi.name().startsWith("topTen");
      assertEquals(isShare ? Verdict.FEW : Verdict.OK, kpi.verdict(), kpi.name());
      assertEquals(0, kpi.value(), kpi.name());
    }
  }

  @Test
  void rates_are_for_each_operator_and_judged_by_target_and_maximum() {
    List<Raised> alarms = new ArrayList<>();
    for (int i = 0; i < 30 * 240; i++) {
      alarms.add(raised("d-" + i % 500, FROM.plus(Duration.ofMinutes(6L * i)), 60));
    }
    assertEquals(240, find(of(alarms, 1), "load.perDay").value(), 1e-9);
    assertEquals(240.0, find(of(alarms, 1), "load.perDay").peak());
    assertEquals(Verdict.ACTION, find(of(alarms, 1), "load.perDay").verdict());
    assertEquals(Verdict.OK, find(of(alarms, 2), "load.perDay").verdict());
    assertEquals(10, find(of(alarms, 1), "load.perHour").value(), 1e-9);
    assertEquals(5 / 3.0, find(of(alarms, 1), "load.per10Minutes").value(), 1e-9);
    alarms.addAll(List.copyOf(alarms));
    assertEquals(Verdict.OVERLOAD, find(of(alarms, 1), "load.perHour").verdict());
  }

  @Test
  void a_flood_lasts_from_above_ten_until_below_five() {
    List<Raised> alarms = new ArrayList<>();
    int[] counts = {10, 11, 5, 7, 4, 6, 0};
    for (int interval = 0; interval < counts.length; interval++) {
      for (int i = 0; i < counts[interval]; i++) {
        alarms.add(raised("d-" + i, FROM.plusSeconds(600L * interval + i), 3600));
      }
    }
    assertEquals(3 / 4320.0, find(of(alarms, 1), "flood.share").value(), 1e-12);
    assertEquals(1 / 4320.0, find(of(alarms, 1), "intervals.above10").value(), 1e-12);
  }

  @Test
  void three_times_in_a_minute_is_chattering_and_under_ten_seconds_is_fleeting() {
    List<Raised> alarms = new ArrayList<>();
    for (int at : new int[] {0, 25, 60}) {
      alarms.add(raised("chatters", FROM.plusSeconds(at), 5));
    }
    for (int at : new int[] {0, 31, 61}) {
      alarms.add(raised("does not", FROM.plusSeconds(at), 10));
    }
    Kpis kpis = of(alarms, 1);
    assertEquals(List.of(new Raised.Source("chatters", "s")), kpis.chattering());
    assertEquals(3, find(kpis, "fleeting").value());
    assertEquals(Verdict.ACTION, find(kpis, "fleeting").verdict());
  }

  @Test
  void what_was_filled_in_later_is_no_chatter_though_all_came_at_once() {
    List<Raised> alarms = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Instant since = FROM.minus(Duration.ofDays(20)).plus(Duration.ofHours(i));
      alarms.add(
          new Raised("d", "s", Severity.MAJOR, FROM.plusMillis(i), since, since.plusSeconds(60)));
    }
    assertEquals(List.of(), of(alarms, 1).chattering());
    assertEquals(0, find(of(alarms, 1), "stale").value());
  }

  @Test
  void stale_is_what_stands_for_more_than_a_day() {
    List<Raised> alarms = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      alarms.add(raised("gone-" + i, FROM.plusSeconds(i), 86_400 * 2));
    }
    alarms.add(standing("old", FROM.minus(Duration.ofDays(3))));
    alarms.add(standing("young", TO.minus(Duration.ofHours(23))));
    Kpi stale = find(of(alarms, 1), "stale");
    assertEquals(1, stale.value());
    assertEquals(7.0, stale.peak());
    assertEquals(Verdict.ACTION, stale.verdict());
  }

  @Test
  void days_are_those_of_the_zone_also_when_its_clocks_change() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Instant from = Instant.parse("2026-10-24T22:00:00Z"); // midnight; the day has 25 hours
    Instant to = Instant.parse("2026-10-26T23:00:00Z");
    List<Raised> alarms = new ArrayList<>();
    for (int hour = 0; hour < 49; hour++) {
      alarms.add(raised("d-" + hour, from.plus(Duration.ofHours(hour)), 60));
    }
    Kpis kpis = AlarmSystemKpis.of(alarms, 0, from, to, berlin, 1);
    assertEquals(25.0, find(kpis, "load.perDay").peak());
    assertEquals(1.0, find(kpis, "load.perHour").peak());
  }

  @Test
  void unauthorised_suppressions_are_never_all_right() {
    Kpis kpis = AlarmSystemKpis.of(List.of(), 2, FROM, TO, UTC, 1);
    assertEquals(Verdict.ACTION, find(kpis, "suppression.unauthorised").verdict());
  }

  @Test
  void many_random_alarms_give_what_counting_by_hand_gives() {
    for (long seed = 1; seed <= 6; seed++) {
      var random = new SplittableRandom(seed);
      ZoneId zone =
          ZoneId.of(List.of("UTC", "Asia/Shanghai", "America/New_York").get((int) seed % 3));
      Instant from = FROM.plus(random.nextInt(5_000), ChronoUnit.MINUTES);
      Instant to = from.plus(3_000 + random.nextInt(20_000), ChronoUnit.MINUTES);
      int operators = 1 + random.nextInt(2);
      List<Raised> alarms = random(random, from, to);
      Kpis kpis = AlarmSystemKpis.of(alarms, 0, from, to, zone, operators);
      assertByHand(kpis, alarms, from, to, zone, operators, "seed " + seed);
    }
  }

  private static List<Raised> random(SplittableRandom random, Instant from, Instant to) {
    List<Raised> alarms = new ArrayList<>();
    long length = Duration.between(from, to).toMillis();
    for (int burst = 0; burst < 60; burst++) {
      long at = random.nextLong(length);
      int size = 1 + random.nextInt(random.nextInt(30) == 0 ? 100 : 12);
      for (int i = 0; i < size; i++) {
        Instant raisedAt = from.plusMillis(Math.min(length - 1, at + random.nextInt(900_000)));
        boolean stands = random.nextInt(40) == 0;
        long lasts = random.nextInt(5) == 0 ? random.nextInt(300_000_000) : random.nextInt(60_000);
        alarms.add(
            new Raised(
                "d-" + random.nextInt(40),
                random.nextBoolean() ? "a" : "b",
                List.of(Severity.values()).get(random.nextInt(4)),
                raisedAt,
                raisedAt.minusSeconds(30),
                stands ? null : raisedAt.minusSeconds(30).plusMillis(lasts)));
      }
    }
    return alarms;
  }

  private static void assertByHand(
      Kpis kpis,
      List<Raised> alarms,
      Instant from,
      Instant to,
      ZoneId zone,
      int operators,
      String seed) {
    double minutes = Duration.between(from, to).toMillis() / 60_000.0;
    assertEquals(
        alarms.size() / minutes * 1440 / operators, find(kpis, "load.perDay").value(), 1e-9, seed);
    Map<ZonedDateTime, Integer> days = new HashMap<>();
    Map<ZonedDateTime, Integer> hours = new HashMap<>();
    Map<Instant, Integer> tens = new HashMap<>();
    for (Raised each : alarms) {
      ZonedDateTime local = each.raisedAt().atZone(zone);
      days.merge(local.truncatedTo(ChronoUnit.DAYS), 1, Integer::sum);
      hours.merge(local.truncatedTo(ChronoUnit.HOURS), 1, Integer::sum);
      tens.merge(floor(each.raisedAt()), 1, Integer::sum);
    }
    assertEquals(most(days) / operators, find(kpis, "load.perDay").peak(), seed);
    assertEquals(most(hours) / operators, find(kpis, "load.perHour").peak(), seed);
    assertEquals(most(tens) / operators, find(kpis, "load.per10Minutes").peak(), seed);

    int all = 0;
    int above = 0;
    int flooded = 0;
    boolean flood = false;
    for (Instant at = floor(from); at.isBefore(to); at = at.plusSeconds(600)) {
      int count = tens.getOrDefault(at, 0);
      all++;
      above += count > 10 * operators ? 1 : 0;
      flood = count > 10 * operators || (flood && count >= 5 * operators);
      flooded += flood ? 1 : 0;
    }
    assertEquals((double) above / all, find(kpis, "intervals.above10").value(), 1e-12, seed);
    assertEquals((double) flooded / all, find(kpis, "flood.share").value(), 1e-12, seed);

    var chattering = new HashSet<Raised.Source>();
    int fleeting = 0;
    for (Raised each : alarms) {
      Instant since = each.activeSince();
      long within =
          alarms.stream()
              .filter(other -> other.source().equals(each.source()))
              .filter(other -> !other.activeSince().isBefore(since))
              .filter(other -> !other.activeSince().isAfter(since.plusSeconds(60)))
              .count();
      if (within >= 3) {
        chattering.add(each.source());
      }
      Instant normal = each.normalAt();
      fleeting += normal != null && normal.isBefore(since.plusSeconds(10)) ? 1 : 0;
    }
    assertEquals(chattering, new HashSet<>(kpis.chattering()), seed);
    assertEquals(fleeting, find(kpis, "fleeting").value(), seed);

    int worst = 0;
    ZonedDateTime day = from.atZone(zone).truncatedTo(ChronoUnit.DAYS);
    for (; day.toInstant().isBefore(to); day = day.plusDays(1)) {
      Instant morning = later(day.toInstant(), from);
      Instant evening = earlier(day.plusDays(1).toInstant(), to);
      int stale = 0;
      for (Raised each : alarms) {
        Instant normal = each.normalAt();
        Instant cleared =
            normal == null
                ? to
                : earlier(to, each.raisedAt().plus(Duration.between(each.activeSince(), normal)));
        Instant since = each.raisedAt().plusSeconds(86_400);
        stale +=
            since.isBefore(cleared) && since.isBefore(evening) && cleared.isAfter(morning) ? 1 : 0;
      }
      worst = Math.max(worst, stale);
    }
    assertEquals((double) worst, find(kpis, "stale").peak(), seed);
    long critical = alarms.stream().filter(a -> a.severity() == Severity.CRITICAL).count();
    assertEquals(
        (double) critical / alarms.size(), find(kpis, "priority.critical").value(), 1e-12, seed);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static double most(Map<?, Integer> counts) {
    return counts.values().stream().mapToInt(count -> count).max().orElse(0);
  }

  /** These zones are whole hours away from UTC, so their ten minutes are UTC's. */
  private static Instant floor(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond() / 600 * 600);
  }

  private static Kpis of(List<Raised> alarms, int operators) {
    return AlarmSystemKpis.of(alarms, 0, FROM, TO, UTC, operators);
  }

  private static Kpi find(Kpis kpis, String name) {
    return kpis.kpis().stream().filter(kpi -> kpi.name().equals(name)).findFirst().orElseThrow();
  }

  private static Raised raised(String device, Instant at, @Nullable Integer seconds) {
    return new Raised(
        device, "s", Severity.WARNING, at, at, seconds == null ? null : at.plusSeconds(seconds));
  }

  private static Raised standing(String device, Instant at) {
    return raised(device, at, null);
  }
}
