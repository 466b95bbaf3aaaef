package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lost readings at a whole watch: what support is told, and what late delivery makes of it. */
class MissingReadingsTest {
  private static final long BEAT = 10_000;
  private static final int DAY = 8640;

  private final Fixture f = new Fixture();
  private final Device device = Fixture.D1;
  private final Random random = new Random(8);

  private void reading(long ts, long arrival) {
    Map<String, Double> values = Map.of("temperature", 45 + random.nextGaussian(), "rssi", -70.0);
    f.reading(device, ts, values, arrival);
  }

  /** A day without loss, then two hours in which one of seven readings is held back. */
  private List<Long> report() {
    var held = new ArrayList<Long>();
    for (int i = 0; i < DAY + 720; i++) {
      long ts = Fixture.T0 + i * BEAT;
      if (i > DAY && random.nextInt(7) == 0) {
        held.add(ts);
      } else {
        reading(ts, ts);
      }
      if (i % 30 == 0) {
        f.settle(ts);
      }
    }
    return held;
  }

  private List<Alarm> missing() {
    return f.standing().values().stream()
        .filter(alarm -> alarm.symptom().equals("readings.missing"))
        .toList();
  }

  @Test
  void one_alarm_is_told_for_all_metrics_of_the_device() {
    report();
    assertEquals(1, missing().size(), () -> f.standing().keySet().toString());
    Alarm alarm = missing().getFirst();
    assertEquals(Alarm.Phase.ACTIVE, alarm.phase());
    assertEquals(Alarm.Basis.HISTORY, alarm.course().basis());
  }

  @Test
  void readings_delivered_late_fill_the_gaps_and_the_alarm_is_retracted() {
    List<Long> held = report();
    assertTrue(f.alarms.stream().anyMatch(each -> each.symptom().equals("readings.missing")));
    long arrival = Fixture.T0 + (DAY + 730) * BEAT;
    for (long ts : held) {
      reading(ts, arrival++);
    }
    for (int i = 0; i < 10; i++) {
      f.settle(arrival + i * 1000);
    }
    assertEquals(List.of(), missing());
    assertTrue(
        f.alarms.stream()
            .anyMatch(
                each ->
                    each.symptom().equals("readings.missing")
                        && each.phase() == Alarm.Phase.RETRACTED));
  }
}
