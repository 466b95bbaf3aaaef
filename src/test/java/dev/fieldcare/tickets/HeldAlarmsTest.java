package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.active;
import static dev.fieldcare.tickets.Desk.await;
import static dev.fieldcare.tickets.Desk.normal;
import static dev.fieldcare.tickets.Desk.problem;
import static dev.fieldcare.tickets.Desk.quiet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.AlarmNews;
import dev.fieldcare.stability.AlarmState;
import dev.fieldcare.stability.Standing;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alarms that are shelved, suppressed, out of service or latched, and the tickets they make. */
class HeldAlarmsTest {
  private static final String HOT = "temperature.high";
  private static final String TIGHT = "pressure.high";
  private static final String ANN = "user:ann";

  private final HoldingDesk it = new HoldingDesk();

  @AfterEach
  void close() {
    it.close();
  }

  private Standing shelve(String symptom, Duration time) {
    return await(
        it.states.shelveTimed(
            it.device, symptom, it.clock.instant().plus(time), "known, part ordered", ANN));
  }

  private Standing oneShot(String symptom) {
    return await(it.states.shelveOneShot(it.device, symptom, null, "known", ANN));
  }

  @Test
  void a_shelved_alarm_is_recorded_and_opens_no_ticket_until_its_time_is_over() {
    shelve(HOT, Duration.ofHours(2));
    it.hear(active("d-1", HOT, 1));
    assertEquals(AlarmState.SHELVED, it.state(HOT));
    assertEquals(1, it.recorded());
    assertEquals(1, it.states.withheld("shelved"));
    it.clock.move(Duration.ofHours(2).minusMillis(1));
    it.sweep();
    assertEquals(List.of(), it.tickets());

    it.clock.move(Duration.ofMillis(1));
    it.sweep();
    assertEquals(AlarmState.UNACK, it.state(HOT));
    Ticket ticket = it.tickets().getFirst();
    assertEquals(1, ticket.occurrences());
    it.sweep();
    it.hear(active("d-1", HOT, 1));
    assertEquals(1, it.tickets().size());
    assertEquals(1, it.tickets().getFirst().occurrences());
    assertEquals(List.of("alarm.shelved user:ann", "alarm.unshelved system"), it.journal(HOT));
  }

  @Test
  void one_shot_shelving_ends_when_the_alarm_returns_to_normal() {
    oneShot(HOT);
    Alarm first = active("d-1", HOT, 1);
    it.hear(first);
    assertEquals(AlarmState.SHELVED, it.state(HOT));
    it.hear(normal(first));
    assertEquals(AlarmState.NORM, it.state(HOT));
    it.hear(quiet(first));
    assertEquals(List.of(), it.tickets());
    it.hear(active("d-1", HOT, 30));
    assertEquals(AlarmState.UNACK, it.state(HOT));
    assertEquals(1, it.tickets().getFirst().occurrences());
    assertEquals(List.of("alarm.shelved user:ann", "alarm.unshelved system"), it.journal(HOT));
  }

  @Test
  void an_alarm_that_is_over_when_shelving_ends_opens_nothing_not_even_when_heard_again() {
    shelve(HOT, Duration.ofHours(2));
    Alarm alarm = active("d-1", HOT, 1);
    it.hear(alarm, normal(alarm));
    await(it.states.unshelve(it.device, HOT, null, ANN));
    it.sweep();
    it.hear(alarm, normal(alarm), quiet(alarm));
    it.sweep();
    assertEquals(List.of(), it.tickets());
    assertEquals(AlarmState.NORM, it.state(HOT));
  }

  @Test
  void a_ticket_that_was_open_before_shelving_follows_its_alarm() {
    Alarm alarm = active("d-1", HOT, 1);
    it.hear(alarm);
    shelve(HOT, Duration.ofHours(2));
    it.hear(alarm, normal(alarm));
    assertEquals(0, it.tickets().getFirst().activeAlarms());
    it.hear(quiet(alarm));
    assertEquals(State.CLOSED, it.tickets().getFirst().state());
  }

  @Test
  void shelving_survives_a_restart_and_a_release_that_a_crash_cut_off_is_made_up_for() {
    shelve(HOT, Duration.ofHours(2));
    it.hear(active("d-1", HOT, 1));
    it.restart();
    assertEquals(AlarmState.SHELVED, it.state(HOT));
    it.hear(active("d-1", HOT, 1));
    assertEquals(List.of(), it.tickets());

    // the server dies after the change is durable and before the ticket is
    it.states.releaseTo(alarm -> Future.failedFuture("killed"));
    await(it.states.unshelve(it.device, HOT, "it was not that", ANN));
    assertEquals(List.of(), it.tickets());
    it.restart();
    it.sweep();
    assertEquals(1, it.tickets().size());
  }

