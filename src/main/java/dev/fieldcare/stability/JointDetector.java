package dev.fieldcare.stability;

import dev.fieldcare.registry.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Raises when several metrics of a device do something rare at the same time, each by its own past.
 *
 * <p>Idea: the rarities of each metric's step and course ({@link MetricStep}), bounded so that none
 * decides alone, add up over the metrics and, fading, over a few rows; the alarm is at a distance
 * from the usual sum in its own deviations. Beside that it knows how far the device's metrics have
 * moved from where they were, and for how long: {@link #displacement}. About 0.4 µs and 600 bytes a
 * metric.
 */
public final class JointDetector implements RowDetector {
  private static final int WARM_UP = 60;
  private static final int GROWN_UP = 2000;
  private static final double REMEMBERED = 0.5;
  private static final double MEMORY = 5000;
  private static final double DEVIATIONS = 12;
  private static final double STANDS_OUT = 2;
  private static final long HOLD = 3_600_000;
  private static final int MEMORY_OF_PLACE = 2000;
  private static final int YOUNG = 50;
  private static final double MOVED = 3;
  private static final double RISE = 0.02;
  private static final double FALL = 0.03;

  private final List<String> metrics;
  private final MetricStep[] steps;
  private final double[] rarities;
  private final int[] course = new int[Shapes.LENGTH];
  private long rows;
  private long firstRow;
  private double sum;
  private double usualSum;
  private double variance;
  private double strangeness;
  private double displacement;
  private boolean active;
  private long lastSeen;

  public JointDetector(List<String> metrics) {
    this.metrics = List.copyOf(metrics);
    this.steps = new MetricStep[metrics.size()];
    this.rarities = new double[metrics.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = new MetricStep();
    }
  }

  @Override
  public String id() {
    return "joint:" + Integer.toHexString(metrics.hashCode());
  }

  @Override
  public void observe(long ts, double[] values, Sink sink) {
    rows++;
    if (rows == 1) {
      firstRow = ts;
      for (int i = 0; i < steps.length; i++) {
        steps[i].begin(isMeant(values[i]) ? values[i] : 0);
      }
      return;
    }
    place(values);
    double deviations = judge(values);
    boolean isOdd = deviations >= DEVIATIONS && rows >= GROWN_UP && standOut().size() >= 2;
    if (isOdd) {
      lastSeen = ts;
      if (!active) {
        active = true;
        sink.raise(finding(ts, deviations));
      }
    } else if (active && ts - lastSeen >= HOLD) {
      active = false;
      sink.clear(ts, lastSeen);
    }
  }

  /** Beyond this, squares would overflow; no sensor means it. */
  private static boolean isMeant(double value) {
    return Math.abs(value) <= 1e100;
  }

  /** The sum of rarities, in its own deviations from what is usual. */
  private double judge(double[] values) {
    double together = 0;
    for (int i = 0; i < steps.length; i++) {
      rarities[i] = isMeant(values[i]) ? steps[i].rarity(values[i], course) : 0;
      together += rarities[i];
    }
    sum = REMEMBERED * sum + (1 - REMEMBERED) * together;
    strangeness = rows <= WARM_UP ? 0 : sum / Math.sqrt(steps.length);
    double deviation = Math.sqrt(variance + 0.01);
    double distance = sum - usualSum;
    double deviations = rows <= WARM_UP ? 0 : distance / deviation;
    double bounded =
        rows <= WARM_UP ? distance : Math.clamp(distance, -6 * deviation, 6 * deviation);
    double memory = 1 / Math.min(rows, MEMORY);
    usualSum += memory * bounded;
    variance += memory * (bounded * bounded - variance);
    return deviations;
  }

  /** A device that has moved is not learnt from at once, for it may come back. */
  private void place(double[] values) {
    boolean isYoung = rows <= YOUNG;
    boolean isAtHome = displacement < MOVED || rows <= 3 * YOUNG;
    double memory = 1.0 / Math.min(rows, MEMORY_OF_PLACE) * (isAtHome ? 1 : 0.05);
    double squares = 0;
    for (int i = 0; i < steps.length; i++) {
      squares += isMeant(values[i]) ? steps[i].displacement(values[i], memory, isYoung) : 0;
    }
    double moved = Math.sqrt(squares / Math.max(1, steps.length));
    displacement += (moved < displacement ? FALL : RISE) * (moved - displacement);
  }

  @Override
  public double strangeness() {
    return strangeness;
  }

  /** How far the metrics are from their usual places, in their usual distances; about 1. */
  public double displacement() {
    return displacement;
  }

  private List<Integer> standOut() {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < rarities.length; i++) {
      if (rarities[i] >= STANDS_OUT) {
        found.add(i);
      }
    }
    found.sort(Comparator.comparingDouble(i -> -rarities[i]));
    return found;
  }

  private Finding finding(long ts, double deviations) {
    List<Integer> odd = standOut();
    var told = new StringBuilder();
    for (int i : odd.subList(0, Math.min(4, odd.size()))) {
      told.append(told.isEmpty() ? "" : ", ").append(metrics.get(i)).append(" about ");
      told.append(Words.number(steps[i].now())).append(", usually ");
      told.append(Words.number(steps[i].usual()));
    }
    String text =
        "%d of %d metrics did something rare at once: %s (%s deviations from usual, alarm at %s; learnt from %s)"
            .formatted(
                odd.size(),
                metrics.size(),
                told,
                Words.number(deviations),
                Words.number(DEVIATIONS),
                Words.duration(ts - firstRow));
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("metrics", told.toString());
    arguments.put("odd", (long) odd.size());
    arguments.put("of", (long) metrics.size());
    arguments.put("deviations", deviations);
    arguments.put("learntSeconds", (ts - firstRow) / 1000.0);
    Because because = new Because(text, "unusual.together", arguments);
    String worst = metrics.get(odd.getFirst());
    return new Finding("device.unusual", Severity.MINOR, ts, ts, worst, because);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(rows);
    out.writeLong(firstRow);
    for (double each : new double[] {sum, usualSum, variance, strangeness, displacement}) {
      out.writeDouble(each);
    }
    out.writeBoolean(active);
    out.writeLong(lastSeen);
    for (MetricStep each : steps) {
      each.save(out);
    }
  }

  @Override
  public void load(DataInput in) throws IOException {
    rows = in.readLong();
    firstRow = in.readLong();
    sum = in.readDouble();
    usualSum = in.readDouble();
    variance = in.readDouble();
    strangeness = in.readDouble();
    displacement = in.readDouble();
    active = in.readBoolean();
    lastSeen = in.readLong();
    for (MetricStep each : steps) {
      each.load(in);
    }
  }
}
