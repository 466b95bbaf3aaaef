package dev.fieldcare.rollout;

import dev.fieldcare.base.Durations;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/**
 * Finds devices that began an update and were not heard of since for too long. Our own restart
 * makes nobody silent: what was heard before it counts from then.
 */
public final class SilenceRounds {
  private final Actions actions;
  private final Clock clock;
  private final Duration limit;
  private final Instant startedAt;

  public SilenceRounds(Actions actions, Clock clock, Duration limit) {
    this.actions = actions;
    this.clock = clock;
    this.limit = limit;
    this.startedAt = clock.instant();
  }

  /** One round; of several servers each takes what no other is at. Succeeds with how many. */
  public Future<Integer> run() {
    Instant before = clock.instant().minus(limit);
    var quiet = new Evidence.Quiet("not heard of for " + Durations.format(limit));
    var found = new ArrayList<Future<?>>();
    for (Action action : actions.open()) {
      Instant heard = actions.lastHeard(action.device()).orElse(startedAt);
      if (action.state().isAtRisk()
          && heard.isBefore(before)
          && action.changedAt().isBefore(before)
          && startedAt.isBefore(before)) {
        found.add(actions.hear(action.id(), quiet, "system", true));
      }
    }
    return found.isEmpty()
        ? Future.succeededFuture(0)
        : Future.join(found).map(done -> found.size());
  }
}
