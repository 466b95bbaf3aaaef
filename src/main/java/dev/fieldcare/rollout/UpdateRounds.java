package dev.fieldcare.rollout;

import dev.fieldcare.base.Durations;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds updates that time decides on: of devices that began and were not heard of since, of devices
 * that claim success and do not say what they run, and those for which no maintenance window is
 * left. Our own restart decides nothing: what was before it counts from then.
 */
public final class UpdateRounds {
  /** What a device that was silent has at least to say what it runs. */
  private static final Duration BACK_AGAIN = Duration.ofMinutes(5);

  private final Actions actions;
  private final Clock clock;
  private final IntFunction<Duration> patience;
  private final Duration proofWithin;
  private final Instant startedAt;

  /**
   * @param patience how long a device may be unheard of, by its number
   */
  public UpdateRounds(
      Actions actions, Clock clock, IntFunction<Duration> patience, Duration proofWithin) {
    this.actions = actions;
    this.clock = clock;
    this.patience = patience;
    this.proofWithin = proofWithin;
    this.startedAt = clock.instant();
  }

  /** One round; of several servers each takes what no other is at. Succeeds with how many. */
  public Future<Integer> run() {
    Instant now = clock.instant();
    var found = new ArrayList<Future<?>>();
    for (Action action : actions.open()) {
      judged(action, now)
          .ifPresent(evidence -> found.add(actions.hear(action.id(), evidence, "system", true)));
    }
    return found.isEmpty()
        ? Future.succeededFuture(0)
        : Future.join(found).map(done -> found.size());
  }

  private Optional<Evidence> judged(Action action, Instant now) {
    if (isUnproven(action, now)) {
      return Optional.of(
          new Evidence.Unproven(
              "claimed success and has not named what it runs for "
                  + Durations.format(proofWithin)));
    }
    if (isQuiet(action, now)) {
      Duration silent = patience.apply(action.device());
      return Optional.of(new Evidence.Quiet("not heard of for " + Durations.format(silent)));
    }
    if (action.isOffered() && action.manner().isTooLate(now)) {
      return Optional.of(new Evidence.CancelAsked("no maintenance window is left"));
    }
    return Optional.empty();
  }

  private boolean isUnproven(Action action, Instant now) {
    return action.claimed()
        && action.state() == ActionState.REBOOTING
        && isBefore(action.claimedAt(), now.minus(proofWithin))
        && startedAt.isBefore(now.minus(proofWithin))
        && action.changedAt().isBefore(now.minus(BACK_AGAIN));
  }

  private boolean isQuiet(Action action, Instant now) {
    if (!action.state().isAtRisk()) {
      return false;
    }
    Instant before = now.minus(patience.apply(action.device()));
    return actions.lastHeard(action.device()).orElse(startedAt).isBefore(before)
        && action.changedAt().isBefore(before)
        && startedAt.isBefore(before);
  }

  private static boolean isBefore(@Nullable Instant at, Instant limit) {
    return at != null && at.isBefore(limit);
  }
}
