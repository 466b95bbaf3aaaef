package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.coverage.Reason.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/** Decides what of a repair is free: a function of the facts and nothing else. */
public final class Entitlement {
  private Entitlement() {}

  /**
   * In each class of cost the most that any coverage gives which is valid then and whose scope
   * holds the cause; what proven misuse excludes gives nothing, and a statutory floor may add.
   */
  public static Decision decide(Facts facts, Instant at, Cause cause) {
    var because = new ArrayList<Reason>();
    var covering = new ArrayList<Long>();
    Optional<Exclusion> excluded = exclusion(facts, at, cause);
    Covered covered = Covered.NOTHING;
    boolean isExclusionUsed = false;
    for (Coverage each : facts.coverages()) {
      Optional<Reason> fails = whyNot(each, at, cause);
      if (fails.isPresent()) {
        because.add(fails.get());
      } else if (excluded.isPresent() && each.basis() != Basis.RECALL) {
        isExclusionUsed = true;
      } else {
        covered = covered.max(each.covered());
        covering.add(each.id());
        because.add(
            each.end() == null
                ? Reason.of(Key.COVERED_IN_REPAIR, each.basis())
                : Reason.of(Key.COVERED, each.basis(), each.end()));
      }
    }
    boolean isPresumed = false;
    if (isBefore(at, facts.presumedUntil()) || isBefore(at, facts.guaranteedUntil())) {
      if (excluded.isPresent()) {
        isExclusionUsed = true;
      } else {
        isPresumed = isBefore(at, facts.presumedUntil());
        because.add(
            isPresumed
                ? Reason.of(Key.PRESUMED, String.valueOf(facts.presumedUntil()))
                : Reason.of(Key.GUARANTEED, String.valueOf(facts.guaranteedUntil())));
        covered = Covered.ALL;
      }
    }
    if (isExclusionUsed) {
      Exclusion proof = excluded.orElseThrow();
      because.add(Reason.of(Key.EXCLUDED, proof.kind(), proof.shown()));
    }
    if (because.isEmpty()) {
      because.add(Reason.of(Key.NO_COVERAGE));
    }
    return new Decision(
        facts.unit(), at, cause, covered, covering, isPresumed, because, facts.hash(at, cause));
  }

  /** Evidence from after the moment proves nothing about it. */
  private static Optional<Exclusion> exclusion(Facts facts, Instant at, Cause cause) {
    return facts.exclusions().stream()
        .filter(each -> !each.at().isAfter(at) && each.concerns(cause))
        .findFirst();
  }

  private static Optional<Reason> whyNot(Coverage it, Instant at, Cause cause) {
    Instant closed = it.closed();
    Instant end = it.end();
    if (at.isBefore(it.start())) {
      return Optional.of(Reason.of(Key.NOT_BEGUN, it.basis(), it.start()));
    }
    if (closed != null && !at.isBefore(closed)) {
      return Optional.of(Reason.of(Key.MOVED, it.basis(), closed));
    }
    if (end != null && !at.isBefore(end)) {
      return Optional.of(Reason.of(Key.ENDED, it.basis(), end));
    }
    return it.scope().matches(cause)
        ? Optional.empty()
        : Optional.of(Reason.of(Key.OTHER_CAUSE, it.basis()));
  }

  private static boolean isBefore(Instant at, @org.jspecify.annotations.Nullable Instant end) {
    return end != null && at.isBefore(end);
  }
}
