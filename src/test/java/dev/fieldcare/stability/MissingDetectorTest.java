package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Readings every ten seconds of a device, and what becomes of them on their way. */
class MissingDetectorTest {
  private static final long SECOND = 1000;
  private static final long HOUR = 3600 * SECOND;

  private final Random random = new Random(5);
  private final List<Finding> findings = new ArrayList<>();
  private final List<Long> cleared = new ArrayList<>();
  private MissingDetector detector = new MissingDetector(10 * SECOND);
  private long ts = Fixture.T0;
  private final Sink sink =
      new Sink() {
        @Override
        public void raise(Finding finding) {
          findings.add(finding);
        }

        @Override
        public void clear(long at, long lastSeen) {
          cleared.add(at);
        }
      };

  /** Reports at that interval, but loses that share. */
  private void report(long millis, long interval, double lost) {
    for (long end = ts + millis; ts < end; ts += interval) {
      if (random.nextDouble() >= lost) {
        detector.observe(ts + random.nextInt(200), 1, sink);
      }
    }
  }

  @Test
  void a_device_that_begins_to_lose_readings_is_told_within_the_hour() {
    report(24 * HOUR, 10 * SECOND, 0.002);
    long from = ts;
    report(2 * HOUR, 10 * SECOND, 0.12);
    assertEquals(1, findings.size());
    Finding found = findings.getFirst();
    assertTrue(found.at() - from <= HOUR, "after " + Words.duration(found.at() - from));
    assertTrue(Math.abs(found.since() - from) <= HOUR / 2, "since " + Words.instant(found.since()));
    assertEquals("readings.missing", found.symptom());
  }

  @Test
  void the_reason_counts_what_is_missing_and_what_is_usual() {
    report(24 * HOUR, 10 * SECOND, 0.002);
    report(2 * HOUR, 10 * SECOND, 0.12);
    Because because = findings.getFirst().because();
    String words =
        "\\d+(\\.\\d)? % of the readings expected in the last 60 min are missing \\(\\d+ of \\d+,"
            + " one every 10 s\\); usually 0\\.\\d %, learnt from \\d+(\\.\\d)? h";
    assertTrue(because.text().matches(words), because.text());
    assertEquals("missing", because.key());
    double missing = number(because, "missing");
    double expected = number(because, "expected");
    double percent = number(because, "missingPercent");
    assertEquals(100 * missing / expected, percent, 1e-9);
    assertTrue(percent >= 5 && percent < 12, because.text());
  }

  @Test
  void it_is_over_when_hardly_anything_is_missing_any_more() {
    report(24 * HOUR, 10 * SECOND, 0.002);
    report(3 * HOUR, 10 * SECOND, 0.2);
    assertEquals(List.of(), cleared, "cleared while it lasts");
    long from = ts;
    report(2 * HOUR, 10 * SECOND, 0.002);
    assertEquals(1, cleared.size());
    assertTrue(cleared.getFirst() - from <= HOUR + HOUR / 4, "cleared late");
    assertEquals(1, findings.size());
  }

  @Test
  void a_share_around_the_bound_does_not_chatter() {
    report(24 * HOUR, 10 * SECOND, 0.002);
    report(24 * HOUR, 10 * SECOND, 0.055);
    assertTrue(findings.size() <= 1, findings.size() + " alarms");
  }

  @Test
  void the_rhythm_is_learnt_where_the_model_states_none_or_another() {
    for (long stated : new long[] {0, 10 * SECOND, 300 * SECOND}) {
      findings.clear();
      detector = new MissingDetector(stated);
      report(48 * HOUR, 60 * SECOND, 0.002);
      report(6 * HOUR, 60 * SECOND, 0.25);
      assertEquals(1, findings.size(), "stated " + stated);
      String text = findings.getFirst().because().text();
      assertTrue(text.contains("one every 60 s"), text);
    }
  }

  @Test
  void a_long_outage_is_silence_and_nothing_is_missing() {
    report(24 * HOUR, 10 * SECOND, 0.002);
    for (int i = 0; i < 20; i++) {
      ts += HOUR / 4;
      report(HOUR / 4, 10 * SECOND, 0.002);
    }
    assertEquals(List.of(), findings);
  }

  @Test
  void what_is_usually_lost_is_no_alarm() {
    report(21 * 24 * HOUR, 10 * SECOND, 0.08);
    assertEquals(List.of(), findings);
  }

  @Test
  void reporting_less_often_for_a_while_is_not_losing() {
    report(24 * HOUR, 10 * SECOND, 0.002);
    for (int i = 0; i < 50; i++) {
      report(HOUR / 3, 30 * SECOND, 0.002);
      report(HOUR / 2, 10 * SECOND, 0.002);
    }
    report(24 * HOUR, 30 * SECOND, 0.002);
    report(24 * HOUR, 300 * SECOND, 0.002);
    report(24 * HOUR, 10 * SECOND, 0.002);
    assertEquals(List.of(), findings);
  }

  @Test
  void irregular_reporting_has_nothing_to_miss() {
    for (int i = 0; i < 100_000; i++) {
      double load = 0.3 + 0.7 * Math.pow(Math.sin(i / 5000.0), 2);
      ts += 1 + (long) (-Math.log(1 - random.nextDouble()) * 10 * SECOND / load);
      detector.observe(ts, 1, sink);
    }
    assertEquals(List.of(), findings);
  }

  @Test
  void a_value_reported_when_it_changes_has_nothing_to_miss() {
    for (int i = 0; i < 600_000; i++) {
      ts += SECOND;
      double chance = 0.5 + 0.4 * Math.sin(i / 30_000.0);
      if (random.nextDouble() < chance) {
        detector.observe(ts, i, sink);
      }
    }
    assertEquals(List.of(), findings);
  }

  @Test
  void readings_between_the_beats_do_not_disturb_the_rhythm() {
    for (int i = 0; i < 10_000; i++) {
      ts += 10 * SECOND;
      boolean isLost = random.nextDouble() < (i < 8640 ? 0.002 : 0.2);
      if (!isLost) {
        detector.observe(ts, 1, sink);
      }
      if (i % 5 == 0) {
        detector.observe(ts + 4 * SECOND, 1, sink);
      }
    }
    assertEquals(1, findings.size());
  }

  @Test
  void losing_again_and_again_alarms_ever_less() {
    report(24 * HOUR, 10 * SECOND, 0.002);
    for (int i = 0; i < 60; i++) {
      report(2 * HOUR, 10 * SECOND, 0.12);
      report(6 * HOUR, 10 * SECOND, 0.002);
    }
    assertTrue(findings.size() <= 8, findings.size() + " alarms in 20 days");
    assertTrue(findings.size() >= 1, "no alarm at all");
  }

  @Test
  void a_healthy_fleet_has_no_alarm() {
    int alarms = 0;
    for (int device = 0; device < 100; device++) {
      detector = new MissingDetector(10 * SECOND);
      ts = Fixture.T0;
      double lost = device % 4 * 0.01;
      report(7 * 24 * HOUR, 10 * SECOND, lost);
      alarms += findings.size();
    }
    assertEquals(0, alarms, "alarms in 100 device-weeks");
  }

  private static double number(Because because, String argument) {
    return ((Number) Objects.requireNonNull(because.arguments().get(argument))).doubleValue();
  }
}
