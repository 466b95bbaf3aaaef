package dev.fieldcare.rollout;

import static dev.fieldcare.rollout.ActionState.*;

import dev.fieldcare.rollout.Action.Seen;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of evidence makes of an action. A device is believed when it says that it failed,
 * and not when it says that it succeeded: {@code CONFIRMED} needs its claim and the name of what it
 * runs, in whichever order they come. What comes late counts, too: a device that was given up and
 * then proves to run the image is confirmed.
 */
final class Progression {
  /** The error of a device that claims success and runs something else. */
  static final String OLD_IMAGE = "OLD_IMAGE";

  /** The error of a device that claims success and does not say what it runs. */
  static final String UNPROVEN = "UNPROVEN";

  private Progression() {}

  /** The action after the evidence; empty when the evidence does not apply to it. */
  static Optional<Action> after(Action action, Evidence evidence) {
    return Optional.ofNullable(
        switch (evidence) {
          case Evidence.Offered offered -> action.state() == ASSIGNED ? to(action, OFFERED) : null;
          case Evidence.Progress progress -> progressed(action, progress);
          case Evidence.Fetched fetched -> fetched(action, fetched);
          case Evidence.Claimed claimed -> claimed(action, claimed);
          case Evidence.Failed failed -> ended(action, FAILED, failed.error());
          case Evidence.RolledBack back -> ended(action, ROLLED_BACK, back.error());
          case Evidence.Runs runs -> seen(action, runs);
          case Evidence.Heard heard -> action.state() == SILENT ? resumed(action) : null;
          case Evidence.Quiet quiet -> action.state().isAtRisk() ? to(action, SILENT) : null;
          case Evidence.Unproven unproven ->
              action.claimed() && action.state() == REBOOTING
                  ? ended(action, FAILED, UNPROVEN + ": " + unproven.words())
                  : null;
          case Evidence.Urged urged ->
              action.state().isOver() || action.claimed() || action.manner().forced()
                  ? null
                  : action.with(action.manner().atOnce());
          case Evidence.CancelAsked asked -> cancelAsked(action);
          case Evidence.Spared spared -> spared(action);
          case Evidence.CancelForced forced ->
              action.state().isOver() ? null : to(action, CANCELED);
          case Evidence.CancelAccepted accepted ->
              action.state() == CANCELING ? to(action, CANCELED) : null;
          case Evidence.CancelRefused refused ->
              action.state() == CANCELING ? to(action, OFFERED) : null;
          case Evidence.Consented consented ->
              action.state() == AWAITING_CONFIRMATION ? to(action, ASSIGNED) : null;
          case Evidence.Denied denied -> denied(action, denied);
        });
  }

  private static @Nullable Action progressed(Action action, Evidence.Progress progress) {
    if (action.state().isOver() || action.state() == AWAITING_CONFIRMATION || action.claimed()) {
      return null;
    }
    ActionState stage = progress.stage();
    ActionState next = stage != null ? stage : action.state() == SILENT ? OFFERED : action.state();
    if (action.state() == CANCELING) {
      next = CANCELING;
    }
    Double share =
        progress.share() != null
            ? progress.share()
            : next == action.state() ? action.progress() : null;
    return action.with(next, false, action.seen(), share, action.error());
  }

  /** Where no more was asked for, that is the end. */
  private static @Nullable Action fetched(Action action, Evidence.Fetched fetched) {
    Action next =
        progressed(action, new Evidence.Progress(DOWNLOADED, fetched.share(), fetched.words()));
    return next == null || next.state() == CANCELING || !action.manner().downloadOnly()
        ? next
        : next.with(DELIVERED, false, next.seen(), 1.0, next.error());
  }

