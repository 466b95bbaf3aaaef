package dev.fieldcare.stability;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the server has learnt of a device's clock from its stamps and their arrivals.
 *
 * @param since the arrival from which on it was so
 * @param heardAt the arrival of the last stamp
 * @param ahead how far that stamp was ahead of the server's clock; negative: behind it, be it by
 *     the clock or by the way the message took
 * @param correction what is added to stamps that arrive now
 * @param correctedStamps how many stamps have been given another time so far
 * @param drift null while too little was heard since the clock was last set
 */
public record LearntClock(
    State state,
    Instant since,
    Instant heardAt,
    Duration ahead,
    Duration correction,
    long correctedStamps,
    @Nullable Drift drift) {

  /** What the device's clock seems to be. */
  public enum State {
    /** Nothing shows that it is wrong. */
    GOOD,
    /** Its stamps lie in the server's future. */
    AHEAD,
    /** Its stamps go on from before those it gave itself. */
    PUT_BACK,
    /** Its stamps lie a year back: it was never set. */
    NONE
  }

  /**
   * How much the clock gains (or, negative, loses) on the server's, in millionths, with the bounds
   * of 95 % confidence.
   *
   * @param over the time it was told from
   */
  public record Drift(double partsPerMillion, double lower, double upper, Duration over) {}
}
