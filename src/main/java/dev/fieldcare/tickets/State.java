package dev.fieldcare.tickets;

/**
 * How far the work on a ticket has come; which follows which is for its {@link TransitionTable}.
 */
public enum State {
  NEW,
  TRIAGED,
  GUIDING,
  REMOTE_FIX,
  DISPATCHED,
  ON_SITE,
  DIAGNOSED,
  QUOTED,
  APPROVED,
  DECLINED,
  REPAIRING,
  TESTING,
  AWAITING_SIGNOFF,
  DISPUTED,
  ANSWERED,
  INVESTIGATING,
  KNOWN_ERROR,
  RESOLVED,
  CLOSED,
  CANCELLED,
  MERGED,
  CONVERTED;

  /** Whether there is still work to be done. */
  public boolean isOpen() {
    return switch (this) {
      case CLOSED, CANCELLED, MERGED, CONVERTED -> false;
      default -> true;
    };
  }
}
