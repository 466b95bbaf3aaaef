package dev.fieldcare.stability;

import java.util.concurrent.atomic.LongAdder;

/** What was passed over while judging, for the metrics page; readable from any thread. */
public final class StabilityCounts {
  /** Values not newer than the newest of their series: stored, not judged. */
  public final LongAdder late = new LongAdder();

  /** Values out of their physical range: judged by no limit. */
  public final LongAdder implausible = new LongAdder();

  /** Times a device's clock was seen to have been put back. */
  public final LongAdder clocksPutBack = new LongAdder();

  /** Readings and events the restored state had seen before. */
  public final LongAdder replayed = new LongAdder();

  /** Metrics not judged because their device has too many. */
  public final LongAdder seriesRefused = new LongAdder();

  /** Saved states that could not be read; their devices start anew. */
  public final LongAdder snapshotsDropped = new LongAdder();

  /** Changes of alarms announced. */
  public final LongAdder alarms = new LongAdder();
}
