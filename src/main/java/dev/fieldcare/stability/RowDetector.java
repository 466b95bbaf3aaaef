package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Judges the metrics of one device together: it is fed one row for each message of one metric set,
 * in event-time order, and is otherwise held to what a {@link Detector} is held to.
 */
public interface RowDetector {

  /** Names this detector among those of its device, with the metrics it judges. */
  String id();

  /** Takes one row, a value for each metric; raises or clears its one condition at the sink. */
  void observe(long ts, double[] values, Sink sink);

  /**
   * How strange the last row was, in nats: e⁻ˣ is about how often such a row is to be expected by
   * the device's own past.
   */
  double strangeness();

  /** Writes everything {@link #load} needs to go on as if nothing had happened. */
  void save(DataOutput out) throws IOException;

  /** Reads what {@link #save} wrote into a detector of the same {@link #id}. */
  void load(DataInput in) throws IOException;
}
