package dev.fieldcare.stability;

import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Raises when a series does what it has never done before, with one setting for all series and no
 * training apart from what went before.
 *
 * <p>Idea: of each minute's block it takes a few sizes (how high, how low, how sudden a rise or
 * fall, how calm, how unusual for the hour of the week) and keeps the {@link Largest} of each. A
 * block speaks only by how far it exceeds one; the logarithms, each bounded, add up and are
 * forgotten within a few blocks. After a peak only a higher one counts for a while, so a burst is
 * one event. About 0.2 µs a block and 1.4 KB a series; docs/decisions/0004 has the figures.
 */
public final class NoveltyDetector implements Detector {
  /** Twice what is scored: an ordinary record is not worth a ticket of its own. */
  private static final double ALARM_AT = 3 * Thresholds.QUARTER_A_WEEK;

  private static final int WARM_UP = 60;
  private static final int RECENT = 24;
  private static final int SHORT = 6;
  private static final int HOLD_BLOCKS = 200;
  private static final double MARGIN = 0.3;
  private static final double REMEMBERED = 0.5;
  private static final double BOUND = 2;
  private static final double PER_E_FOLD = 10;
  private static final double YOUNGEST = 30;
  private static final double GROWN_UP = 2000;
  private static final double FIVE_MINUTES = 300_000;
  private static final long HOLD = 3_600_000;

  /** In what a block can exceed all before it. */
  private enum Kind {
    HIGH("novel.high", "rose to %s, higher above its usual %s than ever"),
    LOW("novel.low", "fell to %s, lower below its usual %s than ever"),
    CALM("novel.calm", "is at %s, about its usual %s, but calmer than ever"),
    RISE("novel.rise", "is at %s and rose more steeply than ever; usual is %s"),
    FALL("novel.fall", "is at %s and fell more steeply than ever; usual is %s"),
    HOUR("novel.hour", "is at %s, as never at this hour of the week; on the whole usual is %s");

    private final String key;
    private final String words;

    Kind(String key, String words) {
      this.key = key;
      this.words = words;
    }
  }

  private static final Kind[] KINDS = Kind.values();

  private final Metric metric;
  private final String symptom;
  private final Block block = new Block();
  private final Largest[] largest = new Largest[KINDS.length];
  private final WeekProfile week = new WeekProfile();

  /** The latest values, newest first. */
  private final float[] recent = new float[RECENT];

  private long blocks;
  private long firstBlock;
  private long lastBlock;
  private double gap;

  /** Exponential averages of the value over about 4 and 12 blocks and a day. */
  private double fast;

  private double middle;
  private double slow;

  /** Mean squares of the distance to {@code fast}, over 12 blocks and a day. */
  private double unrest;

  private double usualUnrest;

  private double evidence;
  private double peak;
  private long blocksSincePeak = HOLD_BLOCKS;
  private double strangeness;
  private boolean active;
  private long lastSeen;

  /** What speaks most against the block at hand, and how much. */
  private int strongest;

  private double strongestExcess;

  public NoveltyDetector(Metric metric) {
    this.metric = metric;
    this.symptom = metric.name() + ".novel";
    for (int i = 0; i < largest.length; i++) {
      largest[i] = new Largest();
    }
  }

  @Override
  public String id() {
    return "novel";
  }

  @Override
  public void observe(long ts, double value, Sink sink) {
    strangeness = 0;
    // Beyond this, squares would overflow; no sensor means it.
    if (!(Math.abs(value) <= 1e100) || !block.add(ts, value)) {
      return;
    }
    double novelty = judge(block.start(), block.mean());
    strangeness = peakOf(novelty);
    if (novelty >= alarmAt()) {
      lastSeen = ts;
      if (!active) {
        active = true;
        sink.raise(finding(ts, novelty));
      }
    } else if (active && ts - lastSeen >= Math.max(HOLD, 6 * gap)) {
      active = false;
      sink.clear(ts, lastSeen);
    }
  }

  @Override
  public double strangeness() {
    return strangeness;
  }

  /** The novelty if it is a new peak, else 0. */
  private double peakOf(double novelty) {
    blocksSincePeak++;
    boolean isHeld = blocksSincePeak < HOLD_BLOCKS;
    if (novelty <= 0 || (isHeld && novelty <= peak + MARGIN)) {
      return 0;
    }
    peak = novelty;
    blocksSincePeak = 0;
    return novelty;
  }

  /** A fast series has more chances a week to be wrong, a young one less to go by. */
  private double alarmAt() {
    double forSpeed = Math.max(1, Math.sqrt(FIVE_MINUTES / gap));
    double forYouth = Math.max(1, GROWN_UP / blocks);
    return ALARM_AT * forSpeed * forYouth;
  }

