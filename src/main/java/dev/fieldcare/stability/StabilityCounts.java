package dev.fieldcare.stability;

import java.util.concurrent.atomic.LongAdder;

/** What was passed over while judging, for the metrics page; readable from any thread. */
public final class StabilityCounts {
  /** Readings and events that came late: all from there on was judged again. */
  public final LongAdder late = new LongAdder();

  /** Values of an instant their series had a value for: stored, not judged. */
  public final LongAdder repeated = new LongAdder();

  /** Stretches of a device's history judged again. */
  public final LongAdder rejudged = new LongAdder();

  /** Attempts to do so that failed, and are made again. */
  public final LongAdder rejudgeFailures = new LongAdder();

  /** Values out of their physical range: judged by no limit. */
  public final LongAdder implausible = new LongAdder();

  /** Times a device's clock was found to be wrong, or right again. */
  public final LongAdder clocksCorrected = new LongAdder();

  /** Readings and events the restored state had seen before. */
  public final LongAdder replayed = new LongAdder();

  /** Metrics not judged because their device has too many. */
  public final LongAdder seriesRefused = new LongAdder();

  /** Saved states that could not be read; their devices start anew. */
  public final LongAdder snapshotsDropped = new LongAdder();

  /** Changes of alarms announced. */
  public final LongAdder alarms = new LongAdder();
}
