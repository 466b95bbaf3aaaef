package dev.fieldcare.tickets;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the house knows about a ticket when somebody wants to move it: what guards go by besides the
 * ticket and the request.
 *
 * @param entitled for the diagnosis at hand
 * @param quotes all of the ticket's, oldest first
 * @param report the newest service report
 * @param signature the customer's sign-off over that report
 * @param isRemote whether no arrival is promised where the device stands
 * @param soak how long a repaired device must have been quiet
 * @param silence how long an unanswered remote fix waits before it counts as accepted
 * @param quietSince when the last alarm ended that speaks against the repair; the end of time while
 *     one is active
 * @param release what an update under way will bring to the device
 * @param partRefusal what is wrong with one of the parts named in the request
 * @param hasSolution whether an answer with a solution was sent
 * @param askedAgain whether the customer wrote after that
 * @param knowsDevice whether the device is registered that the ticket or the request names
 * @param parent the ticket the request names as parent
 * @param otherOpen number of the ticket that is open for the same device and symptom
 */
record Standing(
    Entitled entitled,
    List<Quote> quotes,
    @Nullable ServiceReport report,
    @Nullable SignOff signature,
    boolean isRemote,
    Duration soak,
    Duration silence,
    @Nullable Instant quietSince,
    @Nullable String release,
    @Nullable String partRefusal,
    boolean hasSolution,
    boolean askedAgain,
    boolean knowsDevice,
    @Nullable Ticket parent,
    @Nullable String otherOpen) {

  static final Standing PLAIN =
      new Standing(
          Entitled.NOTHING,
          List.of(),
          null,
          null,
          false,
          Duration.ZERO,
          Duration.ofDays(7),
          null,
          null,
          null,
          false,
          false,
          true,
          null,
          null);

  Standing {
    quotes = List.copyOf(quotes);
  }
}
