package dev.fieldcare.stability;

/**
 * How strange a row must be, in nats (see {@link Detector#strangeness}), for what is asked of it.
 * Fixed on the labelled series of docs/detection.md and used unchanged on every other.
 */
public final class Thresholds {
  private Thresholds() {}

  /** Best balance of found and false by the NAB standard profile. */
  public static final double NAB = 5;

  /** About a false ticket in a month of a device of one metric. */
  public static final double QUARTER_A_WEEK = 6.5;

  /** About a false ticket a week of a device of one metric. */
  public static final double ONE_A_WEEK = 5;

  /** About a false ticket a week of a device, over all of its metrics. */
  public static final double ONE_A_WEEK_JOINTLY = 6.5;

  /** A row of a fault, where every second counts. */
  public static final double SECONDS = 3;
}
