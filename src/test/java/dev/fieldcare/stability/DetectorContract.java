package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every detector must hold to; a new one extends this and says how to make itself. */
abstract class DetectorContract {
  private static final int MOST_STATE = 4096;

  abstract Detector make();

  private record Value(long ts, double value) {}

  private static final class Log implements Sink {
    final List<String> said = new ArrayList<>();

    @Override
    public void raise(Finding finding) {
      said.add("raise " + finding);
      assertTrue(finding.since() <= finding.at(), "begins before it is certain: " + finding);
    }

    @Override
    public void clear(long at, long lastSeen) {
      said.add("clear " + at + " " + lastSeen);
    }
  }

  /** A life with everything in it: calm, steps, noise, standstill, gaps, a clock put back. */
  private static List<Value> life(long seed, int length) {
    var random = new Random(seed);
    var values = new ArrayList<Value>();
    long ts = Fixture.T0;
    double level = 60;
    double noise = 1;
    for (int i = 0; i < length; i++) {
      if (random.nextInt(400) == 0) {
        level = random.nextInt(20, 100);
        noise = random.nextInt(4) == 0 ? 0 : random.nextDouble(10);
      }
      ts += random.nextInt(2000) == 0 ? 40_000_000 : 10_000;
      values.add(new Value(ts, level + noise * random.nextGaussian()));
    }
    return values;
  }

  private static void feed(Detector detector, List<Value> values, Sink sink) {
    values.forEach(each -> detector.observe(each.ts, each.value, sink));
  }

  private static byte[] save(Detector detector) throws IOException {
    var bytes = new ByteArrayOutputStream();
    detector.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Test
  void no_value_and_no_time_makes_it_throw() {
    double[] odd = {
      0,
      -0.0,
      1,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      Double.MIN_VALUE,
      1e100,
      -1e-300
    };
    long[] steps = {1, 0, -1, 10_000, -86_400_000, 1L << 40, -(1L << 40)};
    for (long seed = 1; seed <= 5; seed++) {
      var random = new Random(seed);
      Detector detector = make();
      feed(detector, life(seed, 2000), new Log());
      long ts = Fixture.T0;
      for (int i = 0; i < 20_000; i++) {
        ts += steps[random.nextInt(steps.length)];
        double value = random.nextInt(3) == 0 ? odd[random.nextInt(odd.length)] : i % 9;
        detector.observe(ts, value, new Looser());
      }
    }
  }

  /** Time may jump wildly here, so only the absence of exceptions is judged. */
  private static final class Looser implements Sink {
    @Override
    public void raise(Finding finding) {}

    @Override
    public void clear(long at, long lastSeen) {}
  }

  @Test
  void the_same_values_get_the_same_answers() {
    for (long seed = 1; seed <= 5; seed++) {
      var once = new Log();
      var again = new Log();
      feed(make(), life(seed, 6000), once);
      feed(make(), life(seed, 6000), again);
      assertEquals(once.said, again.said, "seed " + seed);
    }
  }

  @Test
  void saving_and_loading_in_the_middle_changes_nothing() throws IOException {
    for (long seed = 1; seed <= 8; seed++) {
      List<Value> life = life(seed, 6000);
      var whole = new Log();
      Detector unbroken = make();
      feed(unbroken, life, whole);
      var parts = new Log();
      Detector detector = make();
      var random = new Random(seed);
      for (Value each : life) {
        detector.observe(each.ts, each.value, parts);
        if (random.nextInt(50) == 0) {
          byte[] state = save(detector);
          detector = make();
          detector.load(new DataInputStream(new ByteArrayInputStream(state)));
        }
      }
      assertEquals(whole.said, parts.said, "seed " + seed);
    }
  }

  @Test
  void its_state_stays_small() throws IOException {
    Detector detector = make();
    feed(detector, life(7, 100_000), new Log());
    int size = save(detector).length;
    assertTrue(size <= MOST_STATE, "expected at most " + MOST_STATE + " bytes, found " + size);
  }

  @Test
  void it_clears_only_what_it_raised() {
    for (long seed = 1; seed <= 5; seed++) {
      var log = new Log();
      feed(make(), life(seed, 20_000), log);
      String before = "clear";
      for (String each : log.said) {
        String now = each.substring(0, 5);
        assertTrue(now.equals("raise") || before.equals("raise"), "cleared twice, seed " + seed);
        before = now;
      }
    }
  }
}
