package dev.fieldcare.promises;

import java.time.Instant;

/**
 * A promise is running out, and somebody is to know.
 *
 * @param step which of the ladder, from 0
 * @param due when it was due, which quiet hours may have put off
 */
public record Escalation(Commitment commitment, int step, Ladder.Level level, Instant due) {

  /** The same for the same step of the same promise, however often it is told. */
  public String key() {
    return commitment.id() + "/" + step;
  }
}
