package dev.fieldcare.stability;

/**
 * How strange a row must be for what is asked of it: those of one metric in the units of {@link
 * NoveltyDetector}, those of several in the units of {@link JointDetector}. Fixed on the labelled
 * series of docs/detection.md and used unchanged on every other.
 */
public final class Thresholds {
  private Thresholds() {}

  /** Best balance of found and false by the NAB standard profile. */
  public static final double NAB = 0.36;

  /** About a false ticket in a month of a device of one metric. */
  public static final double QUARTER_A_WEEK = 0.625;

  /** About a false ticket a week of a device of one metric. */
  public static final double ONE_A_WEEK = 0.89;

  /** About a false ticket a week of a device, over all of its metrics. */
  public static final double ONE_A_WEEK_JOINTLY = 9.34;

  /** A row of a fault, where every second counts, as a displacement. */
  public static final double SECONDS = 1.4;
}
