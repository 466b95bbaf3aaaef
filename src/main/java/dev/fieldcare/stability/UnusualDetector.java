package dev.fieldcare.stability;

import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Raises when a series looks as it hardly ever does, with one setting for all series and no
 * training apart from what went before.
 *
 * <p>Idea: five cheap features of each minute's block, each turned into its rarity by its own
 * history ({@link Tail}); their mean, lightly smoothed, is judged by the history of such means
 * again, which calibrates away that features go together. The rarity asked for grows as the series
 * is faster (more chances a week to be wrong) and younger (less to go by): the alarm budget is in
 * time, about one false ticket in a month. A series that is often strange makes strangeness usual
 * and so damps itself. About 0.7 µs a block and 1.5 KB a series; docs/decisions/0004 has the
 * figures.
 */
public final class UnusualDetector implements Detector {
  static final double ALARM_AT = 6.5;
  private static final int WARM_UP = 30;
  private static final int YOUNG = 60;
  private static final int GROWN_UP = 2000;
  private static final double FIVE_MINUTES = 300_000;
  private static final long HOLD = 3_600_000;

  private static final int JUMP = 0;
  private static final int DISTANCE = 1;
  private static final int UNREST = 2;
  private static final int SHIFT = 3;
  private static final int SPREAD = 4;
  private static final int FEATURES = 5;

  private final Metric metric;
  private final String symptom;
  private final Block block = new Block();
  private final Feature[] features = new Feature[FEATURES];
  private final Tail together = Tail.ofRarities();

  private long blocks;
  private long firstBlock;
  private long lastBlock;
  private double gap;

  /** Exponential averages of the value over about 4 and 12 blocks and a day. */
  private double fast;

  private double middle;
  private double slow;

  /** Mean squares of the distance to {@code fast}, over 12 blocks and a day, and to slow. */
  private double unrest;

  private double usualUnrest;
  private double variance;

  private double smoothed;
  private boolean active;
  private long lastSeen;
  private double strangeness;

  /** The feature that speaks most against the block at hand, and how rare it is. */
  private int strongest = -1;

  private double strongestRarity;

  public UnusualDetector(Metric metric) {
    this.metric = metric;
    this.symptom = metric.name() + ".unusual";
    for (int i = 0; i < FEATURES; i++) {
      features[i] = new Feature();
    }
  }

  @Override
  public String id() {
    return "unusual:2";
  }

  @Override
  public void observe(long ts, double value, Sink sink) {
    // Beyond this, squares would overflow; no sensor means it.
    if (Math.abs(value) <= 1e100 && block.add(ts, value)) {
      double rarity = judge(block.start(), block.mean(), block.spread());
      strangeness = Math.max(0, rarity);
      if (rarity >= ALARM_AT) {
        lastSeen = ts;
        if (!active) {
          active = true;
          sink.raise(finding(ts, rarity));
        }
      } else if (active && ts - lastSeen >= Math.max(HOLD, 6 * gap)) {
        active = false;
        sink.clear(ts, lastSeen);
      }
      learn(block.mean());
    }
  }

  @Override
  public double strangeness() {
    return strangeness;
  }

  /** The rarity of a block, made comparable between series. */
  private double judge(long ts, double value, double spread) {
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
    unrest += Math.max(1 / 12.0, 1.0 / blocks) * (residual * residual - unrest);
    middle += Math.max(1 / 12.0, 1.0 / blocks) * (value - middle);
    strongest = -1;
    strongestRarity = 0;
    double sum = 0;
    sum += rarity(JUMP, Math.abs(residual));
    sum += rarity(DISTANCE, Math.abs(value - slow));
    sum += rarity(UNREST, usualUnrest > 0 ? Math.sqrt(unrest / usualUnrest) : 0);
    sum += rarity(SHIFT, Math.abs(middle - slow));
    sum += spread < 0 ? 0 : rarity(SPREAD, spread);
    int judged = FEATURES - (spread < 0 ? 1 : 0);
    if (blocks <= WARM_UP) {
      return 0;
    }
    double mean = sum / judged;
    smoothed += 0.4 * (mean - smoothed);
    double rarity = together.judge(Math.max(smoothed, 0.6 * mean));
    return blocks < YOUNG ? 0 : rarity - handicap();
  }