  @Test
  void an_end_that_two_servers_see_happens_once() {
    HoldingDesk.Server other = it.server();
    for (int round = 0; round < 5; round++) {
      shelve("s." + round, Duration.ofMinutes(5));
      it.hear(active("d-1", "s." + round, 1));
    }
    it.clock.move(Duration.ofMinutes(5));
    Future<Void> one = it.states.sweep();
    Future<Void> two = other.states().sweep();
    await(Future.all(one, two));
    await(other.desk().drained());
    assertEquals(5, it.tickets().size());
    assertTrue(it.tickets().stream().allMatch(ticket -> ticket.occurrences() == 1));
    for (int round = 0; round < 5; round++) {
      assertEquals(
          List.of("alarm.shelved user:ann", "alarm.unshelved system"), it.journal("s." + round));
    }
    await(other.desk().close());
  }

  @Test
  void shelving_is_refused_beyond_its_longest_time_and_twice() {
    Instant late = it.clock.instant().plus(Duration.ofHours(24)).plusMillis(1);
    Problem tooLong = problem(it.states.shelveTimed(it.device, HOT, late, "r", ANN));
    assertTrue(tooLong.message().contains("WITHIN_MAX_TIME_SHELVED"), tooLong.message());
    shelve(HOT, Duration.ofHours(24));
    Problem twice = problem(it.states.shelveTimed(it.device, HOT, late.minusMillis(2), "r", ANN));
    assertEquals("alarm.guard", twice.code());
    assertTrue(twice.message().contains("temperature.high of d-1"), twice.message());
    oneShot(HOT);
    Standing standing = await(it.states.get(it.device, HOT));
    assertEquals("oneShot", standing.json().getJsonObject("shelved").getString("kind"));
  }

  @Test
  void a_device_out_of_service_is_quiet_until_it_is_back() {
    Alarm before = active("d-1", "offline", 1);
    it.hear(before);
    await(it.states.removeFromService(it.device, "being moved", ANN));
    assertEquals(AlarmState.OUT_OF_SERVICE, it.state("offline"));
    Alarm passing = active("d-1", TIGHT, 2);
    it.hear(active("d-1", HOT, 2), passing, normal(passing));
    assertEquals(1, it.tickets().size());
    assertEquals(2, it.states.withheld("outOfService"));
    Problem single = problem(it.states.placeInService(it.device, HOT, null, ANN));
    assertTrue(single.message().contains("OUT_OF_SERVICE"), single.message());
    it.restart();
    assertEquals(AlarmState.OUT_OF_SERVICE, it.state(HOT));

    await(it.states.placeInService(it.device, "moved", ANN));
    assertEquals(AlarmState.UNACK, it.state(HOT));
    assertEquals(AlarmState.NORM, it.state(TIGHT));
    assertEquals(List.of(HOT, "offline"), it.tickets().stream().map(Ticket::symptom).toList());
    Problem again = problem(it.states.placeInService(it.device, "moved", ANN));
    assertEquals("alarm.guard", again.code());
  }

  @Test
  void a_suppressed_alarm_waits_for_every_rule_and_for_shelving_too() {
    await(it.states.suppress(it.device, HOT, "gateway down", "children hidden", "system"));
    await(it.states.suppress(it.device, HOT, "maintenance", "planned", "user:max"));
    shelve(HOT, Duration.ofHours(1));
    it.hear(active("d-1", HOT, 1));
    assertEquals(AlarmState.SUPPRESSED_BY_DESIGN, it.state(HOT));
    await(it.states.unsuppress(it.device, HOT, "gateway down", null, "system"));
    assertEquals(AlarmState.SUPPRESSED_BY_DESIGN, it.state(HOT));
    await(it.states.unsuppress(it.device, HOT, null, null, "user:max"));
    assertEquals(AlarmState.SHELVED, it.state(HOT));
    it.sweep();
    assertEquals(List.of(), it.tickets());
    await(it.states.unshelve(it.device, HOT, null, ANN));
    assertEquals(1, it.tickets().size());
  }

