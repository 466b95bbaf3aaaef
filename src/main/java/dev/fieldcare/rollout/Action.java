package dev.fieldcare.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One device, one update. A device has at most one that is not over.
 *
 * @param device the device's number in the registry
 * @param release the release's id
 * @param version grows with every change
 * @param manner how and when the device is to carry it out
 * @param error why it failed, as {@code CODE: detail}
 * @param claimed whether the device said that it is done and its self-test passed
 * @param seen which image the device was seen to run since it was told
 * @param bootBefore the boot the device named last before it was told
 * @param claimedAt when it said so
 * @param rollout which rollout gave it, null: somebody by hand
 * @param priority what is given later takes its place only if it has at least as much
 */
public record Action(
    long id,
    int device,
    long release,
    ActionState state,
    int version,
    Manner manner,
    @Nullable Double progress,
    @Nullable String error,
    boolean claimed,
    Seen seen,
    @Nullable String bootBefore,
    Instant createdAt,
    Instant changedAt,
    @Nullable Instant claimedAt,
    @Nullable Long rollout,
    int priority) {

  /** Of an update that somebody decided on by hand, and of rollouts that say nothing else. */
  public static final int USUAL = 100;

  /** The error of an update of a rollout that somebody refused. */
  public static final String DENIED = "DENIED";

  /** The error of one that was stopped because the device's customer does not want it now. */
  public static final String SPARED = "SPARED";

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
          case AWAITING_CONFIRMATION,
              CANCELING,
              DELIVERED,
              CONFIRMED,
              ROLLED_BACK,
              FAILED,
              CANCELED ->
              false;
          default -> true;
        };
  }

  /** Whether the device has done its part, as it says itself. */
  public boolean isFinished() {
    return claimed
        && (state == ActionState.CONFIRMED || state == ActionState.DELIVERED || !state.isOver());
  }

  /** Whether what the device says that it runs can still change anything. */
  boolean mayProveItself() {
    return !state.isOver() || state == ActionState.FAILED || state == ActionState.DELIVERED;
  }

  /** Whether the device is to install as soon as it can, at this moment. */
  public boolean isForced(Instant now) {
    return manner.isForced(now);
  }

  /** Whether the device may install at this moment. */
  public boolean isInstallable(Instant now) {
    return !manner.downloadOnly() && manner.isInstallable(now);
  }

  Action with(
      ActionState next, boolean claim, Seen sight, @Nullable Double share, @Nullable String why) {
    return new Action(
        id,
        device,
        release,
        next,
        version,
        manner,
        share,
        why,
        claim,
        sight,
        bootBefore,
        createdAt,
        changedAt,
        claimedAt,
        rollout,
        priority);
  }

  Action changed(Instant at) {
    return new Action(
        id,
        device,
        release,
        state,
        version + 1,
        manner,
        progress,
        error,
        claimed,
        seen,
        bootBefore,
        createdAt,
        at,
        !claimed ? null : claimedAt == null ? at : claimedAt,
        rollout,
        priority);
  }

  Action with(Manner how) {
    return new Action(
        id,
        device,
        release,
        state,
        version,
        how,
        progress,
        error,
        claimed,
        seen,
        bootBefore,
        createdAt,
        changedAt,
        claimedAt,
        rollout,
        priority);
  }
}
