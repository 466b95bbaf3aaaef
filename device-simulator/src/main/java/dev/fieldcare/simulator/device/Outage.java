package dev.fieldcare.simulator.device;

/**
 * A time in which a device does less than usual.
 *
 * @param from when it begins, epoch milliseconds
 * @param to when it is over; {@link Long#MAX_VALUE} for never
 * @param code what the device gives as the reason of its reboot, in Memfault's numbering; empty
 *     when it does not reboot
 */
public record Outage(Kind kind, long from, long to, String code) {

  /** What is out. */
  public enum Kind {
    /** It shuts down and says good-bye first. */
    RESTART,
    /** Power or program is lost without a word. */
    CRASH,
    /** It works and stores, but reaches nobody. */
    NETWORK,
    /** What it says goes nowhere and is lost. */
    MUTE
  }

  boolean covers(long at) {
    return from <= at && at < to;
  }
}