  @Test
  void an_acknowledged_alarm_changes_no_ticket_and_is_announced_again_after_its_time() {
    Alarm alarm = active("d-1", HOT, 1);
    it.hear(alarm);
    Ticket before = it.tickets().getFirst();
    await(it.states.acknowledge(it.device, HOT, alarm.key(), "seen", ANN));
    assertEquals(AlarmState.ACKED, it.state(HOT));
    assertEquals(before.version(), it.tickets().getFirst().version());
    Problem twice = problem(it.states.acknowledge(it.device, HOT, null, "seen", ANN));
    assertTrue(twice.message().contains("UNACKNOWLEDGED"), twice.message());

    it.clock.move(Duration.ofHours(4));
    it.news.clear();
    it.sweep();
    it.sweep();
    assertEquals(AlarmState.UNACK, it.state(HOT));
    assertEquals(List.of("reAlarmed"), it.news.stream().map(AlarmNews::what).toList());
    assertEquals(1, await(it.states.get(it.device, HOT)).condition().reAlarmCount());
    shelve(HOT, Duration.ofHours(24));
    it.clock.move(Duration.ofHours(20));
    it.sweep();
    assertEquals(1, await(it.states.get(it.device, HOT)).condition().reAlarmCount());
  }

  @Test
  void acknowledging_an_alarm_that_was_followed_by_another_is_refused() {
    Alarm first = active("d-1", HOT, 1);
    it.hear(first, normal(first), active("d-1", HOT, 9));
    Problem refused = problem(it.states.acknowledge(it.device, HOT, first.key(), null, ANN));
    assertTrue(refused.message().contains("NEWEST"), refused.message());
  }

  @Test
  void a_latched_alarm_keeps_its_ticket_open_until_it_is_reset() {
    Alarm alarm = active("d-1", TIGHT, 1);
    it.hear(alarm, normal(alarm), quiet(alarm));
    assertEquals(AlarmState.LATCHED_UNACK, it.state(TIGHT));
    assertEquals(State.NEW, it.tickets().getFirst().state());
    assertEquals(1, it.tickets().getFirst().activeAlarms());
    Problem early = problem(it.states.reset(it.device, TIGHT, null, ANN));
    assertTrue(early.message().contains("ACKNOWLEDGED"), early.message());
    await(it.states.acknowledge(it.device, TIGHT, null, null, ANN));
    it.sweep();
    assertEquals(AlarmState.LATCHED_ACKED, it.state(TIGHT));
    assertEquals(State.NEW, it.tickets().getFirst().state());
    it.restart();
    it.hear(alarm, normal(alarm), quiet(alarm));
    assertEquals(State.NEW, it.tickets().getFirst().state());

    await(it.states.reset(it.device, TIGHT, "valve seen", ANN));
    assertEquals(AlarmState.NORM, it.state(TIGHT));
    assertEquals(State.CLOSED, it.tickets().getFirst().state());
    Problem again = problem(it.states.reset(it.device, TIGHT, null, ANN));
    assertTrue(again.message().contains("LATCHED"), again.message());
  }

  /** Out of service from 8:15 to 8:25, and an hour has passed since. */
  private void wasOutOfService() {
    await(it.states.removeFromService(it.device, "moved", ANN));
    it.clock.move(Duration.ofMinutes(10));
    await(it.states.placeInService(it.device, null, ANN));
    it.clock.move(Duration.ofHours(1));
  }

  @Test
  void what_is_back_filled_from_a_time_out_of_service_opens_no_ticket() {
    wasOutOfService();
    Alarm alarm = active("d-1", HOT, 16);
    it.hear(alarm);
    it.sweep();
    it.hear(alarm, normal(alarm), quiet(alarm));
    it.clock.move(Duration.ofMinutes(2));
    it.sweep();
    it.restart();
    it.hear(alarm, normal(alarm), quiet(alarm));
    assertEquals(List.of(), it.tickets());
    assertEquals(AlarmState.NORM, it.state(HOT));
    assertEquals(1, it.recorded());
    it.hear(active("d-1", HOT, 30));
    assertEquals(1, it.tickets().size());
  }

  @Test
  void what_outlived_the_time_out_of_service_opens_its_ticket_after_all() {
    wasOutOfService();
    Alarm passing = active("d-1", HOT, 20);
    it.hear(passing);
    assertEquals(List.of(), it.tickets());
    it.hear(normal(passing));
    assertEquals(1, it.tickets().size());
    assertEquals(0, it.tickets().getFirst().activeAlarms());
    assertEquals(AlarmState.RTNUN, it.state(HOT));

    Alarm staying = active("d-1", "offline", 20);
    it.hear(staying);
    it.sweep();
    assertEquals(1, it.tickets().size());
    it.clock.move(Duration.ofMinutes(1));
    it.sweep();
    assertEquals(2, it.tickets().size());
    assertEquals(AlarmState.UNACK, it.state("offline"));
    it.sweep();
    it.hear(staying, normal(staying));
    assertEquals(1, it.tickets().getFirst().occurrences());
    assertEquals(0, it.tickets().getFirst().activeAlarms());
  }

