package dev.fieldcare.tickets.siblings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a problem is to be raised about: a trait that is blamed, or of several that the data cannot
 * tell apart the most particular.
 *
 * @param doubles those it cannot be told apart from, and itself
 */
public record Culprit(Suspicion suspicion, Set<Trait> doubles) {
  private static final Comparator<Suspicion> PARTICULAR_FIRST =
      Comparator.comparing((Suspicion each) -> each.trait().type())
          .thenComparing(Suspicion::p)
          .thenComparing(each -> each.trait().value());

  public Culprit {
    doubles = Set.copyOf(doubles);
  }

  /** Most suspicious first. */
  public static List<Culprit> of(List<Suspicion> suspicions) {
    var found = new ArrayList<Culprit>();
    for (Suspicion each : suspicions) {
      if (each.verdict() == Suspicion.Verdict.BLAMED) {
        found.add(new Culprit(each, Set.of(each.trait())));
      }
    }
    var left =
        new ArrayList<>(
            suspicions.stream()
                .filter(each -> each.verdict() == Suspicion.Verdict.CONFOUNDED)
                .sorted(PARTICULAR_FIRST)
                .toList());
    while (!left.isEmpty()) {
      Suspicion first = left.getFirst();
      Set<Trait> doubles = doublesOf(first, left);
      found.add(new Culprit(first, doubles));
      left.removeIf(each -> doubles.contains(each.trait()));
    }
    return found;
  }

  private static Set<Trait> doublesOf(Suspicion first, List<Suspicion> all) {
    Set<Trait> doubles = new HashSet<>(Set.of(first.trait()));
    boolean isMore = true;
    while (isMore) {
      isMore = false;
      for (Suspicion each : all) {
        Trait other = each.other();
        if (other != null && (doubles.contains(each.trait()) || doubles.contains(other))) {
          isMore |= doubles.addAll(List.of(each.trait(), other));
        }
      }
    }
    return doubles;
  }
}
