package dev.fieldcare.simulator.device;

/** The physics of one device. */
interface Machine {

  /** Lives on for so many seconds, until {@code at} (epoch milliseconds). */
  void advance(long at, double seconds, Conditions now);

  /** Starts afresh after power or program was lost: memory is empty, the processor busy. */
  void boot();

  /** The true values, in the order of the model's channels. */
  double[] truth();
}