  /** A device that was asked to stop and finishes first has finished. */
  private static @Nullable Action claimed(Action action, Evidence.Claimed claim) {
    if (!isClaimable(action)) {
      return null;
    }
    if (action.seen() == Seen.WANTED || claim.onWordAlone() && action.seen() == Seen.NOTHING) {
      return action.with(CONFIRMED, true, action.seen(), 1.0, null);
    }
    if (action.state() == DELIVERED) {
      return action.with(DELIVERED, true, action.seen(), 1.0, null);
    }
    if (action.state().isOver()) {
      return null;
    }
    return action.with(REBOOTING, true, action.seen(), 1.0, action.error());
  }

  private static boolean isClaimable(Action action) {
    return switch (action.state()) {
      case AWAITING_CONFIRMATION, CONFIRMED, CANCELED, ROLLED_BACK -> false;
      default -> !action.claimed() || action.state() == FAILED;
    };
  }

  private static @Nullable Action ended(Action action, ActionState end, String error) {
    boolean isOpen = !action.state().isOver() || action.state() == DELIVERED && !action.claimed();
    return !isOpen || action.state() == AWAITING_CONFIRMATION
        ? null
        : action.with(end, action.claimed(), action.seen(), action.progress(), error);
  }

  private static @Nullable Action seen(Action action, Evidence.Runs runs) {
    ActionState state = action.state();
    if (state == CONFIRMED || state == ROLLED_BACK || state == CANCELED) {
      return null;
    }
    if (runs.wanted()) {
      if (!runs.booted()) {
        return null;
      }
      if (action.claimed()) {
        return action.with(CONFIRMED, true, Seen.WANTED, 1.0, null);
      }
      ActionState next = state == SILENT ? REBOOTING : state;
      return changed(
          action, action.with(next, false, Seen.WANTED, action.progress(), action.error()));
    }
    if (state == FAILED || state == DELIVERED) {
      return null;
    }
    if (action.claimed()) {
      return action.with(
          FAILED, true, Seen.OTHER, action.progress(), OLD_IMAGE + ": " + runs.words());
    }
    // It came up with what it had: the power failed, or the switch did. It is offered again.
    boolean fellBack =
        runs.booted() && (state == INSTALLING || state == REBOOTING || state == SILENT);
    ActionState next = fellBack ? OFFERED : state == SILENT ? OFFERED : state;
    return changed(
        action,
        action.with(next, false, Seen.OTHER, fellBack ? null : action.progress(), action.error()));
  }

  private static @Nullable Action changed(Action before, Action after) {
    return before.equals(after) ? null : after;
  }

  private static Action resumed(Action action) {
    return to(action, action.claimed() ? REBOOTING : OFFERED);
  }

  /** A device that has not been told need not be asked. */
  private static @Nullable Action cancelAsked(Action action) {
    return switch (action.state()) {
      case ASSIGNED, AWAITING_CONFIRMATION -> to(action, CANCELED);
      case CANCELING, DELIVERED, CONFIRMED, ROLLED_BACK, FAILED, CANCELED -> null;
      default -> to(action, CANCELING);
    };
  }

  /** Asked to stop, which leaves a mark until the device has. */
  private static @Nullable Action spared(Action action) {
    Action asked = cancelAsked(action);
    return asked == null
        ? null
        : asked.with(asked.state(), asked.claimed(), asked.seen(), asked.progress(), Action.SPARED);
  }

  /**
   * Consent can be taken back until the device installs; while it is waited for nothing changes.
   * What a rollout gave is over with that: whoever says no is not asked again.
   */
  private static @Nullable Action denied(Action action, Evidence.Denied denial) {
    boolean isGivenByRollout = action.rollout() != null;
    String error = Action.DENIED + ": " + denial.words();
    return switch (action.state()) {
      case ASSIGNED, OFFERED, DOWNLOADING, DOWNLOADED, AWAITING_CONFIRMATION ->
          isGivenByRollout
              ? action.with(CANCELED, false, action.seen(), action.progress(), error)
              : action.state() == AWAITING_CONFIRMATION
                  ? action
                  : to(action, AWAITING_CONFIRMATION);
      default -> null;
    };
  }

  private static Action to(Action action, ActionState next) {
    return action.with(next, action.claimed(), action.seen(), action.progress(), action.error());
  }
}
