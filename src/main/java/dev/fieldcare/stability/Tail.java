package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How rare a size is among all sizes of one kind seen before, as −ln of the chance of one as large.
 *
 * <p>Sizes are counted in 64 bins. Below the largest twentieth the counts answer; above, a Pareto
 * tail fitted to that twentieth does (Hill's estimator, drawn to a prior of {@code PRIOR} excesses
 * so that a young tail promises nothing), so sizes never seen yet still differ in rarity. On a
 * linear scale the same is an exponential tail. What is far beyond the tail is counted as less far,
 * lest the first moments of a fault make the rest look ordinary. Costs about 200 bytes. Counts are
 * kept in sixteenths and lose a quarter each time 4,000 are full: old habits fade.
 */
final class Tail {
  private static final int BINS = 64;
  private static final int ONE = 16;
  private static final int FULL = 4000 * ONE;
  private static final int REFIT_EVERY = 8;
  private static final double TOP = 0.05;
  private static final double BELIEVED_EXCESSES = 2;

  /** What all tails of one sort have in common. */
  private record Axis(
      int enough,
      int atLeastAbove,
      double binsPerUnit,
      double firstBin,
      double prior,
      double priorExcess) {}

  private static final Axis OCTAVES = new Axis(20, 10, 4, -8, 6, 0.25);
  private static final Axis RARITIES = new Axis(30, 8, 8, 0, 10, 0.5);

  private final Axis axis;
  private final char[] bins = new char[BINS];
  private int total;
  private int untilFit;
  private boolean fitted;
  private float threshold;
  private float chanceAbove;
  private float meanExcess;

  private Tail(Axis axis) {
    this.axis = axis;
  }

  /** For the logarithms to base 2 of sizes, from −8 to 8. */
  static Tail ofOctaves() {
    return new Tail(OCTAVES);
  }

  /** For sums of rarities, from 0 to 8. */
  static Tail ofRarities() {
    return new Tail(RARITIES);
  }

  /** Judges the size, then counts it; 0 while too little was seen. */
  double judge(double size) {
    double rarity = 0;
    double believed = size;
    if (total >= axis.enough * ONE) {
      if (!fitted || --untilFit <= 0) {
        fit();
      }
      rarity = size >= threshold ? beyond(size) : among(binOf(size));
      believed = Math.min(size, threshold + BELIEVED_EXCESSES * meanExcess);
    }
    bins[binOf(believed)] += ONE;
    total += ONE;
    if (total > FULL) {
      fade();
    }
    return rarity;
  }

  private int binOf(double size) {
    double place = (size - axis.firstBin) * axis.binsPerUnit;
    return place <= 0 ? 0 : place >= BINS - 1 ? BINS - 1 : (int) place;
  }

  private double beyond(double size) {
    return -Math.log(chanceAbove) + (size - threshold) / meanExcess;
  }

  private double among(int bin) {
    int above = bins[bin] / 2;
    for (int i = bin + 1; i < BINS; i++) {
      above += bins[i];
    }
    double chance = (above + ONE / 2.0) / (total + ONE);
    return -Math.log(Math.max(chance, chanceAbove));
  }

  private void fit() {
    fitted = true;
    untilFit = REFIT_EVERY;
    double wanted = Math.max(TOP * total, axis.atLeastAbove * ONE);
    int above = 0;
    int bin = BINS - 1;
    while (bin > 0 && above + bins[bin] < wanted) {
      above += bins[bin--];
    }
    if (above < 5 * ONE) {
      above += bins[bin--];
    }
    double start = axis.firstBin + (bin + 1) / axis.binsPerUnit;
    double excess = 0;
    for (int i = bin + 1; i < BINS; i++) {
      excess += bins[i] * ((i - bin - 0.5) / axis.binsPerUnit);
    }
    threshold = (float) start;
    chanceAbove = (float) Math.min(1, (above + ONE / 2.0) / (total + ONE));
    meanExcess =
        (float) ((excess + axis.prior * ONE * axis.priorExcess) / (above + axis.prior * ONE));
  }

  private void fade() {
    total = 0;
    for (int i = 0; i < BINS; i++) {
      bins[i] = (char) (bins[i] * 3 / 4);
      total += bins[i];
    }
  }

  void save(DataOutput out) throws IOException {
    Counts.save(bins, out);
    out.writeByte(fitted ? untilFit : -1);
    out.writeFloat(threshold);
    out.writeFloat(chanceAbove);
    out.writeFloat(meanExcess);
  }

  void load(DataInput in) throws IOException {
    Counts.load(bins, in);
    total = 0;
    for (char count : bins) {
      total += count;
    }
    untilFit = in.readByte();
    fitted = untilFit >= 0;
    threshold = in.readFloat();
    chanceAbove = in.readFloat();
    meanExcess = in.readFloat();
  }
}
