package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What one metric of a device does from row to row: how large its step is, how unlike earlier
 * courses its course, and how far it has moved from where it was, each against its own past.
 */
final class MetricStep {
  private static final double SHORT_MEMORY = 0.1;
  private static final double MOST_DISPLACED = 64;
  private static final double MOST_RARITY = 4;

  private final LogSize step = new LogSize();
  private final LogSize shape = new LogSize();
  private final Shapes shapes = new Shapes();
  private final float[] recent = new float[Shapes.LENGTH];
  private double least;
  private double greatest;

  /** Mean of the value over the long and the short run, and mean square of their difference. */
  private double usual;

  private double now;
  private double usualSquare;

  void begin(double value) {
    Arrays.fill(recent, (float) value);
    least = value;
    greatest = value;
    usual = value;
    now = value;
  }

  /** How rare the step to this value and the course with it are, in nats. */
  double rarity(double value, int[] course) {
    double size = Math.abs((float) value - recent[0]); // 0 where it repeats
    System.arraycopy(recent, 0, recent, 1, recent.length - 1);
    recent[0] = (float) value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    double scale = greatest > least ? Shapes.RANGE / (greatest - least) : 0;
    for (int i = 0; i < course.length; i++) {
      course[i] = (int) Math.clamp((recent[i] - least) * scale + 0.5, 0, Shapes.RANGE);
    }
    double rarity = (step.rarity(size) + shape.rarity(shapes.distance(course))) / 2;
    return Math.min(rarity, MOST_RARITY);
  }

  /** Square of how far the short run is from the long one, in its usual distances; learns. */
  double displacement(double value, double memory, boolean isYoung) {
    now += SHORT_MEMORY * (value - now);
    double square = (now - usual) * (now - usual);
    double displaced = usualSquare > 0 ? Math.min(square / usualSquare, MOST_DISPLACED) : 0;
    double bounded = usualSquare > 0 && !isYoung ? Math.min(square, 9 * usualSquare) : square;
    usualSquare += memory * (bounded - usualSquare);
    usual += memory * (value - usual);
    return displaced;
  }

  double now() {
    return now;
  }

  double usual() {
    return usual;
  }

  void save(DataOutput out) throws IOException {
    step.save(out);
    shape.save(out);
    shapes.save(out);
    for (float each : recent) {
      out.writeFloat(each);
    }
    for (double each : new double[] {least, greatest, usual, now, usualSquare}) {
      out.writeDouble(each);
    }
  }

  void load(DataInput in) throws IOException {
    step.load(in);
    shape.load(in);
    shapes.load(in);
    for (int i = 0; i < recent.length; i++) {
      recent[i] = in.readFloat();
    }
    least = in.readDouble();
    greatest = in.readDouble();
    usual = in.readDouble();
    now = in.readDouble();
    usualSquare = in.readDouble();
  }
}
