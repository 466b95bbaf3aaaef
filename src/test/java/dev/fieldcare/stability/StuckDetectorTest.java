package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class StuckDetectorTest {
  private final Random random = new Random(11);
  private final StuckDetector detector = new StuckDetector(Fixture.TEMPERATURE);
  private final List<String> said = new ArrayList<>();
  private long ts = Fixture.T0;
  private final Sink sink =
      new Sink() {
        @Override
        public void raise(Finding finding) {
          said.add(finding.symptom() + " after " + (finding.at() - finding.since()) / 60_000);
        }

        @Override
        public void clear(long at, long lastSeen) {
          said.add("clear");
        }
      };

  private void feed(int count, IntToDoubleFunction value) {
    for (int i = 0; i < count; i++) {
      ts += 10_000;
      detector.observe(ts, value.applyAsDouble(i), sink);
    }
  }

  private double noisy(double step) {
    return Math.round((45 + random.nextGaussian()) / step) * step;
  }

  @Test
  void a_varying_value_that_freezes_is_stuck_until_it_moves() {
    feed(600, i -> noisy(0.1));
    feed(200, i -> 45.2);
    feed(5, i -> noisy(0.1));
    assertEquals(List.of("temperature.stuck after 10", "clear"), said);
  }

  @Test
  void a_constant_is_not_stuck() {
    feed(20_000, i -> 1);
    assertEquals(List.of(), said);
  }

  @Test
  void a_value_that_seldom_changes_is_not_stuck() {
    feed(50_000, i -> 20 + random.nextInt(2) * (i / 200 % 3));
    feed(150, i -> 21);
    assertEquals(List.of(), said);
  }

  @Test
  void a_machine_at_rest_is_not_stuck() {
    feed(600, i -> noisy(0.1));
    feed(2000, i -> 0);
    assertEquals(List.of(), said);
  }

  @Test
  void coarse_steps_repeat_without_being_stuck() {
    feed(50_000, i -> noisy(2));
    assertEquals(List.of(), said);
  }
}