  @Test
  void a_fault_found_in_history_wants_to_be_acknowledged_and_a_retracted_one_does_not() {
    it.hear(inHistory(normal(active("d-1", HOT, 1))));
    assertEquals(AlarmState.RTNUN, it.state(HOT));
    assertEquals(1, it.tickets().size());
    it.hear(retracted(active("d-1", HOT, 1)));
    assertEquals(AlarmState.NORM, it.state(HOT));

    oneShot("offline");
    Alarm held = inHistory(normal(active("d-1", "offline", 1)));
    it.hear(held, held);
    assertEquals(AlarmState.SHELVED, it.state("offline"));
    await(it.states.unshelve(it.device, "offline", null, ANN));
    it.hear(held);
    assertEquals(AlarmState.NORM, it.state("offline"));
    assertEquals(List.of(HOT), it.tickets().stream().map(Ticket::symptom).toList());
  }

  @Test
  void a_fault_found_in_history_latches_too() {
    it.hear(inHistory(normal(active("d-1", TIGHT, 1))));
    assertEquals(AlarmState.LATCHED_UNACK, it.state(TIGHT));
    assertEquals(1, it.tickets().getFirst().activeAlarms());
    await(it.states.acknowledge(it.device, TIGHT, null, null, ANN));
    await(it.states.reset(it.device, TIGHT, null, ANN));
    assertEquals(0, it.tickets().getFirst().activeAlarms());
  }

  private static Alarm inHistory(Alarm alarm) {
    return revised(alarm, alarm.phase(), alarm.at());
  }

  private static Alarm retracted(Alarm alarm) {
    return revised(alarm, Alarm.Phase.RETRACTED, null);
  }

  /** As a device's history judged again tells it. */
  private static Alarm revised(Alarm alarm, Alarm.Phase phase, @Nullable Instant normalAt) {
    return new Alarm(
        alarm.key(),
        alarm.device(),
        alarm.symptom(),
        alarm.severity(),
        phase,
        alarm.activeSince(),
        alarm.at(),
        alarm.lastSeen(),
        alarm.metric(),
        alarm.because(),
        new Alarm.Course(
            Alarm.Basis.HISTORY, alarm.activeSince(), alarm.activeSince(), normalAt, null, true));
  }

  @Test
  void a_random_walk_with_restarts_opens_a_ticket_for_exactly_what_was_announced() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    List<Alarm> heard = new ArrayList<>();
    Alarm current = null;
    int minute = 0;
    for (int step = 0; step < 250; step++) {
      it.clock.move(Duration.ofMinutes(random.nextInt(10)));
      switch (random.nextInt(10)) {
        case 0, 1 -> {
          if (current == null) {
            minute = Math.max(minute + 1, minuteOfNow());
            current = active("d-1", HOT, minute);
            heard.add(current);
            it.hear(current);
          }
        }
        case 2, 3 -> {
          if (current != null) {
            heard.add(normal(current));
            it.hear(normal(current));
            current = null;
          }
        }
        case 4 -> tried(it.states.shelveOneShot(it.device, HOT, null, "r", ANN));
        case 5 ->
            tried(
                it.states.shelveTimed(
                    it.device, HOT, it.clock.instant().plusSeconds(600), "r", ANN));
        case 6 -> tried(it.states.unshelve(it.device, HOT, null, ANN));
        case 7 ->
            tried(
                random.nextBoolean()
                    ? it.states.removeFromService(it.device, "r", ANN)
                    : it.states.placeInService(it.device, "r", ANN));
        case 8 -> it.sweep();
        default -> {
          it.restart();
          int from = random.nextInt(heard.size() + 1);
          heard.subList(from, heard.size()).forEach(it::hear);
        }
      }
      var condition = await(it.states.get(it.device, HOT)).condition();
      assertEquals(current != null, condition.active(), "step " + step);
      boolean isTold = isOnTicket(current);
      assertEquals(current != null && condition.announced(), isTold, "step " + step);
      assertFalse(condition.isHeld() && !condition.announced() && isTold, "step " + step);
    }
    assertTrue(await(it.journal.verify(it.database.pool())).isSound());
  }

  /** Of an alarm that is heard as it is raised, not after a hold in whose time it was. */
  private int minuteOfNow() {
    Instant raised = active("d-1", HOT, 0).course().raisedAt();
    return (int) Duration.between(raised, it.clock.instant()).toMinutes();
  }

  private boolean isOnTicket(@Nullable Alarm alarm) {
    return alarm != null
        && await(
                    it.database
                        .pool()
                        .preparedQuery(
                            "select 1 from ticket_occurrences where key = $1 and cleared_at is null")
                        .execute(io.vertx.sqlclient.Tuple.of(alarm.key())))
                .rowCount()
            > 0;
  }

  private static void tried(Future<?> change) {
    await(change.otherwiseEmpty());
  }
}
