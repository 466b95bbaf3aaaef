package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.fieldcare.stability.Alarm.Phase;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** A device lives through everything at random; whatever happens, its alarms make sense. */
class WatchWalkTest {
  private static final int STEPS = 8000;

  /** Runs one life; {@code between} is called after each step with the fixture and the random. */
  private static Fixture live(long seed, BiConsumer<Fixture, Random> between) {
    var random = new Random(seed);
    var chance = new Random(seed + 1000);
    var f = new Fixture();
    long now = Fixture.T0;
    double level = 50;
    for (int i = 0; i < STEPS; i++) {
      now += random.nextInt(500) == 0 ? Fixture.minutes(random.nextInt(600)) : 10_000;
      if (random.nextInt(150) == 0) {
        level = random.nextInt(30, 90);
      }
      switch (random.nextInt(40)) {
        case 0 -> f.event(now, "reboot", random.nextBoolean() ? "0x8002" : "0x0003");
        case 1 -> f.state(random.nextBoolean(), now);
        case 2 -> f.reading(Fixture.D1, now - 60_000, Map.of("temperature", 99.0), now);
        default ->
            f.reading(
                now,
                Map.of(
                    "temperature",
                    level + random.nextGaussian(),
                    "supplyVoltage",
                    12 - random.nextDouble() * 1.5));
      }
      f.tick(now + 5_000);
      between.accept(f, chance);
    }
    f.settle(now + 10_000);
    return f;
  }

  @Test
  void phases_follow_each_other_lawfully() {
    for (long seed = 1; seed <= 10; seed++) {
      Map<String, Alarm> last = new HashMap<>();
      for (Alarm alarm : live(seed, (f, chance) -> {}).alarms) {
        Alarm before = last.put(alarm.key(), alarm);
        if (alarm.course().revised()) {
          continue; // told in place of what was told: anything may follow
        }
        String at = "seed " + seed + ": " + before + " then " + alarm;
        Phase from = before == null ? Phase.RETRACTED : before.phase();
        switch (alarm.phase()) {
          case ACTIVE -> assertTrue(from == Phase.RETRACTED || from == Phase.ACTIVE, at);
          case NORMAL -> assertEquals(Phase.ACTIVE, from, at);
          case QUIET -> assertEquals(Phase.NORMAL, from, at);
          case RETRACTED -> fail(at);
        }
      }
      assertTrue(last.size() >= 3, "seed " + seed + " was too calm: " + last.keySet());
    }
  }

  @Test
  void a_restart_at_any_moment_changes_no_alarm() {
    for (long seed = 1; seed <= 5; seed++) {
      List<String> unbroken = told(live(seed, (f, chance) -> {}));
      List<String> broken =
          told(
              live(
                  seed,
                  (f, chance) -> {
                    if (chance.nextInt(60) == 0) {
                      f.stability.snapshot(1, 9).forEach(each -> restart(f, each.state()));
                    }
                  }));
      assertEquals(unbroken, broken, "seed " + seed);
    }
  }

  private static void restart(Fixture f, byte[] state) {
    // an old start, so that the grace, which has its own test, is over
    f.stability = f.start(Instant.ofEpochMilli(Fixture.T0));
    assertTrue(f.stability.restore(Fixture.D1, state));
  }

  private static List<String> told(Fixture f) {
    return f.standing().values().stream().map(WatchWalkTest::told).sorted().toList();
  }

  static String told(Alarm alarm) {
    return "%s %s %s %s"
        .formatted(alarm.key(), alarm.phase(), alarm.course().normalAt(), alarm.because().text());
  }
}
