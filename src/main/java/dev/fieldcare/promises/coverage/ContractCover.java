package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.coverage.Contracted.Due;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What has to be done so that a unit's coverages are those its owner's contracts give it.
 *
 * @param open those it lacks
 * @param ends of coverages that end otherwise than they should, by their ids
 */
record ContractCover(List<Grant> open, Map<Long, Instant> ends) {

  /**
   * @param found all coverages of the unit
   * @param due what the contracts of its present owner give it
   * @param at about when is asked: what was over by then is not opened any more
   * @param now when what no contract gives any longer ends
   */
  static ContractCover of(List<Coverage> found, List<Due> due, Instant at, Instant now) {
    var ends = new HashMap<Long, Instant>();
    for (Coverage each : found) {
      Instant end = each.end();
      if (each.line() == null || each.closed() != null || end == null) {
        continue;
      }
      Instant right =
          due.stream()
              .filter(it -> gives(it, each))
              .map(it -> it.grant().agreedEnd())
              .findFirst()
              .orElse(end.isAfter(now) ? now : end);
      if (!right.equals(end)) {
        ends.put(each.id(), right);
      }
    }
    var open = new ArrayList<Grant>();
    for (Due each : due) {
      Grant grant = each.grant();
      boolean isWanted =
          each.names()
              && grant.agreedEnd().isAfter(at)
              && grant.agreedEnd().isAfter(grant.start())
              && found.stream().noneMatch(it -> isOpened(grant, it));
      if (isWanted) {
        open.add(grant);
      }
    }
    return new ContractCover(open, ends);
  }

  private static boolean gives(Due it, Coverage coverage) {
    Grant grant = it.grant();
    return (it.names() || coverage.inheritedFrom() != null)
        && java.util.Objects.equals(grant.line(), coverage.line())
        && grant.covered().equals(coverage.covered())
        && !coverage.start().isBefore(grant.start());
  }

  private static boolean isOpened(Grant grant, Coverage it) {
    return java.util.Objects.equals(grant.line(), it.line())
        && it.inheritedFrom() == null
        && it.start().equals(grant.start());
  }
}
