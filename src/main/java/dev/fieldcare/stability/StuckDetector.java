package dev.fieldcare.stability;

import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Raises when a value that used to vary stays exactly the same.
 *
 * <p>It learns how often a reading repeats the one before, and the longest run. A run is an alarm
 * when its chance is under e⁻²⁵, it is four times the longest, and lasted thirty readings and ten
 * minutes; a day where the value is 0 or an end of its range it often goes to, for that may be a
 * machine at rest. What is mostly constant never qualifies. Long runs that end well are learnt, so
 * a habit alarms ever less.
 */
public final class StuckDetector implements Detector {
  private static final int ENOUGH_CHANGES = 30;
  private static final int SHORTEST = 30;
  private static final long SHORTEST_TIME = 600_000;
  private static final long SHORTEST_TIME_AT_REST = 86_400_000;
  private static final double RARE = 25;
  private static final int OFTEN = 10;
  private static final int FADE_AT = 20_000;

  private final Metric metric;
  private final String symptom;
  private double last = Double.NaN;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;
  private int runsAtLeast;
  private int runsAtGreatest;
  private int run;
  private long runSince;
  private long lastTs;
  private int longest = 1;
  private int changes;
  private int repeats;
  private boolean active;

  public StuckDetector(Metric metric) {
    this.metric = metric;
    this.symptom = metric.name() + ".stuck";
  }

  @Override
  public String id() {
    return "stuck";
  }

  @Override
  public void observe(long ts, double value, Sink sink) {
    if (Double.isNaN(value)) {
      return;
    }
    if (value != last) {
      if (!Double.isNaN(last)) {
        endRun(ts, sink);
      }
      last = value;
      run = 1;
      runSince = ts;
    } else {
      run = Math.min(run + 1, Integer.MAX_VALUE / 8);
      if (!active && isStuck(ts, value)) {
        active = true;
        sink.raise(finding(ts, value));
      }
    }
    lastTs = ts;
  }

  private void endRun(long ts, Sink sink) {
    if (active) {
      active = false;
      sink.clear(ts, lastTs);
    }
    int believed = Math.min(run, 2 * longest + 10); // a fault must not pass for a habit at once
    longest = Math.max(longest, believed);
    runsAtLeast = last < least ? 1 : last == least ? runsAtLeast + 1 : runsAtLeast;
    runsAtGreatest = last > greatest ? 1 : last == greatest ? runsAtGreatest + 1 : runsAtGreatest;
    least = Math.min(least, last);
    greatest = Math.max(greatest, last);
    changes++;
    repeats += believed - 1;
    if (changes + repeats > FADE_AT) {
      changes /= 2;
      repeats /= 2;
    }
  }

  private boolean isStuck(long ts, double value) {
    if (run < SHORTEST || run < 4 * longest || changes < ENOUGH_CHANGES) {
      return false;
    }
    boolean maybeAtRest =
        value == 0
            || (value == least && runsAtLeast >= OFTEN)
            || (value == greatest && runsAtGreatest >= OFTEN);
    long shortest = maybeAtRest ? SHORTEST_TIME_AT_REST : SHORTEST_TIME;
    return ts - runSince >= shortest && run * -Math.log(chanceOfRepeat()) >= RARE;
  }

  /** Rather too high than too low. */
  private double chanceOfRepeat() {
    double high = repeats + 2 + 2 * Math.sqrt(repeats + 1.0);
    return Math.clamp(high / (repeats + changes + 4), 0.05, 0.9999);
  }

  private Finding finding(long ts, double value) {
    double before = (double) repeats / (repeats + changes);
    String text =
        "%s stayed exactly %s for %s (%d readings; before, %s %% of readings repeated the last, at most %d in a row)"
            .formatted(
                metric.name(),
                Words.quantity(value, metric.unit()),
                Words.duration(ts - runSince),
                run,
                Words.number(Math.round(before * 1000) / 10.0),
                longest);
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("metric", metric.name());
    arguments.put("value", value);
    arguments.put("unit", metric.unit() == null ? "" : metric.unit());
    arguments.put("heldSeconds", (ts - runSince) / 1000.0);
    arguments.put("readings", (long) run);
    arguments.put("repeatPercent", before * 100);
    arguments.put("longestBefore", (long) longest);
    Because because = new Because(text, "stuck", arguments);
    return new Finding(symptom, Severity.MINOR, runSince, ts, metric.name(), because);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (double each : new double[] {last, least, greatest}) {
      out.writeDouble(each);
    }
    for (int each : new int[] {run, longest, changes, repeats, runsAtLeast, runsAtGreatest}) {
      out.writeInt(each);
    }
    out.writeLong(runSince);
    out.writeLong(lastTs);
    out.writeBoolean(active);
  }

  @Override
  public void load(DataInput in) throws IOException {
    last = in.readDouble();
    least = in.readDouble();
    greatest = in.readDouble();
    run = in.readInt();
    longest = in.readInt();
    changes = in.readInt();
    repeats = in.readInt();
    runsAtLeast = in.readInt();
    runsAtGreatest = in.readInt();
    runSince = in.readLong();
    lastTs = in.readLong();
    active = in.readBoolean();
  }
}
