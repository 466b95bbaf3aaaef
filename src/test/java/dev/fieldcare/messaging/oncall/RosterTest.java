package dev.fieldcare.messaging.oncall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RosterTest {
  private static final Instant NOW = Instant.parse("2026-03-27T12:00:00Z");
  private static final Duration REACH = Duration.ofDays(7);

  private static Shift shift(String person, String zone, String from, String to) {
    return Shift.parse(person, person + "@example.com", null, zone, from, to);
  }

  private static String refusal(Shift... shifts) {
    Problem problem =
        assertThrows(Problem.class, () -> new Roster(List.of(shifts)).check(NOW, REACH));
    assertEquals("roster.gap", problem.code());
    return problem.message();
  }

  @Test
  void RP_1_a_roster_without_a_gap_is_taken() {
    new Roster(
            List.of(
                shift("ann", "Asia/Shanghai", "2026-03-30T08:00", "2026-04-04T08:00"),
                shift("wei", "Asia/Shanghai", "2026-03-27T08:00", "2026-03-30T08:00")))
        .check(NOW, REACH);
  }

  @Test
  void RP_1_a_single_uncovered_minute_is_refused_and_named() {
    String said =
        refusal(
            shift("wei", "Asia/Shanghai", "2026-03-27T08:00", "2026-03-30T08:00"),
            shift("ann", "Asia/Shanghai", "2026-03-30T08:01", "2026-04-04T08:00"));
    assertTrue(said.contains("from 2026-03-30T00:00:00Z"), said);
    assertTrue(said.contains("to 2026-03-30T00:01:00Z"), said);
    assertTrue(said.contains("wei leaves 2026-03-30T08:00 Asia/Shanghai"), said);
    assertTrue(said.contains("ann comes 2026-03-30T08:01 Asia/Shanghai"), said);
  }

  @Test
  void RP_1_a_roster_must_begin_by_now_and_reach_far_enough() {
    String late = refusal(shift("wei", "UTC", "2026-03-27T12:01", "2026-05-01T00:00"));
    assertTrue(late.contains("from 2026-03-27T12:00:00Z"), late);
    String brief = refusal(shift("wei", "UTC", "2026-03-01T00:00", "2026-04-03T11:59"));
    assertTrue(brief.contains("2026-04-03T11:59 UTC) to 2026-04-03T12:00:00Z, PT1M"), brief);
    assertTrue(refusal().contains("nobody is on call"));
  }

  @Test
  void RP_1_people_of_two_zones_who_meet_in_winter_miss_each_other_in_summer() {
    // 08:00 in Berlin is 15:00 in Shanghai, until Berlin puts its clocks forward on 29 March
    Shift berlin = shift("eva", "Europe/Berlin", "2026-03-26T08:00", "2026-03-30T08:00");
    String said =
        refusal(berlin, shift("wei", "Asia/Shanghai", "2026-03-30T15:00", "2026-04-05T08:00"));
    assertTrue(said.contains("from 2026-03-30T06:00:00Z"), said);
    assertTrue(said.contains("PT1H"), said);
    new Roster(
            List.of(berlin, shift("wei", "Asia/Shanghai", "2026-03-30T14:00", "2026-04-05T08:00")))
        .check(NOW, REACH);
  }

  @Test
  void RP_1_shifts_that_meet_in_the_hour_of_the_change_meet_still() {
    for (String time : List.of("2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T03:00")) {
      new Roster(
              List.of(
                  shift("eva", "Europe/Berlin", "2026-03-26T08:00", time),
                  shift("tom", "Europe/Berlin", time, "2026-04-05T08:00")))
          .check(NOW, REACH);
    }
    Instant autumn = Instant.parse("2026-10-24T12:00:00Z");
    var roster =
        new Roster(
            List.of(
                shift("eva", "Europe/Berlin", "2026-10-24T08:00", "2026-10-25T02:30"),
                shift("tom", "Europe/Berlin", "2026-10-25T02:30", "2026-11-02T08:00")));
    roster.check(autumn, REACH);
    assertEquals(Instant.parse("2026-11-02T07:00:00Z"), roster.coveredUntil(autumn));
  }

  @Test
  void who_is_on_call_changes_with_the_moment() {
    var roster =
        new Roster(
            List.of(
                shift("wei", "UTC", "2026-03-27T00:00", "2026-03-28T00:00"),
                shift("ann", "UTC", "2026-03-27T23:00", "2026-03-29T00:00")));
    assertEquals(List.of("wei"), on(roster, "2026-03-27T22:59:59Z"));
    assertEquals(List.of("wei", "ann"), on(roster, "2026-03-27T23:00:00Z"));
    assertEquals(List.of("ann"), on(roster, "2026-03-28T00:00:00Z"));
    assertEquals(List.of(), on(roster, "2026-03-29T00:00:00Z"));
  }

  private static List<String> on(Roster roster, String at) {
    return roster.at(Instant.parse(at)).stream().map(Shift::person).toList();
  }

  @Test
  void RP_1_the_first_gap_is_what_looking_at_every_minute_finds() {
    long seed = 20261126;
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      var shifts = new ArrayList<Shift>();
      int count = random.nextInt(1, 12);
      for (int i = 0; i < count; i++) {
        Instant from = NOW.plus(Duration.ofMinutes(random.nextInt(-60, 300)));
        Instant to = from.plus(Duration.ofMinutes(random.nextInt(1, 150)));
        shifts.add(new Shift("p" + i, "p@example.com", null, ZoneOffset.UTC, from, to));
      }
      Instant until = NOW.plus(Duration.ofMinutes(400));
      var roster = new Roster(shifts);
      Optional<Instant> expected = Optional.empty();
      for (Instant at = NOW; at.isBefore(until); at = at.plus(Duration.ofMinutes(1))) {
        if (roster.at(at).isEmpty()) {
          expected = Optional.of(at);
          break;
        }
      }
      assertEquals(
          expected, roster.gap(NOW, until).map(Roster.Gap::from), "seed " + seed + ", " + round);
    }
  }

  @Test
  void a_shift_that_cannot_be_is_refused_by_name() {
    assertThrows(
        Problem.class, () -> shift("wei", "Mars/Base", "2026-03-27T00:00", "2026-03-28T00:00"));
    assertThrows(Problem.class, () -> shift("wei", "UTC", "27.3.2026", "2026-03-28T00:00"));
    assertThrows(Problem.class, () -> shift("wei", "UTC", "2026-03-28T00:00", "2026-03-28T00:00"));
    assertThrows(
        Problem.class,
        () -> Shift.parse("wei", "a@b, c@d", null, "UTC", "2026-03-27T00:00", "2026-03-28T00:00"));
  }
}
