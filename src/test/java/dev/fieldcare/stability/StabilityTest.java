package dev.fieldcare.stability;

import static dev.fieldcare.stability.Fixture.D1;
import static dev.fieldcare.stability.Fixture.T0;
import static dev.fieldcare.stability.Fixture.hours;
import static dev.fieldcare.stability.Fixture.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import dev.fieldcare.stability.Alarm.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StabilityTest {
  private final Fixture f = new Fixture();

  private void overheat(long from) {
    for (int s = 0; s <= 60; s += 10) {
      f.temperature(from + s * 1000, 75);
    }
  }

  private void coolDown(long from, long until) {
    for (long t = from; t <= until; t += 60_000) {
      f.temperature(t, 40 + (t / 60_000 % 7));
    }
  }

  @Test
  void an_alarm_goes_active_normal_and_after_a_quiet_day_quiet() {
    overheat(T0);
    coolDown(T0 + minutes(2), T0 + hours(26));
    assertEquals(
        List.of("temperature.high ACTIVE", "temperature.high NORMAL", "temperature.high QUIET"),
        f.phases());
    assertEquals("d-1|temperature.high|" + T0, f.last().key());
    assertEquals(Instant.ofEpochMilli(T0 + minutes(3) + hours(24)), f.last().at());
  }

  @Test
  void time_without_readings_is_not_quiet_time() {
    overheat(T0);
    coolDown(T0 + minutes(2), T0 + minutes(10));
    f.temperature(T0 + hours(48), 40);
    assertEquals(Phase.NORMAL, f.last().phase());
  }

  @Test
  void an_alarm_raised_again_while_not_yet_quiet_begins_anew() {
    overheat(T0);
    coolDown(T0 + minutes(2), T0 + minutes(10));
    overheat(T0 + hours(1));
    assertEquals(Phase.ACTIVE, f.last().phase());
    assertEquals(Instant.ofEpochMilli(T0 + hours(1)), f.last().activeSince());
  }

  @Test
  void a_repeated_reading_changes_nothing() {
    overheat(T0);
    f.reading(D1, T0 + 60_000, Map.of("temperature", 40.0), T0 + 61_000);
    assertEquals(List.of("temperature.high ACTIVE"), f.phases());
    assertEquals(1, f.stability.counts().repeated.sum());
  }

  @Test
  void a_late_reading_that_shows_it_never_held_retracts_an_alarm() {
    overheat(T0);
    f.reading(D1, T0 + 35_000, Map.of("temperature", 40.0), T0 + 62_000);
    f.settle(T0 + 63_000);
    assertEquals(List.of("temperature.high ACTIVE", "temperature.high RETRACTED"), f.phases());
  }

  @Test
  void a_late_reading_that_bridges_a_gap_raises_the_alarm_that_was_missed() {
    f.temperature(T0, 75);
    f.temperature(T0 + 61_000, 75);
    assertEquals(List.of(), f.phases(), "a minute nobody saw");
    f.reading(D1, T0 + 30_000, Map.of("temperature", 75.0), T0 + 62_000);
    f.settle(T0 + 63_000);
    assertEquals("d-1|temperature.high|" + T0, f.last().key());
    assertTrue(f.last().course().revised());
  }

  @Test
  void alarms_wait_while_readings_come_in_disorder() {
    f.reading(D1, T0 + 10_000, Map.of("temperature", 40.0), T0 + 70_000);
    f.reading(D1, T0, Map.of("temperature", 40.0), T0 + 70_001);
    for (int s = 20; s <= 90; s += 10) {
      f.reading(D1, T0 + s * 1000, Map.of("temperature", 75.0), T0 + 70_002);
    }
    assertEquals(List.of(), f.phases());
    f.settle(T0 + 71_000);
    assertEquals("d-1|temperature.high|" + (T0 + 20_000), f.last().key());
  }

  @Test
  void a_clock_an_hour_ahead_is_put_right() {
    for (int s = 0; s <= 60; s += 10) {
      f.reading(D1, T0 + hours(1) + s * 1000, Map.of("temperature", 75.0), T0 + s * 1000);
    }
    assertEquals(Instant.ofEpochMilli(T0), f.last().activeSince());
    assertEquals(1, f.stability.counts().clocksCorrected.sum());
  }

  @Test
  void a_clock_that_was_an_hour_ahead_does_not_blind_us_once_it_is_set() {
    f.reading(D1, T0 + hours(1), Map.of("temperature", 40.0), T0);
    for (int s = 10; s <= 70; s += 10) {
      f.temperature(T0 + s * 1000, 75);
    }
    assertEquals(List.of("temperature.high ACTIVE"), f.phases());
    assertEquals(2, f.stability.counts().clocksCorrected.sum());
  }

  @Test
  void a_device_without_a_clock_is_judged_by_when_its_readings_came() {
    long dead = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
    for (int s = 0; s <= 120; s += 10) {
      f.reading(D1, dead + s * 1000, Map.of("temperature", 75.0), T0 + s * 1000);
    }
    f.settle(T0 + 121_000);
    assertEquals(Instant.ofEpochMilli(T0), f.last().activeSince());
    assertEquals(1, f.standing().size(), f.phases().toString());
  }

  @Test
  void a_clock_put_back_is_followed_after_some_readings() {
    for (int s = 0; s < 300; s += 10) {
      f.temperature(T0 + s * 1000, 40);
    }
    for (int s = 300; s <= 500; s += 10) {
      f.reading(D1, T0 - hours(30) + s * 1000, Map.of("temperature", 75.0), T0 + s * 1000);
    }
    f.settle(T0 + 501_000);
    assertEquals(1, f.standing().size(), f.phases().toString());
    assertEquals(Instant.ofEpochMilli(T0 + 300_000), f.last().activeSince());
  }

  @Test
  void old_readings_sent_late_do_not_clear_a_live_alarm() {
    overheat(T0 + hours(3));
    for (int s = 0; s <= 3600; s += 10) {
      f.reading(D1, T0 + s * 1000, Map.of("temperature", 40.0), T0 + hours(3) + 61_000 + s);
    }
    f.settle(T0 + hours(3) + 70_000);
    assertEquals(List.of("temperature.high ACTIVE"), f.phases());
  }

  @Test
  void a_fault_in_history_delivered_late_is_found() {
    f.temperature(T0 + hours(3), 40);
    for (int s = 0; s <= 600; s += 10) {
      f.reading(D1, T0 + s * 1000, Map.of("temperature", 75.0), T0 + hours(3) + s);
    }
    f.settle(T0 + hours(3) + 1000);
    assertEquals("d-1|temperature.high|" + T0, f.last().key());
    assertEquals(T0 + 60_000, f.last().course().raisedAt().toEpochMilli());
  }

  @Test
  void a_restored_watch_goes_on_as_if_nothing_had_happened() {
    for (int s = 0; s <= 30; s += 10) {
      f.temperature(T0 + s * 1000, 75);
    }
    var snapshot = f.stability.snapshot(1, 10).getFirst();
    f.stability = f.start(Instant.ofEpochMilli(T0 + minutes(1)));
    assertTrue(f.stability.restore(D1, snapshot.state()));
    for (int s = 40; s <= 60; s += 10) {
      f.temperature(T0 + s * 1000, 75);
    }
    assertEquals("d-1|temperature.high|" + T0, f.last().key());
  }

  @Test
  void what_a_snapshot_had_seen_is_not_judged_again() {
    var reading = f.readingOf(D1, T0, Map.of("temperature", 75.0), T0);
    f.stability.reading(reading);
    var snapshot = f.stability.snapshot(1, 10).getFirst();
    assertEquals(reading.arrival(), snapshot.arrival());
    f.stability = f.start(Instant.ofEpochMilli(T0));
    f.stability.restore(D1, snapshot.state());
    f.stability.reading(reading);
    assertEquals(1, f.stability.counts().replayed.sum());
  }

  @Test
  void only_what_changed_is_saved_and_the_oldest_first() {
    var d3 = Fixture.device(3, "gateway-x1");
    f.temperature(T0, 40);
    f.reading(d3, T0, Map.of("temperature", 40.0), T0 + 1000);
    f.temperature(T0 + 2000, 40);
    assertEquals(T0 * 1000, f.stability.oldestUnsaved(1).orElseThrow());
    assertEquals(1, f.stability.snapshot(1, 1).getFirst().deviceNumber());
    assertEquals((T0 + 1000) * 1000, f.stability.oldestUnsaved(1).orElseThrow());
    assertEquals(3, f.stability.snapshot(1, 9).getFirst().deviceNumber());
    assertEquals(List.of(), f.stability.snapshot(1, 9));
    assertTrue(f.stability.oldestUnsaved(1).isEmpty());
  }

  @Test
  void a_snapshot_that_cannot_be_read_is_dropped_and_counted() {
    assertFalse(f.stability.restore(D1, new byte[] {99, 1, 2}));
    assertFalse(f.stability.restore(D1, new byte[] {2, 0}));
    assertEquals(2, f.stability.counts().snapshotsDropped.sum());
    overheat(T0);
    assertEquals(List.of("temperature.high ACTIVE"), f.phases());
  }

  @Test
  void a_limit_taken_out_of_the_model_ends_its_alarm_and_others_go_on() {
    overheat(T0);
    for (int s = 0; s <= 20; s += 10) {
      f.reading(T0 + 70_000 + s * 1000, Map.of("supplyVoltage", 9.0));
    }
    var relaxed =
        new Metric(
            "temperature",
            "°C",
            null,
            null,
            List.of(Fixture.limit(Limit.Side.HIGH, 90, 60, 60, 2)));
    f.model =
        new Model(
            "gateway-x1",
            2,
            Map.of(),
            Duration.ofSeconds(10),
            null,
            Map.of("temperature", relaxed, "supplyVoltage", Fixture.SUPPLY));
    f.stability.changed(1, f.model);
    f.tell();
    assertEquals(List.of("temperature.high ACTIVE", "temperature.high NORMAL"), f.phases());
    f.reading(T0 + 100_000, Map.of("supplyVoltage", 9.0));
    assertEquals("supplyVoltage.low ACTIVE", f.phases().getLast());
  }

  @Test
  void a_metric_too_many_is_counted_and_disturbs_nothing() {
    for (int i = 0; i < 300; i++) {
      f.reading(T0, Map.of("m" + i, 1.0));
    }
    assertEquals(44, f.stability.counts().seriesRefused.sum());
    overheat(T0 + 1000);
    assertEquals(0, f.alarms.size(), "temperature is the 301st");
  }
}
