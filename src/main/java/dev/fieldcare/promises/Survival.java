package dev.fieldcare.promises;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How long something took in the past, by Kaplan and Meier: what is still going on counts for as
 * long as it has.
 */
public final class Survival {
  /**
   * One case.
   *
   * @param hours measured in the hours that count
   * @param isOver false when it is not over yet, and took at least that long
   */
  public record Observation(double hours, boolean isOver) {}

  private final double[] times;
  private final double[] shares;
  private final int size;

  private Survival(double[] times, double[] shares, int size) {
    this.times = times;
    this.shares = shares;
    this.size = size;
  }

  public static Survival of(List<Observation> observations) {
    // of cases of equal length those that are over come first: the others were still at risk
    List<Observation> sorted =
        observations.stream()
            .sorted(
                Comparator.comparingDouble(Observation::hours)
                    .thenComparing(each -> !each.isOver()))
            .toList();
    int over = (int) sorted.stream().filter(Observation::isOver).count();
    double[] times = new double[over];
    double[] shares = new double[over];
    double share = 1;
    int found = 0;
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.get(i).isOver()) {
        double atRisk = sorted.size() - i;
        share *= 1 - 1 / atRisk;
        times[found] = sorted.get(i).hours();
        shares[found++] = share;
      }
    }
    return new Survival(times, shares, sorted.size());
  }

  /** How many cases it knows. */
  public int size() {
    return size;
  }

  /** The share that takes longer than this. */
  public double longerThan(double hours) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] <= hours) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 1 : shares[low - 1];
  }

  /** Of those that took longer than {@code sofar}, the share that takes longer than this. */
  public double longerThan(double hours, double sofar) {
    double reached = longerThan(sofar);
    return reached == 0 ? 1 : longerThan(Math.max(hours, sofar)) / reached;
  }

  /** The hours within which this share is over; empty when so many never were. */
  public OptionalDouble within(double share) {
    for (int i = 0; i < times.length; i++) {
      if (1 - shares[i] >= share - 1e-12) {
        return OptionalDouble.of(times[i]);
      }
    }
    return OptionalDouble.empty();
  }
}
