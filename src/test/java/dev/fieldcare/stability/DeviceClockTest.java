package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.stability.LearntClock.State;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** What is learnt of a clock from stamps that took their time to arrive. */
class DeviceClockTest {
  private static final long T0 = Fixture.T0;

  private final Random random = new Random(5);
  private DeviceClock clock = new DeviceClock();
  private long now = T0;
  private long newest;

  /** A stamp every ten seconds, for so long; each takes 20 ms to 2 s to arrive. */
  private LearntClock hear(Duration lasts, LongUnaryOperator stampAt) {
    for (long end = now + lasts.toMillis(); now < end; now += 10_000) {
      long ts = stampAt.applyAsLong(now);
      long arrival = now + 20 + (long) (Math.abs(random.nextGaussian()) * 300) % 2_000;
      clock.heard(ts, arrival * 1000, newest);
      newest = Math.max(newest, ts + clock.offset());
    }
    return clock.learnt().orElseThrow();
  }

  private static void assertNear(Duration expected, Duration found) {
    assertTrue(expected.minus(found).abs().toMillis() < 3_000, expected + " but was " + found);
  }

  @Test
  void nothing_is_known_of_a_clock_that_was_not_heard() {
    assertTrue(clock.learnt().isEmpty());
  }

  @Test
  void a_right_clock_is_good_and_nothing_is_corrected() {
    LearntClock learnt = hear(Duration.ofHours(1), at -> at);
    assertEquals(State.GOOD, learnt.state());
    assertEquals(0, learnt.correctedStamps());
    assertEquals(Duration.ZERO, learnt.correction());
    assertNear(Duration.ofMillis(T0), Duration.ofMillis(learnt.since().toEpochMilli()));
  }

  @Test
  void a_clock_ahead_is_told_with_its_offset_and_the_stamps_corrected() {
    LearntClock learnt = hear(Duration.ofMinutes(10), at -> at + Fixture.hours(3));
    assertEquals(State.AHEAD, learnt.state());
    assertNear(Duration.ofHours(3), learnt.ahead());
    assertNear(Duration.ofHours(-3), learnt.correction());
    assertEquals(60, learnt.correctedStamps());
  }

  @Test
  void a_clock_put_back_is_told_from_the_first_stamp_that_was() {
    hear(Duration.ofMinutes(10), at -> at);
    long put = now;
    LearntClock learnt = hear(Duration.ofMinutes(10), at -> at - Fixture.hours(2));
    assertEquals(State.PUT_BACK, learnt.state());
    assertNear(Duration.ofHours(2), learnt.correction());
    assertEquals(60, learnt.correctedStamps());
    assertNear(Duration.ZERO, Duration.between(Instant.ofEpochMilli(put), learnt.since()));
  }

  @Test
  void a_device_without_a_clock_is_told() {
    LearntClock learnt = hear(Duration.ofMinutes(10), at -> at - T0 + 946_684_800_000L);
    assertEquals(State.NONE, learnt.state());
    assertEquals(60, learnt.correctedStamps());
  }

  @Test
  void a_clock_that_was_set_is_good_since_then() {
    hear(Duration.ofMinutes(10), at -> at + Fixture.hours(3));
    long set = now;
    LearntClock learnt = hear(Duration.ofMinutes(10), at -> at);
    assertEquals(State.GOOD, learnt.state());
    assertEquals(60, learnt.correctedStamps());
    assertNear(Duration.ZERO, Duration.between(Instant.ofEpochMilli(set), learnt.since()));
  }

  @Test
  void drift_is_told_with_bounds_that_hold_it() {
    for (double ppm : new double[] {-80, -12, 0, 25, 140}) {
      clock = new DeviceClock();
      long start = now;
      LearntClock learnt =
          hear(Duration.ofDays(1), at -> at + Math.round((at - start) * ppm / 1e6));
      LearntClock.Drift drift = learnt.drift();
      assertNotNull(drift);
      assertEquals(ppm, drift.partsPerMillion(), 3, drift.toString());
      assertTrue(drift.lower() <= ppm && ppm <= drift.upper(), ppm + " is not in " + drift);
      assertTrue(drift.over().compareTo(Duration.ofHours(20)) > 0, drift.toString());
    }
  }

  @Test
  void drift_is_not_known_within_the_first_minutes_nor_right_after_the_clock_was_set() {
    assertNull(hear(Duration.ofMinutes(45), at -> at).drift());
    assertNotNull(hear(Duration.ofHours(2), at -> at).drift());
    assertNull(hear(Duration.ofMinutes(45), at -> at + Fixture.minutes(2)).drift());
    assertNotNull(hear(Duration.ofHours(2), at -> at + Fixture.minutes(2)).drift());
  }

  @Test
  void a_clock_that_is_set_each_day_still_has_its_drift() {
    long start = now;
    long day = Duration.ofDays(1).toMillis();
    LearntClock learnt =
        hear(Duration.ofDays(4).plusHours(12), at -> at + Math.floorMod(at - start, day) / 10_000);
    LearntClock.Drift drift = learnt.drift();
    assertNotNull(drift);
    assertEquals(100, drift.partsPerMillion(), 5, drift.toString());
  }

  @Test
  void a_backlog_delivered_late_is_no_drift() {
    hear(Duration.ofHours(3), at -> at);
    for (int i = 0; i < 100; i++) {
      clock.heard(now - Fixture.hours(2) + i * 10_000, now * 1000 + i, newest);
    }
    LearntClock.Drift drift = hear(Duration.ofHours(3), at -> at).drift();
    assertNotNull(drift);
    assertEquals(0, drift.partsPerMillion(), 3, drift.toString());
    assertTrue(drift.over().compareTo(Duration.ofHours(5)) > 0, "it went on: " + drift);
  }

  @Test
  void a_device_that_leaves_stamping_to_the_server_has_no_drift() {
    for (; now < T0 + Fixture.hours(12); now += 10_000) {
      clock.heard(now, now * 1000, now);
    }
    assertNull(clock.learnt().orElseThrow().drift());
  }

  @Test
  void what_is_known_of_a_clock_outlives_a_restart() throws IOException {
    hear(Duration.ofHours(12), at -> at + Fixture.hours(3) + (at - T0) / 20_000);
    var bytes = new ByteArrayOutputStream();
    clock.save(new DataOutputStream(bytes));
    var restored = new DeviceClock();
    restored.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 3);
    assertEquals(clock.learnt(), restored.learnt());
  }

  @Test
  void a_snapshot_of_the_second_format_is_still_read() throws IOException {
    hear(Duration.ofHours(1), at -> at + Fixture.hours(3));
    var bytes = new ByteArrayOutputStream();
    clock.save(new DataOutputStream(bytes));
    int afterwards = 1 + 8 + 8 + driftBytes();
    int before = bytes.size() - afterwards;
    var restored = new DeviceClock();
    restored.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray(), 0, before)), 2);
    LearntClock learnt = restored.learnt().orElseThrow();
    assertEquals(State.AHEAD, learnt.state());
    assertEquals(clock.corrections(), restored.corrections());
    assertEquals(clock.learnt().orElseThrow().since(), learnt.since());
  }

  /** Six stretches of ten minutes were heard. */
  private static int driftBytes() {
    return 8 + 1 + 6 * 16;
  }
}
