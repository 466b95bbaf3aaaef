package dev.fieldcare.tickets;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What something that happened to a ticket does to the clocks of its promises. */
public sealed interface ClockStep {

  /**
   * A promise of this kind runs from that moment on, which may lie in the past.
   *
   * @param agreed the date agreed instead, where no arrival is promised
   * @param onlyByContract whether it is owed only where the contract says so itself
   */
  record Start(String kind, Instant from, @Nullable Instant agreed, boolean onlyByContract)
      implements ClockStep {}

  /** What was promised was done. */
  record Stop(String kind, Instant at, String because) implements ClockStep {}

  /** The customer was asked something by this message. */
  record Await(long message) implements ClockStep {}

  /** The customer was heard. */
  record Resume(Instant at, String because) implements ClockStep {}

  /** Nothing is owed any more. */
  record Cancel(String because) implements ClockStep {}

  /** What is owed on this ticket is owed on that one, by the earlier deadline of the two. */
  record MoveTo(String parent) implements ClockStep {}
}
