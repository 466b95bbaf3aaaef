package dev.fieldcare.quality.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SwitchingTest {

  private static Switching after(String lots) {
    return after(Switching.START, lots);
  }

  /** + is an accepted lot. */
  private static Switching after(Switching from, String lots) {
    Switching now = from;
    for (char each : lots.toCharArray()) {
      now = now.after(each == '+');
    }
    return now;
  }

  @Test
  void two_of_five_rejected_tighten() {
    assertEquals(Severity.TIGHTENED, after("--").severity());
    assertEquals(Severity.TIGHTENED, after("-+++-").severity());
    assertEquals(Severity.NORMAL, after("-++++-").severity());
    assertEquals(Severity.NORMAL, after("-++++-++++-").severity());
  }

  @Test
  void five_accepted_in_a_row_return_to_normal() {
    assertEquals(Severity.TIGHTENED, after("--++++").severity());
    assertEquals(Switching.START, after("--+++++"));
    assertEquals(Severity.TIGHTENED, after("--++++-++++").severity());
  }

  @Test
  void five_rejected_under_tightened_discontinue_and_somebody_has_to_resume() {
    Switching stopped = after("---+-+-+-+-");
    assertEquals(Severity.DISCONTINUED, stopped.severity());
    assertThrows(Problem.class, () -> stopped.after(true));
    assertEquals(Severity.TIGHTENED, stopped.resumed().severity());
    assertEquals(Severity.NORMAL, after(stopped.resumed(), "+++++").severity());
    assertThrows(Problem.class, Switching.START::resumed);
  }

  /** The rules in their own words, over the whole history. */
  private static Severity byTheBook(List<Boolean> history) {
    Severity now = Severity.NORMAL;
    int since = 0;
    for (int i = 0; i < history.size(); i++) {
      List<Boolean> stretch = history.subList(since, i + 1);
      List<Boolean> last = stretch.subList(Math.max(0, stretch.size() - 5), stretch.size());
      long rejected = stretch.stream().filter(each -> !each).count();
      Severity next = now;
      if (now == Severity.NORMAL && last.stream().filter(each -> !each).count() >= 2) {
        next = Severity.TIGHTENED;
      } else if (now == Severity.TIGHTENED && rejected >= 5) {
        next = Severity.DISCONTINUED;
      } else if (now == Severity.TIGHTENED && last.size() == 5 && !last.contains(false)) {
        next = Severity.NORMAL;
      }
      if (next != now) {
        now = next;
        since = i + 1;
      }
    }
    return now;
  }

  @Test
  void walks_agree_with_the_rules_read_over_the_whole_history() {
    long seed = 28591;
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    for (int walk = 0; walk < 2_000; walk++) {
      double share = random.nextDouble();
      Switching now = Switching.START;
      var history = new ArrayList<Boolean>();
      while (history.size() < 60 && now.severity() != Severity.DISCONTINUED) {
        boolean accepted = random.nextDouble() > share;
        history.add(accepted);
        now = now.after(accepted);
        assertEquals(byTheBook(history), now.severity(), history.toString());
        assertEquals(now, Switching.fromJson(new JsonObject(now.json().encode())));
      }
    }
  }

  @Test
  void a_drawing_is_repeated_by_its_seed_and_every_item_is_as_likely() {
    var counts = new int[21];
    var seeds = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      long seed = seeds.nextLong();
      List<Integer> drawn = Draw.numbers(5, 20, seed);
      assertEquals(5, drawn.stream().distinct().count());
      assertEquals(drawn, Draw.numbers(5, 20, seed));
      drawn.forEach(each -> counts[each]++);
    }
    for (int item = 1; item <= 20; item++) {
      assertTrue(Math.abs(counts[item] - 5_000) < 300, item + ": " + counts[item]);
    }
    assertEquals(List.of("a", "b", "c"), Draw.of(List.of("a", "b", "c"), 3, 1));
  }
}
