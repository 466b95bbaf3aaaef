package dev.fieldcare.stability;

import dev.fieldcare.registry.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Raises when a device failed and started anew, and again, more severely, when it keeps doing so.
 *
 * <p>One unexpected reboot is minor; three within an hour are a crash loop and major, ten are
 * critical. It clears after an hour of event time without one. Each instant counts once.
 */
public final class RebootDetector {
  static final long WINDOW = 3_600_000;
  private static final int LOOP = 3;
  private static final int KEPT = 16;

  private final String symptom;

  /** Event times of the newest ones, ascending. */
  private final long[] times = new long[KEPT];

  private int count;
  private boolean active;
  private long activeSince;
  private long clearedAt = Long.MIN_VALUE;

  /**
   * @param symptom {@code reboot.unexpected}, or {@code crash} for crash reports without a reboot
   */
  public RebootDetector(String symptom) {
    this.symptom = symptom;
  }

  /**
   * Takes one failure.
   *
   * @param what {@code rebooted unexpectedly}
   * @param reason {@code 0x8002 watchdog}
   */
  public void failed(long ts, String what, String reason, Sink sink) {
    if (!remember(ts)) {
      return;
    }
    long newest = times[count - 1];
    if (!active) {
      active = true;
      activeSince = ts;
    }
    int recent = 0;
    for (int i = 0; i < count; i++) {
      recent += times[i] > newest - WINDOW ? 1 : 0;
    }
    long first = times[count - recent];
    Severity severity =
        recent < LOOP ? Severity.MINOR : recent < 10 ? Severity.MAJOR : Severity.CRITICAL;
    sink.raise(
        new Finding(
            symptom,
            severity,
            activeSince,
            ts,
            null,
            because(what, reason, recent, first, newest)));
  }

  boolean isActive() {
    return active;
  }

  /**
   * Whether a failure at {@code ts}, told only now that event time has passed on to {@code newest},
   * finds everything as it would have in time: nothing was decided since.
   */
  boolean wouldTake(long ts, long newest) {
    boolean isNext = count == 0 || ts > times[count - 1];
    return isNext && newest - ts < WINDOW && (active || clearedAt == Long.MIN_VALUE);
  }

  /** Event time has come this far without a failure. */
  public void passed(long ts, Sink sink) {
    if (active && ts - times[count - 1] >= WINDOW) {
      active = false;
      clearedAt = ts;
      sink.clear(ts, times[count - 1]);
    }
  }

  private boolean remember(long ts) {
    int at = Arrays.binarySearch(times, 0, count, ts);
    if (at >= 0 || (count == KEPT && ts < times[0])) {
      return false;
    }
    if (count == KEPT) {
      System.arraycopy(times, 1, times, 0, --count);
      at = Arrays.binarySearch(times, 0, count, ts);
    }
    int place = -at - 1;
    System.arraycopy(times, place, times, place + 1, count - place);
    times[place] = ts;
    count++;
    return true;
  }

  private Because because(String what, String reason, int recent, long first, long newest) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("reason", reason);
    arguments.put("count", (long) recent);
    arguments.put("withinSeconds", (newest - first) / 1000.0);
    if (recent < LOOP) {
      return new Because(what + ": " + reason, symptom, arguments);
    }
    String atLeast = recent == KEPT ? "at least " : "";
    String text =
        "crash loop: %s%d times in %s %s, last %s"
            .formatted(atLeast, recent, Words.duration(newest - first), what, reason);
    return new Because(text, symptom + ".loop", arguments);
  }

  public void save(DataOutput out) throws IOException {
    out.writeByte(count);
    for (int i = 0; i < count; i++) {
      out.writeLong(times[i]);
    }
    out.writeBoolean(active);
    out.writeLong(activeSince);
    out.writeLong(clearedAt);
  }

  public void load(DataInput in) throws IOException {
    count = in.readByte();
    for (int i = 0; i < count; i++) {
      times[i] = in.readLong();
    }
    active = in.readBoolean();
    activeSince = in.readLong();
    clearedAt = in.readLong();
  }
}
