package dev.fieldcare.stability;

import dev.fieldcare.registry.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Raises when nothing has been heard of a device for longer than it ever leaves between messages.
 * Judged by the server's receive time alone, never by what stamps the readings bear.
 *
 * <p>Patience is six expected intervals; for a model without an interval eight times the device's
 * own long gap; with nothing to go by a day. A last will ({@code online:false}) is a hint that
 * halves it. Nothing is counted before the server's own start and its grace, for it was the server
 * that was not there. A device that was never heard of is not silent.
 */
public final class SilenceDetector {
  static final String SYMPTOM = "silence";
  private static final long LEARNT_FLOOR = 600_000;
  private static final long UNKNOWN_PATIENCE = 86_400_000;
  private static final long UNKNOWN_PATIENCE_AFTER_WILL = 3_600_000;

  private final long interval;
  private final long floor;
  private final long floorAfterWill;
  private final Rhythm rhythm = new Rhythm();

  private long lastArrival;
  private long willArrival;
  private boolean active;

  /**
   * @param intervalMillis how often the device should report, or 0 if only its habit tells
   */
  public SilenceDetector(long intervalMillis, StabilitySettings settings) {
    this.interval = intervalMillis;
    this.floor = settings.silenceFloor().toMillis();
    this.floorAfterWill = settings.lastWillFloor().toMillis();
  }

  /** Something the device measured or did arrived; times in epoch milliseconds. */
  public void heard(long at, Sink sink) {
    if (at < lastArrival) {
      return;
    }
    if (interval == 0) {
      rhythm.arrived(at);
    }
    lastArrival = at;
    willArrival = 0;
    if (active) {
      active = false;
      sink.clear(at, at);
    }
  }

  /** The device or its last will said whether it is online. */
  public void told(boolean online, long at) {
    willArrival = online ? 0 : at;
  }

  /**
   * The server's clock has come to {@code now}, and the server has been there to hear devices since
   * {@code listeningSince}, grace included.
   */
  public boolean tick(long now, long listeningSince, Sink sink) {
    if (active || lastArrival == 0) {
      return false;
    }
    long patience = patience();
    boolean silent = now - Math.max(lastArrival, listeningSince) >= patience;
    boolean byWill = false;
    if (willArrival != 0 && !silent) {
      byWill = now - Math.max(willArrival, listeningSince) >= patienceAfterWill();
    }
    if (silent || byWill) {
      active = true;
      sink.raise(
          new Finding(SYMPTOM, Severity.MAJOR, lastArrival, now, null, because(now, patience)));
    }
    return active;
  }

  private long patience() {
    if (interval > 0) {
      return Math.max(6 * interval, floor);
    }
    return rhythm.isKnown() ? Math.max(8 * rhythm.longGap(), LEARNT_FLOOR) : UNKNOWN_PATIENCE;
  }

  private long patienceAfterWill() {
    if (interval > 0) {
      return Math.max(3 * interval, floorAfterWill);
    }
    return rhythm.isKnown() ? patience() / 2 : UNKNOWN_PATIENCE_AFTER_WILL;
  }

  private Because because(long now, long patience) {
    String expected =
        interval > 0
            ? ", expected every " + Words.duration(interval)
            : rhythm.isKnown()
                ? ", usually at most %s apart".formatted(Words.duration(rhythm.longGap()))
                : "";
    String will =
        willArrival == 0 ? "" : "; it was reported offline at " + Words.instant(willArrival);
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("silentSeconds", (now - lastArrival) / 1000.0);
    arguments.put("patienceSeconds", patience / 1000.0);
    arguments.put("intervalSeconds", interval / 1000.0);
    arguments.put("lastArrival", Words.instant(lastArrival));
    if (willArrival != 0) {
      arguments.put("offlineAt", Words.instant(willArrival));
    }
    String text = "no reading for " + Words.duration(now - lastArrival) + expected + will;
    return new Because(text, willArrival == 0 ? SYMPTOM : SYMPTOM + ".will", arguments);
  }

  public void save(DataOutput out) throws IOException {
    out.writeLong(lastArrival);
    out.writeLong(willArrival);
    out.writeBoolean(active);
    out.writeBoolean(interval == 0);
    if (interval == 0) {
      rhythm.save(out);
    }
  }

  public void load(DataInput in) throws IOException {
    lastArrival = in.readLong();
    willArrival = in.readLong();
    active = in.readBoolean();
    if (in.readBoolean()) {
      rhythm.load(in);
    }
  }
}
