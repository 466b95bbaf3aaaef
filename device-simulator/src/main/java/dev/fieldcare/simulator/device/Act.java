package dev.fieldcare.simulator.device;

/** One thing a device does, at a moment given in epoch milliseconds of simulated time. */
public sealed interface Act {
  long at();

  /**
   * It measured.
   *
   * @param ts the moment by the device's own clock
   * @param values in the order of its model's channels
   */
  record Report(long at, long ts, long seq, double[] values) implements Act {}

  /** Its time to report came and it was unable to. */
  record Silent(long at) implements Act {}

  /** It stopped; {@code politely} means it closed its connection first. */
  record Stopped(long at, boolean politely) implements Act {}

  /**
   * It started again.
   *
   * @param ts the moment by the device's own clock
   * @param code the reason, in Memfault's numbering
   */
  record Booted(long at, long ts, String code, int boot) implements Act {}

  /** It lost the network and keeps what it measures. */
  record NetworkLost(long at) implements Act {}

  /** It has the network again. */
  record NetworkBack(long at) implements Act {}
}
