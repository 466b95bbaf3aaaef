package dev.fieldcare.stability;

import static dev.fieldcare.stability.Fixture.D1;
import static dev.fieldcare.stability.Fixture.T0;
import static dev.fieldcare.stability.Fixture.hours;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.fieldcare.registry.ModelHistory;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Readings and events are stored apart, so a judging again may know one and not yet the other. */
class OvertakingTest {
  private final List<Alarm> alarms = new ArrayList<>();
  private final MetricSets sets = new MetricSets();
  private final ModelHistory models = ModelHistory.always(Fixture.GATEWAY);
  private HistoryJudge.@Nullable Request request;
  private final Stability stability =
      new Stability(
          1, id -> models, StabilitySettings.defaults(), Instant.ofEpochMilli(T0), alarms::add);

  private Reading reading(long ts, long arrival) {
    return new Reading(D1, ts, sets.of(List.of("temperature")), new double[] {50}, arrival);
  }

  @Test
  void an_event_is_not_lost_that_was_stored_after_history_was_read_and_stamped_before_a_reading() {
    stability.rejudgeBy(it -> request = it);
    long now = (T0 + hours(1)) * 1000;
    stability.reading(reading(T0 + hours(1), now));
    stability.reading(reading(T0, now + 1));
    for (int i = 0; i < 7; i++) {
      stability.tick(0, Instant.ofEpochMilli(T0 + hours(1) + 1 + i));
    }
    HistoryJudge.Request asked = request;
    assertNotNull(asked);

    // history is read: its events first, then, after the event and the reading came, its readings
    var judgement =
        new Judgement(D1, models, StabilitySettings.defaults(), stability.counts(), alarm -> {});
    long eventAt = T0 + hours(1) + 2_000;
    stability.event(new Event(D1, eventAt, "reboot", "0x8002", "{}", now + 2));
    stability.reading(reading(T0 + hours(1) + 3_000, now + 3));
    for (long ts : new long[] {T0, T0 + hours(1), T0 + hours(1) + 3_000}) {
      judgement.reading(ts, reading(ts, 0).metrics(), new double[] {50});
    }
    stability.rejudged(
        asked, new HistoryJudge.Result(judgement, List.of(), now + 3, 0, Long.MIN_VALUE));
    stability.tellStaged(0);
    assertEquals(List.of("reboot.unexpected"), alarms.stream().map(Alarm::symptom).toList());
  }
}
