package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AlarmConditionTest {
  private static final Instant T0 = Instant.parse("2026-11-22T08:00:00Z");
  private static final AlarmAttributes PLAIN = new AlarmAttributes(false, Duration.ofHours(4));
  private static final AlarmAttributes LATCHING = new AlarmAttributes(true, Duration.ofHours(4));

  /** Rows are states, columns are events, cells the state that follows; ! is a refusal. */
  private static final String TABLE =
      """
                       | raise same return ack  reset oneShot timed unshelve suppress unsuppress remove place reAlarm retract
      NORM             | B     B    A      !    !     G       G     !        H        !          I      !     A       A
      UNACK            | B     B    D      C    !     G       G     !        H        !          I      !     B       A
      ACKED            | B     C    A      !    !     G       G     !        H        !          I      !     B       A
      RTNUN            | B     B    D      A    !     G       G     !        H        !          I      !     D       A
      UNACK_LATCHING   | B     B    F      C    !     G       G     !        H        !          I      !     B       A
      ACKED_LATCHING   | B     C    E      !    !     G       G     !        H        !          I      !     B       A
      LATCHED_ACKED    | B     B    E      !    A     G       G     !        H        !          I      !     E       A
      LATCHED_UNACK    | B     B    F      E    !     G       G     !        H        !          I      !     F       A
      ONE_SHOT_NORM    | G     G    G      !    !     !       G     A        H        !          I      !     G       G
      ONE_SHOT_UNACK   | G     G    D      G    !     !       G     B        H        !          I      !     G       G
      ONE_SHOT_ACKED   | G     G    A      !    !     !       G     C        H        !          I      !     G       G
      TIMED_NORM       | G     G    G      !    !     G       !     A        H        !          I      !     G       G
      TIMED_UNACK      | G     G    G      G    !     G       !     B        H        !          I      !     G       G
      TIMED_UNTOLD     | G     G    G      !    !     G       !     B        H        !          I      !     G       G
      TIMED_LATCHED    | G     G    G      !    G     G       !     E        H        !          I      !     G       G
      SUPPRESSED       | H     H    H      !    !     H       H     !        !        A          I      !     H       H
      SUPPRESSED_UNTOLD| H     H    H      !    !     H       H     !        !        B          I      !     H       H
      OUT              | I     I    I      !    !     I       I     !        I        !          !      A     I       I
      OUT_ACKED        | I     I    I      !    !     I       I     !        I        !          !      C     I       I
      OUT_AND_SHELVED  | I     I    I      !    !     I       !     I        I        !          !      G     I       I
      """;

  @Test
  void every_event_in_every_state_leads_where_the_table_says() {
    List<String> lines = TABLE.lines().toList();
    List<String> events = List.of(lines.getFirst().replace("|", "").strip().split(" +"));
    var told = new StringBuilder();
    for (String line : lines.subList(1, lines.size())) {
      String name = line.substring(0, line.indexOf('|')).strip();
      String[] cells = line.substring(line.indexOf('|') + 1).strip().split(" +");
      AlarmCondition from = assertNotNullState(name);
      for (int i = 0; i < events.size(); i++) {
        String found = letter(from, event(events.get(i), from));
        if (!found.equals(cells[i])) {
          told.append("%s on %s: %s, not %s%n".formatted(name, events.get(i), found, cells[i]));
        }
      }
    }
    assertEquals("", told.toString());
  }

  private static AlarmCondition assertNotNullState(String name) {
    AlarmCondition state = states().get(name);
    assertNotNull(state, name);
    return state;
  }

  private static String letter(AlarmCondition from, UnaryOperator<AlarmCondition> event) {
    try {
      return String.valueOf(event.apply(from).state().letter());
    } catch (Problem refused) {
      assertEquals("alarm.guard", refused.code());
      assertTrue(refused.message().startsWith("guard "), refused.message());
      return "!";
    }
  }

  private static Map<String, AlarmCondition> states() {
    AlarmCondition norm = AlarmCondition.NEVER_ALARMED;
    AlarmCondition unack = norm.raised("k1", T0, PLAIN, T0);
    AlarmCondition acked = unack.acknowledged();
    AlarmCondition latching = norm.raised("k1", T0, LATCHING, T0);
    AlarmCondition latched = latching.acknowledged().returned("k1");
    Hold timed = Hold.timed(T0.plusSeconds(3600), "r", "user:ann", T0);
    Hold oneShot = Hold.oneShot(T0.plusSeconds(3600), "r", "user:ann", T0);
    Hold rule = Hold.suppressed("rule", "r", "user:max", T0);
    Hold out = Hold.outOfService("r", "user:ann", T0, false);
    var states = new LinkedHashMap<String, AlarmCondition>();
    states.put("NORM", norm);
    states.put("UNACK", unack);
    states.put("ACKED", acked);
    states.put("RTNUN", unack.returned("k1"));
    states.put("UNACK_LATCHING", latching);
    states.put("ACKED_LATCHING", latching.acknowledged());
    states.put("LATCHED_ACKED", latched);
    states.put("LATCHED_UNACK", latching.returned("k1"));
    states.put("ONE_SHOT_NORM", norm.held(oneShot));
    states.put("ONE_SHOT_UNACK", unack.held(oneShot));
    states.put("ONE_SHOT_ACKED", acked.held(oneShot));
    states.put("TIMED_NORM", norm.held(timed));
    states.put("TIMED_UNACK", unack.held(timed));
    states.put("TIMED_UNTOLD", norm.held(timed).raised("k1", T0, PLAIN, T0));
    states.put("TIMED_LATCHED", latched.held(timed));
    states.put("SUPPRESSED", norm.held(rule));
    states.put("SUPPRESSED_UNTOLD", norm.held(rule).raised("k1", T0, PLAIN, T0));
    states.put("OUT", norm.held(out));
    states.put("OUT_ACKED", acked.held(out));
    states.put("OUT_AND_SHELVED", acked.held(timed).held(out));
    return states;
  }

  private static UnaryOperator<AlarmCondition> event(String name, AlarmCondition from) {
    Instant later = T0.plus(Duration.ofHours(5));
    String key = from.key() == null ? "k1" : from.key();
    return switch (name) {
      case "raise" -> it -> it.raised("k2", T0.plusSeconds(60), PLAIN, T0);
      case "same" -> it -> it.raised(key, T0, PLAIN, T0);
      case "return" -> it -> it.returned(key);
      case "ack" -> AlarmCondition::acknowledged;
      case "reset" -> AlarmCondition::reset;
      case "oneShot" -> it -> it.held(Hold.oneShot(later, "r", "user:eve", T0));
      case "timed" -> it -> it.held(Hold.timed(later, "r", "user:eve", T0));
      case "unshelve" -> it -> end(it, "shelved", AlarmGuard.SHELVED, T0);
      case "suppress" -> it -> it.held(Hold.suppressed("rule", "r", "user:max", T0));
      case "unsuppress" -> it -> end(it, "suppressed", AlarmGuard.SUPPRESSED, T0);
      case "remove" -> it -> it.held(Hold.outOfService("r", "user:eve", T0, false));
      case "place" -> it -> end(it, "outOfService", AlarmGuard.OUT_OF_SERVICE, T0);
      case "reAlarm" -> it -> it.reAlarmed(PLAIN, later);
      case "retract" -> it -> it.retracted(key);
      default -> throw new AssertionError(name);
    };
  }

  private static AlarmCondition end(
      AlarmCondition it, String group, AlarmGuard guard, Instant now) {
    return it.released(hold -> hold.kind().group().equals(group), guard, PLAIN, now);
  }

  @Test
  void a_random_walk_never_announces_what_is_held_and_returns_to_what_the_process_says() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    AlarmCondition it = AlarmCondition.NEVER_ALARMED;
    boolean active = false;
    Instant now = T0;
    int alarms = 0;
    List<String> names =
        List.of(
            "raise",
            "raise",
            "return",
            "return",
            "ack",
            "ack",
            "reset",
            "oneShot",
            "timed",
            "unshelve",
            "suppress",
            "unsuppress",
            "remove",
            "place",
            "reAlarm");
    for (int step = 0; step < 50_000; step++) {
      now = now.plus(Duration.ofMinutes(random.nextInt(120)));
      AlarmAttributes how = random.nextInt(3) == 0 ? LATCHING : PLAIN;
      String name = names.get(random.nextInt(names.size()));
      AlarmCondition before = it;
      Instant at = now;
      String key = it.key() == null ? "none" : it.key();
      try {
        switch (name) {
          case "raise" -> {
            if (!active) {
              it = it.raised("k" + ++alarms, now, how, now);
              active = true;
            }
          }
          case "return" -> {
            it = it.returned(key);
            active = false;
          }
          case "unshelve" ->
              it = it.released(h -> h.kind().isShelving(), AlarmGuard.SHELVED, how, at);
          case "unsuppress" ->
              it =
                  it.released(
                      h -> h.kind() == Hold.Kind.SUPPRESSED, AlarmGuard.SUPPRESSED, how, at);
          case "place" ->
              it =
                  it.released(
                      h -> h.kind() == Hold.Kind.OUT_OF_SERVICE,
                      AlarmGuard.OUT_OF_SERVICE,
                      how,
                      at);
          case "reAlarm" -> it = it.reAlarmed(how, now);
          default -> it = event(name, it).apply(it);
        }
      } catch (Problem refused) {
        assertEquals(before, it);
        continue;
      }
      String said = "step " + step + " " + name + ": " + before + " -> " + it;
      holdsAlways(it, active, said);
      if (it.isHeld()) {
        assertEquals(before.alarmedAt(), it.alarmedAt(), said);
        assertTrue(it.reAlarmCount() <= before.reAlarmCount(), said);
      } else if (before.isHeld() && active) {
        boolean wasTold = before.announced();
        AlarmState expected = wasTold && before.acked() ? AlarmState.ACKED : AlarmState.UNACK;
        assertEquals(expected, it.state(), said);
      }
      if (before.latched() && !it.latched()) {
        assertEquals("reset", name, said);
      }
      if (!before.acked() && it.acked()) {
        assertEquals("ack", name, said);
      }
    }
    assertTrue(alarms > 1000);
  }

  private static void holdsAlways(AlarmCondition it, boolean active, String said) {
    assertEquals(active, it.active(), said);
    assertEquals(it.isHeld(), it.state().isHeld(), said);
    if (!it.announced()) {
      assertTrue(it.active() && it.isHeld(), said);
    }
    if (!it.isHeld()) {
      assertEquals(it.processState(), it.state(), said);
      assertEquals(active, it.state() == AlarmState.UNACK || it.state() == AlarmState.ACKED, said);
    }
    for (String group : List.of("shelved", "suppressed", "outOfService")) {
      long held = it.holds().stream().filter(h -> h.kind().group().equals(group)).count();
      assertTrue(held <= 1, said);
    }
    assertTrue(it.active() || it.reAlarmAt() == null, said);
  }

  @Test
  void what_came_and_went_while_shelved_leaves_nothing_to_acknowledge() {
    AlarmCondition it =
        AlarmCondition.NEVER_ALARMED
            .held(Hold.timed(T0.plusSeconds(3600), "r", "user:ann", T0))
            .raised("k1", T0, LATCHING, T0);
    it = end(it.returned("k1"), "shelved", AlarmGuard.SHELVED, T0);
    assertEquals(AlarmState.NORM, it.state());
    assertFalse(it.latched());
  }

  @Test
  void an_alarm_is_announced_again_as_often_as_its_time_passes_until_it_is_normal() {
    AlarmCondition it = AlarmCondition.NEVER_ALARMED.raised("k1", T0, PLAIN, T0).acknowledged();
    Duration four = Duration.ofHours(4);
    assertEquals(it, it.reAlarmed(PLAIN, T0.plus(four).minusMillis(1)));
    it = it.reAlarmed(PLAIN, T0.plus(four));
    assertEquals(AlarmState.UNACK, it.state());
    assertEquals(1, it.reAlarmCount());
    assertEquals(T0.plus(four), it.alarmedAt());
    it = it.reAlarmed(PLAIN, T0.plus(four.multipliedBy(2)));
    assertEquals(2, it.reAlarmCount());
    it = it.returned("k1");
    assertEquals(0, it.reAlarmCount());
    assertNull(it.reAlarmAt());
  }

  @Test
  void an_alarm_of_the_past_does_not_take_the_place_of_the_active_one() {
    AlarmCondition it = AlarmCondition.NEVER_ALARMED.raised("k2", T0, PLAIN, T0).acknowledged();
    it = it.raised("k1", T0.minusSeconds(3600), PLAIN, T0.plusSeconds(1)).returned("k1");
    assertEquals("k2", it.key());
    assertEquals(AlarmState.UNACK, it.state());
  }

  @Test
  void suppressed_by_two_rules_it_stays_so_until_both_end() {
    AlarmCondition it =
        AlarmCondition.NEVER_ALARMED
            .held(Hold.suppressed("gateway", "r", "system", T0))
            .held(Hold.suppressed("storm", "r", "system", T0));
    it = it.released(h -> "gateway".equals(h.rule()), AlarmGuard.SUPPRESSED, PLAIN, T0);
    assertEquals(AlarmState.SUPPRESSED_BY_DESIGN, it.state());
    AlarmCondition held = it;
    Problem refused = assertThrows(Problem.class, () -> held.held(held.holds().getFirst()));
    assertTrue(refused.message().contains("NOT_SUPPRESSED"), refused.message());
  }

  @Test
  void states_are_found_by_name_and_by_letter() {
    for (AlarmState state : AlarmState.values()) {
      assertEquals(state, AlarmState.find(state.name().toLowerCase()).orElseThrow());
      assertEquals(state, AlarmState.find(String.valueOf(state.letter())).orElseThrow());
    }
    assertEquals("ABCDEFGHI", letters());
    assertTrue(AlarmState.find("Z").isEmpty());
  }

  private static String letters() {
    var letters = new StringBuilder();
    for (AlarmState state : AlarmState.values()) {
      letters.append(state.letter());
    }
    return letters.toString();
  }
}
