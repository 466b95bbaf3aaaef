package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a clock drifts, told from how far its stamps were ahead of their arrival.
 *
 * <p>The way a message takes only ever makes its stamp look older, so of each stretch of time the
 * stamp furthest ahead is kept: 24 of them, over ten minutes each at first and, as time goes on,
 * over up to six hours. The drift is the median of the slopes between any two, its bounds are those
 * of their ranks (Sen 1968; Gilbert 1987, 16.5). A jump from one stretch to the next, as when the
 * clock is set, starts all over.
 */
final class ClockDrift {
  private static final int MOST = 24;
  private static final int FEWEST = 6;
  private static final int FEWEST_STEPS = 4;
  private static final long SHORTEST_SPAN = 600_000;
  private static final long LONGEST_SPAN = 36 * SHORTEST_SPAN;
  private static final double NORMAL_95 = 1.96;

  private final long[] leads = new long[MOST];
  private final long[] arrivals = new long[MOST];
  private long span = SHORTEST_SPAN;
  private int size;

  /** Takes in by how many milliseconds a stamp was ahead when it arrived. */
  void heard(long lead, long arrival) {
    int last = size - 1;
    if (size > 0 && arrival / span <= arrivals[last] / span) {
      if (lead > leads[last]) {
        leads[last] = lead;
        arrivals[last] = Math.max(arrival, arrivals[last]);
      }
      return;
    }
    if (size > 1 && hasJumped(last)) {
      leads[0] = leads[last];
      arrivals[0] = arrivals[last];
      size = 1;
      span = SHORTEST_SPAN;
    } else if (size == MOST) {
      makeRoom();
    }
    leads[size] = lead;
    arrivals[size] = arrival;
    size++;
  }

  /**
   * Whether it went otherwise than so far, which is not for a crystal to do; or at all, at first.
   */
  private boolean hasJumped(int i) {
    double change = leads[i] - leads[i - 1];
    double lasted = arrivals[i] - arrivals[i - 1];
    if (i < FEWEST_STEPS) {
      return Math.abs(change) > 2_000 + lasted / 100;
    }
    double[] steps = new double[i - 1];
    for (int k = 1; k < i; k++) {
      steps[k - 1] = (double) (leads[k] - leads[k - 1]) / (arrivals[k] - arrivals[k - 1]);
    }
    Arrays.sort(steps);
    return Math.abs(change - steps[steps.length / 2] * lasted) > 1_000 + lasted / 20_000;
  }

  private void makeRoom() {
    if (span == LONGEST_SPAN) {
      System.arraycopy(leads, 1, leads, 0, --size);
      System.arraycopy(arrivals, 1, arrivals, 0, size);
      return;
    }
    span = Math.min(LONGEST_SPAN, 2 * span);
    int kept = 0;
    for (int i = 1; i < size; i++) {
      boolean isApart = arrivals[i] / span != arrivals[kept] / span;
      if (isApart || leads[i] > leads[kept]) {
        kept += isApart ? 1 : 0;
        leads[kept] = leads[i];
        arrivals[kept] = arrivals[i];
      }
    }
    size = kept + 1;
    if (size == MOST) {
      makeRoom(); // there were gaps
    }
  }

  /** Empty while fewer than six stretches are known, or if the server itself gave the stamps. */
  Optional<LearntClock.Drift> estimate() {
    if (size < FEWEST || Arrays.stream(leads, 0, size).allMatch(each -> each == 0)) {
      return Optional.empty();
    }
    double[] slopes = new double[size * (size - 1) / 2];
    int count = 0;
    for (int i = 0; i < size; i++) {
      for (int j = i + 1; j < size; j++) {
        slopes[count++] = 1e6 * (leads[j] - leads[i]) / (arrivals[j] - arrivals[i]);
      }
    }
    Arrays.sort(slopes);
    double width = NORMAL_95 * Math.sqrt(size * (size - 1) * (2.0 * size + 5) / 18);
    int lower = (int) Math.max(0, Math.floor((count - width) / 2) - 1);
    int upper = (int) Math.min(count - 1, Math.ceil((count + width) / 2));
    double median = (slopes[(count - 1) / 2] + slopes[count / 2]) / 2;
    var over = Duration.ofMillis(arrivals[size - 1] - arrivals[0]);
    return Optional.of(new LearntClock.Drift(median, slopes[lower], slopes[upper], over));
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(span);
    out.writeByte(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(leads[i]);
      out.writeLong(arrivals[i]);
    }
  }

  void load(DataInput in) throws IOException {
    span = in.readLong();
    size = in.readByte();
    for (int i = 0; i < size; i++) {
      leads[i] = in.readLong();
      arrivals[i] = in.readLong();
    }
  }
}
