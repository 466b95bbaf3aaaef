package dev.fieldcare.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One device, one update. A device has at most one that is not over.
 *
 * @param device the device's number in the registry
 * @param release the release's id
 * @param version grows with every change
 * @param forced whether the device is to install at once, or when it suits it
 * @param error why it failed, as {@code CODE: detail}
 * @param claimed whether the device said that it is done and its self-test passed
 * @param seen which image the device was seen to run since it was told
 * @param bootBefore the boot the device named last before it was told
 * @param notBefore when it may install
 * @param deadline when it must, even where not forced
 */
public record Action(
    long id,
    int device,
    long release,
    ActionState state,
    int version,
    boolean forced,
    @Nullable Double progress,
    @Nullable String error,
    boolean claimed,
    Seen seen,
    @Nullable String bootBefore,
    Instant createdAt,
    Instant changedAt,
    @Nullable Instant notBefore,
    @Nullable Instant deadline) {

  /** Which image a device says it runs, which is evidence where its success is only a claim. */
  public enum Seen {
    NOTHING,
    /** Another than the action's. */
    OTHER,
    /** The action's. */
    WANTED
  }

  /** Whether there is still something for the device to fetch or install. */
  public boolean isOffered() {
    return !claimed
        && switch (state) {
          case AWAITING_CONFIRMATION, CANCELING, CONFIRMED, ROLLED_BACK, FAILED, CANCELED -> false;
          default -> true;
        };
  }

  /** Whether the device has done its part, as it says itself. */
  public boolean isFinished() {
    return claimed && (state == ActionState.CONFIRMED || !state.isOver());
  }

  /** Whether the device is to install as soon as it can, at this moment. */
  public boolean isForced(Instant now) {
    return forced || deadline != null && !now.isBefore(deadline);
  }

  /** Whether the device may install at this moment. */
  public boolean isInstallable(Instant now) {
    return notBefore == null || !now.isBefore(notBefore);
  }

  Action with(
      ActionState next, boolean claim, Seen sight, @Nullable Double share, @Nullable String why) {
    return new Action(
        id,
        device,
        release,
        next,
        version,
        forced,
        share,
        why,
        claim,
        sight,
        bootBefore,
        createdAt,
        changedAt,
        notBefore,
        deadline);
  }

  Action changed(Instant at) {
    return new Action(
        id,
        device,
        release,
        state,
        version + 1,
        forced,
        progress,
        error,
        claimed,
        seen,
        bootBefore,
        createdAt,
        at,
        notBefore,
        deadline);
  }
}
