package dev.fieldcare.simulator.replay;

import dev.fieldcare.simulator.link.Measurement;

/** One line of a recorded series. */
sealed interface Row {

  /** A line that says what was measured when. */
  record Good(Measurement measurement) implements Row {}

  /**
   * A line that does not.
   *
   * @param line counted from 1, the header being the first
   */
  record Bad(long line, String why) implements Row {}
}
