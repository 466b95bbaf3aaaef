package dev.fieldcare.quality.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Draws items at random: every set of that size is as likely as any other, and the recorded seed
 * gives the same one to whoever asks again ({@link Random} is the same in every Java).
 */
public final class Draw {
  private Draw() {}

  /** So many different numbers from 1 to {@code of}, in order; by Floyd's algorithm. */
  public static List<Integer> numbers(int count, int of, long seed) {
    if (count < 0 || count > of) {
      throw new IllegalArgumentException("cannot draw " + count + " of " + of);
    }
    var random = new Random(seed);
    var drawn = new TreeSet<Integer>();
    for (int last = of - count + 1; last <= of; last++) {
      if (!drawn.add(1 + random.nextInt(last))) {
        drawn.add(last);
      }
    }
    return List.copyOf(drawn);
  }

  /** So many of these. */
  public static <T> List<T> of(List<T> all, int count, long seed) {
    var drawn = new ArrayList<T>();
    numbers(count, all.size(), seed).forEach(number -> drawn.add(all.get(number - 1)));
    return drawn;
  }
}
