package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Judges one series of one device. It is fed in event-time order, each instant once, does no I/O,
 * knows no wall clock, and gives the same answers to the same readings.
 *
 * <p>A new detector is one class, one line in {@link Detectors}, and the {@code DetectorContract}
 * test.
 */
public interface Detector {

  /**
   * Names this detector among those of its series, and changes when what it has learnt would be
   * wrong for its new settings ({@code limit.high:70.0}). Saved state is given back by this name.
   */
  String id();

  /** Takes one finite value; raises or clears its one condition at the sink. */
  void observe(long ts, double value, Sink sink);

  /**
   * How strange the last value was, in nats: e⁻ˣ is about how often such a value is to be expected
   * by the series' own past. 0 where a detector knows only yes and no.
   */
  default double strangeness() {
    return 0;
  }

  /** Writes everything {@link #load} needs to go on as if nothing had happened. */
  void save(DataOutput out) throws IOException;

  /** Reads what {@link #save} wrote into a detector of the same {@link #id}. */
  void load(DataInput in) throws IOException;
}