  private double rarity(int feature, double size) {
    double rarity = features[feature].judge(size);
    if (rarity > strongestRarity) {
      strongest = feature;
      strongestRarity = rarity;
    }
    return rarity;
  }

  /** What a fast or young series must show beyond one at five minutes and of a week. */
  private double handicap() {
    double forSpeed = Math.max(0, 2.5 * Math.log(FIVE_MINUTES / gap));
    double forYouth = Math.max(0, 2 * Math.log((double) GROWN_UP / blocks));
    return forSpeed + forYouth;
  }

  private void begin(long ts, double value) {
    firstBlock = ts;
    lastBlock = ts;
    fast = value;
    middle = value;
    slow = value;
  }

  private void learn(double value) {
    double residual = value - fast;
    double square = residual * residual;
    double memory = 1 / Math.min(blocks, Math.max(200, 86_400_000 / Math.max(1, gap)));
    double bounded = usualUnrest > 0 ? Math.min(square, 25 * usualUnrest) : square;
    usualUnrest += memory * (bounded - usualUnrest);
    fast += Math.max(0.25, 1.0 / blocks) * residual;
    double distance = value - slow;
    double far = variance > 0 ? Math.min(distance * distance, 25 * variance) : distance * distance;
    variance += memory * (far - variance);
    slow += memory * distance;
  }

  private Finding finding(long ts, double rarity) {
    double value = block.mean();
    double half = 2 * Math.sqrt(variance);
    String usual =
        "%s to %s".formatted(Words.number(slow - half), Words.quantity(slow + half, metric.unit()));
    String what =
        switch (strongest) {
          case UNREST, SPREAD ->
              "fluctuates %s times as much as usual, about %s"
                  .formatted(
                      Words.number(Math.sqrt(unrest / Math.max(usualUnrest, 1e-300))),
                      Words.quantity(value, metric.unit()));
          case SHIFT ->
              "has shifted to "
                  + Words.quantity(middle, metric.unit())
                  + " from its usual "
                  + usual;
          default -> Words.quantity(value, metric.unit()) + " is far from its usual " + usual;
        };
    String text =
        "%s %s (rarity %s, alarm at %s; learnt from %s)"
            .formatted(
                metric.name(),
                what,
                Words.number(rarity),
                Words.number(ALARM_AT),
                Words.duration(ts - firstBlock));
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("metric", metric.name());
    arguments.put("value", value);
    arguments.put("unit", metric.unit() == null ? "" : metric.unit());
    arguments.put("usualFrom", slow - half);
    arguments.put("usualTo", slow + half);
    arguments.put("rarity", rarity);
    arguments.put("learntSeconds", (ts - firstBlock) / 1000.0);
    String key =
        switch (strongest) {
          case UNREST, SPREAD -> "unusual.noise";
          case SHIFT -> "unusual.shift";
          default -> "unusual.value";
        };
    Because because = new Because(text, key, arguments);
    return new Finding(symptom, Severity.MINOR, block.start(), ts, metric.name(), because);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    block.save(out);
    out.writeLong(blocks);
    out.writeLong(firstBlock);
    out.writeLong(lastBlock);
    for (double each : new double[] {gap, fast, middle, slow, unrest, usualUnrest, variance}) {
      out.writeDouble(each);
    }
    out.writeDouble(smoothed);
    out.writeDouble(strangeness);
    out.writeBoolean(active);
    out.writeLong(lastSeen);
    for (Feature feature : features) {
      feature.save(out);
    }
    together.save(out);
  }

  @Override
  public void load(DataInput in) throws IOException {
    block.load(in);
    blocks = in.readLong();
    firstBlock = in.readLong();
    lastBlock = in.readLong();
    gap = in.readDouble();
    fast = in.readDouble();
    middle = in.readDouble();
    slow = in.readDouble();
    unrest = in.readDouble();
    usualUnrest = in.readDouble();
    variance = in.readDouble();
    smoothed = in.readDouble();
    strangeness = in.readDouble();
    active = in.readBoolean();
    lastSeen = in.readLong();
    for (Feature feature : features) {
      feature.load(in);
    }
    together.load(in);
  }
}
