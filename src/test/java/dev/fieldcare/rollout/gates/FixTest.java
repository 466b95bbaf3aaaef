package dev.fieldcare.rollout.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FixTest {
  private static final double ALPHA = 0.05;
  private static final double SHARE = 0.8;
  private static final int RUNS = 200;

  @Test
  void a_fix_is_open_shown_or_contradicted() {
    assertEquals(Fix.State.OPEN, Fix.judge(List.of(), ALPHA).state());
    assertNull(Fix.judge(List.of(), ALPHA).ratio());
    assertEquals(Fix.State.OPEN, Fix.judge(one(trial(), trial()), ALPHA).state());
    Trial rarer = trial();
    Trial oftener = trial();
    for (int i = 0; i < 100; i++) {
      rarer.happened("all", i % 10 == 0);
      oftener.happened("all", i % 3 > 0);
    }
    Fix shown = Fix.judge(one(rarer, rarer), 0.01);
    assertEquals(Fix.State.SHOWN, shown.state());
    assertTrue(
        shown
            .because()
            .startsWith("10 of the 500 devices of wave 1 had it, 90 of the 500 not yet updated:"),
        shown.because());
    assertTrue(ratio(shown).upper() < 0.4, shown.toString());
    Fix contradicted = Fix.judge(one(oftener, oftener), 0.01);
    assertEquals(Fix.State.CONTRADICTED, contradicted.state());
    assertEquals("fix.contradicted", contradicted.becauseKey());
    assertEquals(66, contradicted.becauseArgs().get("treatedEvents"));
  }

  @Test
  void what_happens_before_devices_have_the_release_does_not_speak_against_it() {
    Trial alike = trial();
    for (int i = 0; i < 100; i++) {
      alike.happened("all", i % 2 == 0);
    }
    assertEquals(Fix.State.OPEN, Fix.judge(one(alike, null), 0.01).state());
    assertEquals(Fix.State.OPEN, Fix.judge(one(alike, alike.begunAgain()), 0.01).state());
    assertEquals(450, alike.begunAgain().treatedAtStart());
  }

  @Test
  void one_that_fixes_nothing_is_rarely_said_to_and_mostly_found_out() {
    int shown = 0;
    int contradicted = 0;
    for (int run = 0; run < RUNS; run++) {
      Fix.State state = new Waves(new SplittableRandom(run), 1, 0.01).first();
      shown += state == Fix.State.SHOWN ? 1 : 0;
      contradicted += state == Fix.State.CONTRADICTED ? 1 : 0;
    }
    assertTrue(shown <= ALPHA * RUNS, shown + " shown");
    assertTrue(contradicted > RUNS / 2, contradicted + " contradicted");
  }

  @Test
  void one_that_halves_a_symptom_is_rarely_said_not_to_however_slowly_it_is_installed() {
    int contradicted = 0;
    for (int run = 0; run < RUNS; run++) {
      var waves = new Waves(new SplittableRandom(1_000 + run), 0.5, 0.4);
      contradicted += waves.first() == Fix.State.CONTRADICTED ? 1 : 0;
    }
    assertTrue(contradicted <= ALPHA * RUNS, contradicted + " contradicted");
  }

  @Test
  void one_that_takes_a_symptom_away_is_mostly_shown() {
    int shown = 0;
    for (int run = 0; run < RUNS; run++) {
      var waves = new Waves(new SplittableRandom(2_000 + run), 0.05, 0.2);
      shown += waves.first() == Fix.State.SHOWN ? 1 : 0;
    }
    assertTrue(shown > 0.8 * RUNS, shown + " shown");
  }

  private static RateRatio ratio(Fix fix) {
    RateRatio ratio = fix.ratio();
    assertNotNull(ratio);
    return ratio;
  }

  private static List<FixTrials> one(Trial opened, @Nullable Trial installed) {
    return List.of(new FixTrials(1, opened, installed, SHARE));
  }

  private static Trial trial() {
    return new Trial(List.of(new AtRisk("all", 500, 500)));
  }

  /** 1,000 devices that differ tenfold, in waves a time unit apart; looked at after every event. */
  private static final class Waves {
    private static final double[] ENDS = {0.1, 0.3, 0.8};
    private static final int DEVICES = 1_000;

    private record Event(double at, int device) {}

    private final double[] installedAt = new double[DEVICES];
    private final int[] waves = new int[DEVICES];
    private final List<Event> events = new ArrayList<>();
    private final Trial[] opened = new Trial[ENDS.length];
    private final @Nullable Trial[] installed = new Trial[ENDS.length];
    private final boolean[][] had = new boolean[ENDS.length][DEVICES];

    /**
     * @param effect how many times as often who runs the release has the symptom
     * @param delay how long after its wave opened nine of ten have it; one never does
     */
    Waves(SplittableRandom random, double effect, double delay) {
      for (int i = 0; i < DEVICES; i++) {
        double place = random.nextDouble();
        waves[i] = place < ENDS[0] ? 0 : place < ENDS[1] ? 1 : place < ENDS[2] ? 2 : ENDS.length;
        installedAt[i] =
            waves[i] == ENDS.length || random.nextInt(10) == 0
                ? Double.POSITIVE_INFINITY
                : waves[i] + delay * random.nextDouble();
        double hazard = 0.3 * Math.pow(10, random.nextDouble() - 0.5);
        double at = 0;
        while (at < ENDS.length + 2) {
          at += -Math.log1p(-random.nextDouble()) / hazard;
          if (at < installedAt[i] || random.nextDouble() < effect) {
            events.add(new Event(at, i));
          }
        }
      }
      events.sort(Comparator.comparingDouble(Event::at));
    }

    /** What is said first. */
    Fix.State first() {
      int wave = -1;
      for (Event event : events) {
        if (event.at() >= ENDS.length + 2) {
          break;
        }
        while (wave < ENDS.length - 1 && event.at() >= wave + 1) {
          open(++wave);
        }
        for (int i = 0; i <= wave; i++) {
          count(event, i, wave);
        }
        Fix.State state = Fix.judge(trials(wave), ALPHA).state();
        if (state != Fix.State.OPEN) {
          return state;
        }
      }
      return Fix.State.OPEN;
    }

    private void open(int wave) {
      int treated = 0;
      int controls = 0;
      for (int i = 0; i < DEVICES; i++) {
        treated += waves[i] == wave ? 1 : 0;
        controls += waves[i] > wave ? 1 : 0;
        for (int before = 0; before < wave; before++) {
          if (waves[i] == wave && !had[before][i]) {
            opened[before].censored("all", 0, 1);
            if (installed[before] != null) {
              installed[before].censored("all", 0, 1);
            }
          }
        }
      }
      opened[wave] = new Trial(List.of(new AtRisk("all", treated, controls)));
    }

    private void count(Event event, int trial, int newest) {
      if (installed[trial] == null && share(trial, event.at()) >= SHARE) {
        installed[trial] = opened[trial].begunAgain();
      }
      boolean treated = waves[event.device()] == trial;
      if (!had[trial][event.device()] && (treated || waves[event.device()] > newest)) {
        had[trial][event.device()] = true;
        opened[trial].happened("all", treated);
        if (installed[trial] != null) {
          installed[trial].happened("all", treated);
        }
      }
    }

    private double share(int wave, double at) {
      int members = 0;
      int run = 0;
      for (int i = 0; i < DEVICES; i++) {
        members += waves[i] == wave ? 1 : 0;
        run += waves[i] == wave && installedAt[i] <= at ? 1 : 0;
      }
      return (double) run / members;
    }

    private List<FixTrials> trials(int newest) {
      var all = new ArrayList<FixTrials>();
      for (int i = 0; i <= newest; i++) {
        all.add(new FixTrials(i + 1, opened[i], installed[i], SHARE));
      }
      return all;
    }
  }
}