  private double judge(long ts, double value) {
    blocks++;
    if (blocks == 1) {
      begin(ts, value);
      return 0;
    }
    double step = Math.clamp(ts - lastBlock, 1, Long.MAX_VALUE / 2);
    gap = gap == 0 ? step : gap + 0.05 * (Math.min(step, 4 * gap) - gap);
    lastBlock = ts;
    if (step > 30 * gap) {
      fast = value; // after a pause there is nothing to have jumped from
    }
    double residual = value - fast;
    double lately = Math.max(1 / 12.0, 1.0 / blocks);
    unrest += lately * (residual * residual - unrest);
    middle += lately * (value - middle);
    remember(value);
    double distance = value - slow;
    double step6 = mean(0, SHORT) - mean(SHORT, RECENT);
    double ofHour = week.distance(ts, middle, gap);
    strongestExcess = 0;
    double sum =
        excess(Kind.HIGH, distance)
            + excess(Kind.LOW, -distance)
            + excess(Kind.CALM, unrest > 0 ? Math.sqrt(usualUnrest / unrest) : 0)
            + excess(Kind.RISE, step6)
            + excess(Kind.FALL, -step6)
            + (Double.isNaN(ofHour) ? 0 : excess(Kind.HOUR, ofHour));
    learn(value, residual);
    evidence = REMEMBERED * evidence + sum;
    return sum == 0 || blocks <= WARM_UP ? 0 : evidence * maturity();
  }

  private double excess(Kind kind, double size) {
    double excess = largest[kind.ordinal()].exceededBy(size);
    if (excess == 0) {
      return 0;
    }
    double bounded = BOUND * Math.log1p(PER_E_FOLD / BOUND * excess);
    if (bounded > strongestExcess) {
      strongest = kind.ordinal();
      strongestExcess = bounded;
    }
    return bounded;
  }

  /** Records are cheap to a young series. */
  private double maturity() {
    return Math.min(1, Math.log(blocks / YOUNGEST) / Math.log(GROWN_UP / YOUNGEST));
  }

  private void begin(long ts, double value) {
    firstBlock = ts;
    lastBlock = ts;
    fast = value;
    middle = value;
    slow = value;
    Arrays.fill(recent, (float) value);
  }

  private void remember(double value) {
    System.arraycopy(recent, 0, recent, 1, RECENT - 1);
    recent[0] = (float) value;
  }

  private double mean(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += recent[i];
    }
    return sum / (to - from);
  }

  private void learn(double value, double residual) {
    double memory = 1 / Math.min(blocks, Math.max(200, 86_400_000 / Math.max(1, gap)));
    double square = residual * residual;
    double bounded = usualUnrest > 0 ? Math.min(square, 25 * usualUnrest) : square;
    usualUnrest += memory * (bounded - usualUnrest);
    fast += Math.max(0.25, 1.0 / blocks) * residual;
    slow += memory * (value - slow);
  }

  private Finding finding(long ts, double novelty) {
    Kind kind = KINDS[strongest];
    double half = 2 * Math.sqrt(usualUnrest);
    String usual =
        "%s to %s".formatted(Words.number(slow - half), Words.quantity(slow + half, metric.unit()));
    String text =
        "%s %s (novelty %s, alarm at %s; learnt from %s)"
            .formatted(
                metric.name(),
                kind.words.formatted(Words.quantity(block.mean(), metric.unit()), usual),
                Words.number(novelty),
                Words.number(alarmAt()),
                Words.duration(ts - firstBlock));
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("metric", metric.name());
    arguments.put("value", block.mean());
    arguments.put("unit", metric.unit() == null ? "" : metric.unit());
    arguments.put("usualFrom", slow - half);
    arguments.put("usualTo", slow + half);
    arguments.put("novelty", novelty);
    arguments.put("learntSeconds", (ts - firstBlock) / 1000.0);
    Because because = new Because(text, kind.key, arguments);
    return new Finding(symptom, Severity.MINOR, block.start(), ts, metric.name(), because);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    block.save(out);
    for (long each : new long[] {blocks, firstBlock, lastBlock, blocksSincePeak, lastSeen}) {
      out.writeLong(each);
    }
    for (double each :
        new double[] {gap, fast, middle, slow, unrest, usualUnrest, evidence, peak, strangeness}) {
      out.writeDouble(each);
    }
    out.writeBoolean(active);
    for (float each : recent) {
      out.writeFloat(each);
    }
    for (Largest each : largest) {
      each.save(out);
    }
    week.save(out);
  }

  @Override
  public void load(DataInput in) throws IOException {
    block.load(in);
    blocks = in.readLong();
    firstBlock = in.readLong();
    lastBlock = in.readLong();
    blocksSincePeak = in.readLong();
    lastSeen = in.readLong();
    gap = in.readDouble();
    fast = in.readDouble();
    middle = in.readDouble();
    slow = in.readDouble();
    unrest = in.readDouble();
    usualUnrest = in.readDouble();
    evidence = in.readDouble();
    peak = in.readDouble();
    strangeness = in.readDouble();
    active = in.readBoolean();
    for (int i = 0; i < RECENT; i++) {
      recent[i] = in.readFloat();
    }
    for (Largest each : largest) {
      each.load(in);
    }
    week.load(in);
  }
}
