package dev.fieldcare.stability;

import dev.fieldcare.registry.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Raises when a device that reports evenly loses more of its readings than it usually does.
 *
 * <p>Idea: gaps are told in beats of the device's own rhythm ({@link Beat}), and the share of beats
 * without a reading is judged every five minutes over the last hour ({@link Losses}), by its own
 * history ({@link Tail}). It must be a twentieth at least. Each alarm asks for more of the next,
 * half of which is forgotten in a week: that caps their rate. What is no loss is not counted: a gap
 * as long as a silence, and the same longer gap several times in a row, for that is another rhythm.
 * Clears when the share is back to half of what is asked for. About 20 ns a reading and 600 bytes.
 */
public final class MissingDetector implements Detector {
  static final String ID = "missing";
  static final String SYMPTOM = "readings.missing";
  private static final double FLOOR = 0.05;
  private static final int LEAST = 8;
  private static final int ENOUGH = 40;
  private static final int ENOUGH_JUDGED = 24;
  private static final double RARE = 10;
  private static final double RARER_EACH = 4;
  private static final double WEEK = 604_800_000;
  private static final double MEMORY = 2016;
  private static final int RUN = 4;

  /** Brings shares from 1 in 2048 to all into the middle of a tail's octaves. */
  private static final double OCTAVES_UP = 3;

  private final Beat beat;
  private final Losses losses = new Losses();
  private final Tail tail = Tail.ofOctaves();
  private long first = Long.MIN_VALUE;
  private int judged;
  private double usual;

  /** Gaps of the same number of beats, more than one, that are not counted yet. */
  private int runBeats;

  private int run;

  /** Alarms so far, half of them forgotten in a week. */
  private double alarms;

  private long lastAlarm;
  private boolean active;
  private long lastSeen;

  /**
   * @param expected how often the model says a reading should come, milliseconds, or 0
   */
  public MissingDetector(long expected) {
    this.beat = new Beat(expected);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public void observe(long ts, double value, Sink sink) {
    if (first == Long.MIN_VALUE) {
      first = ts;
      losses.begin(ts, beat.millis());
    }
    int beats = beat.passed(ts);
    if (beats == Beat.CHANGED) {
      run = 0;
      losses.begin(ts, beat.millis());
      clear(ts, sink);
    } else if (beats != 0) {
      count(beats);
    }
    if (losses.isOver(ts)) {
      judge(ts, sink);
      losses.goOn(ts);
    }
  }

  private void count(int beats) {
    boolean isSame = run > 0 && beats == runBeats;
    if (isSame || (run == RUN && beats % runBeats == 0)) {
      run = Math.min(run + 1, RUN);
      return;
    }
    for (int i = 0; run < RUN && i < run; i++) {
      losses.count(runBeats);
    }
    run = beats > 1 ? 1 : 0;
    runBeats = beats;
    if (beats == 1) {
      losses.count(1);
    }
  }

  private void judge(long ts, Sink sink) {
    int expected = losses.expected();
    if (beat.isUneven()) {
      clear(ts, sink);
    }
    if (!beat.isEven() || expected < ENOUGH) {
      return;
    }
    int missing = losses.missing();
    double share = (double) missing / expected;
    double rarity = tail.judge(OCTAVES_UP + Math.log((missing + 0.5) / expected) / Math.log(2));
    judged++;
    double before = alarms * Math.pow(0.5, Math.max(0, (double) ts - lastAlarm) / WEEK);
    boolean isMuch = missing >= LEAST && share >= FLOOR * (1 + before);
    boolean isRare = judged > ENOUGH_JUDGED && rarity >= RARE + RARER_EACH * before;
    if (active && share >= FLOOR / 2 && share >= 1.5 * usual) {
      lastSeen = ts;
    } else if (active) {
      clear(ts, sink);
    } else if (isMuch && isRare) {
      active = true;
      alarms = before + 1;
      lastAlarm = ts;
      lastSeen = ts;
      sink.raise(finding(ts, missing, expected));
    }
    double memory = Math.max(1.0 / judged, 1 / MEMORY) * (active ? 0.05 : 1);
    usual += memory * (share - usual);
  }

  private void clear(long ts, Sink sink) {
    if (active) {
      active = false;
      sink.clear(ts, lastSeen);
    }
  }

  private Finding finding(long ts, int missing, int expected) {
    double percent = 100.0 * missing / expected;
    String text =
        "%s %% of the readings expected in the last %s are missing (%d of %d, one every %s); usually %s %%, learnt from %s"
            .formatted(
                rounded(percent),
                Words.duration(losses.windowMillis()),
                missing,
                expected,
                Words.duration(Math.round(beat.millis())),
                rounded(100 * usual),
                Words.duration(ts - first));
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("missingPercent", percent);
    arguments.put("usualPercent", 100 * usual);
    arguments.put("missing", (long) missing);
    arguments.put("expected", (long) expected);
    arguments.put("windowSeconds", losses.windowMillis() / 1000.0);
    arguments.put("intervalSeconds", beat.millis() / 1000);
    arguments.put("learntSeconds", (ts - first) / 1000.0);
    Because because = new Because(text, ID, arguments);
    return new Finding(SYMPTOM, Severity.MINOR, losses.since(FLOOR / 2), ts, null, because);
  }

  private static String rounded(double percent) {
    return Words.number(Math.round(percent * 10) / 10.0);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    beat.save(out);
    losses.save(out);
    tail.save(out);
    out.writeLong(first);
    out.writeInt(judged);
    out.writeDouble(usual);
    out.writeInt(runBeats);
    out.writeByte(run);
    out.writeDouble(alarms);
    out.writeLong(lastAlarm);
    out.writeBoolean(active);
    out.writeLong(lastSeen);
  }

  @Override
  public void load(DataInput in) throws IOException {
    beat.load(in);
    losses.load(in);
    tail.load(in);
    first = in.readLong();
    judged = in.readInt();
    usual = in.readDouble();
    runBeats = in.readInt();
    run = in.readByte();
    alarms = in.readDouble();
    lastAlarm = in.readLong();
    active = in.readBoolean();
    lastSeen = in.readLong();
  }
}
