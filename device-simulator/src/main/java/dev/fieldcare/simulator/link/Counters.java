package dev.fieldcare.simulator.link;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What happened so far, over all devices. Thread-safe. */
public final class Counters {
  public final LongAdder connected = new LongAdder();
  public final LongAdder sent = new LongAdder();
  public final LongAdder acknowledged = new LongAdder();
  public final LongAdder refused = new LongAdder();
  public final LongAdder readingsAcknowledged = new LongAdder();

  /** The latest trouble, in words; empty if there was none. */
  public final AtomicReference<String> trouble = new AtomicReference<>("");
}
