package dev.fieldcare.stability;

import static dev.fieldcare.stability.Fixture.D1;
import static dev.fieldcare.stability.Fixture.T0;
import static dev.fieldcare.stability.Fixture.hours;
import static dev.fieldcare.stability.Fixture.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Device;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private static final long START = T0 + hours(1);
  private final Fixture f = new Fixture();

  private void ticks(long from, long until) {
    for (long t = from; t <= until; t += 1000) {
      f.tick(t);
    }
  }

  @Test
  void six_intervals_without_a_reading_are_silence() {
    f.temperature(START, 40);
    ticks(START, START + 59_000);
    assertEquals(List.of(), f.alarms);
    ticks(START + 60_000, START + 90_000);
    assertEquals(List.of("silence ACTIVE"), f.phases());
    assertEquals("no reading for 60 s, expected every 10 s", f.last().because().text());
    assertEquals(Instant.ofEpochMilli(START), f.last().activeSince());
  }

  @Test
  void data_end_it_whatever_their_stamps() {
    f.temperature(START, 40);
    ticks(START, START + 60_000);
    f.reading(D1, T0 - hours(24), Map.of("temperature", 40.0), START + 61_000);
    assertEquals(List.of("silence ACTIVE", "silence NORMAL"), f.phases());
    assertEquals(Instant.ofEpochMilli(START + 61_000), f.last().at());
  }

  @Test
  void a_last_will_makes_us_less_patient() {
    f.temperature(START, 40);
    f.state(false, START + 5_000);
    ticks(START, START + 34_000);
    assertEquals(List.of(), f.alarms);
    ticks(START + 35_000, START + 36_000);
    assertEquals(List.of("silence ACTIVE"), f.phases());
    assertTrue(f.last().because().text().contains("reported offline at 2026-01-01T01:00:05Z"));
  }

  @Test
  void a_device_that_comes_back_in_time_is_forgiven_its_last_will() {
    f.temperature(START, 40);
    f.state(false, START + 5_000);
    f.state(true, START + 6_000);
    ticks(START, START + 50_000);
    assertEquals(List.of(), f.alarms);
  }

  @Test
  void our_own_restart_is_nobodys_silence() {
    f.temperature(START, 40);
    byte[] state = f.stability.snapshot(1, 1).getFirst().state();
    long restart = START + hours(2);
    f.stability = f.start(Instant.ofEpochMilli(restart));
    f.stability.restore(D1, state);
    ticks(restart, restart + minutes(2) + 59_000);
    assertEquals(List.of(), f.alarms);
    ticks(restart + minutes(3), restart + minutes(3));
    assertEquals(List.of("silence ACTIVE"), f.phases());
    assertEquals("d-1|silence|" + START, f.last().key());
  }

  @Test
  void a_server_that_was_asleep_starts_its_grace_again() {
    f.temperature(START, 40);
    ticks(START, START + 5_000);
    long awake = START + hours(8);
    ticks(awake, awake + minutes(2));
    assertEquals(List.of(), f.alarms);
  }

  @Test
  void while_the_server_is_deaf_and_for_a_grace_after_nobody_is_silent() {
    f.temperature(START, 40);
    ticks(START, START + 30_000);
    long heard = START + 100_000;
    for (long t = START + 30_000; t < heard; t += 1000) {
      f.stability.deaf(0, Instant.ofEpochMilli(t));
      f.stability.deaf(1, Instant.ofEpochMilli(t));
    }
    ticks(heard, heard + minutes(2) + 58_000);
    assertEquals(List.of(), f.alarms);
    ticks(heard + minutes(3), heard + minutes(3));
    assertEquals(List.of("silence ACTIVE"), f.phases());
  }

  @Test
  void a_device_never_heard_of_is_not_silent() {
    f.state(true, START);
    f.state(false, START + 1000);
    ticks(START, START + minutes(10));
    assertEquals(List.of(), f.alarms);
  }

  @Test
  void without_an_interval_the_devices_own_rhythm_counts() {
    Device generic = Fixture.device(2, "generic");
    long last = START;
    for (int i = 0; i < 60; i++, last += minutes(5)) {
      f.reading(generic, last, Map.of("x", Math.sin(i)), last);
    }
    last -= minutes(5);
    for (long t = last; t <= last + minutes(40); t += 60_000) {
      f.tick(t);
    }
    assertEquals(List.of(), f.alarms);
    for (long t = last + minutes(40); t <= last + minutes(70); t += 60_000) {
      f.tick(t);
    }
    assertEquals(List.of("silence ACTIVE"), f.phases());
  }

  @Test
  void a_replay_of_thousands_in_seconds_teaches_no_rhythm() {
    Device generic = Fixture.device(2, "generic");
    for (int i = 0; i < 5000; i++) {
      f.reading(generic, T0 - hours(1000) + i * 300_000L, Map.of("x", i % 7.0), START + i * 10L);
    }
    f.state(false, START + 60_000);
    ticks(START, START + minutes(50));
    assertEquals(List.of(), f.alarms);
  }
}
