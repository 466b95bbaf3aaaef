package dev.fieldcare.simulator.update;

import dev.fieldcare.simulator.update.trust.Assignment;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Verdict;
import java.util.Optional;

/** How far an update got before the reboot. */
public sealed interface Preparation {

  /** The image is in the idle slot, verified, and the next boot tries it. */
  record Ready(Assignment image) implements Preparation {}

  /** The image is in the idle slot, verified; nothing boots it until it is asked for again. */
  record Fetched(Assignment image) implements Preparation {}

  /** Nothing is to be done; {@code running} if the image that is wanted runs. */
  record Nothing(Optional<Verdict.Running> running) implements Preparation {}

  /**
   * It stays as it was.
   *
   * @param action as far as it was known; empty if not
   */
  record Refused(Refusal refusal, String action) implements Preparation {}
}
