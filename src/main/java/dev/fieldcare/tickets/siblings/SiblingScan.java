package dev.fieldcare.tickets.siblings;

import dev.fieldcare.tickets.siblings.Suspicion.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks of every trait of the failed whether those who have it fail more often than those who do
 * not. Pure.
 *
 * <p>Rates are compared by time in service, exactly (see {@link Binomials}), and corrected for the
 * number of traits there are by Benjamini and Hochberg (1995). Where two traits are both suspected
 * each is tested again among those who have the other and those who have not: what is left of a
 * firmware's guilt among devices of one lot, and of a lot's among devices of one firmware.
 *
 * <p>A scan costs what the failed cost, not what the cohort does.
 */
public final class SiblingScan {
  /** From this corrected probability on a trait is under suspicion. */
  public static final double LIMIT = 0.01;

  /** Fewer are no pattern. */
  public static final int FEWEST_FAILED = 3;

  private static final double GONE = 0.05;

  /** Those suspected most are who may explain the others. */
  private static final int RIVALS = 12;

  private final Cohort cohort;
  private final List<Failure> failures;
  private final Map<Trait, Tally> tallies = new HashMap<>();
  private double exposure;

  private SiblingScan(Cohort cohort, Collection<Failure> all) {
    this.cohort = cohort;
    this.failures = all.stream().filter(each -> cohort.find(each.device()) != null).toList();
    this.exposure = cohort.exposure();
    failures.forEach(this::count);
  }

  /** Every trait that a failed device had, most suspicious first; those by chance last. */
  public static List<Suspicion> of(Cohort cohort, Collection<Failure> failures) {
    return new SiblingScan(cohort, failures).scan();
  }

  /** The same of the models that failed among these. */
  public static List<Suspicion> of(Collection<Unit> all) {
    Set<String> models =
        all.stream().filter(Unit::failed).map(Unit::model).collect(Collectors.toSet());
    List<Unit> units = all.stream().filter(unit -> models.contains(unit.model())).toList();
    return of(
        Cohort.of(units),
        units.stream()
            .filter(Unit::failed)
            .map(unit -> new Failure(unit.device(), unit.traits(), unit.exposure()))
            .toList());
  }

  private static final class Tally {
    int failed;
    int units;
    double exposure;
  }

  private record Tested(Trait trait, Tally tally, double p, double q) {
    boolean isSuspected() {
      return q <= LIMIT && tally.failed >= FEWEST_FAILED;
    }
  }

  /** The cohort counts the device as it is now and as if it had not failed: that is put right. */
  private void count(Failure failure) {
    Unit now = now(failure);
    exposure += failure.exposure() - now.exposure();
    for (Trait trait : now.traits()) {
      Tally tally = tally(trait);
      tally.units--;
      tally.exposure -= now.exposure();
    }
    for (Trait trait : failure.traits()) {
      Tally tally = tally(trait);
      tally.failed++;
      tally.units++;
      tally.exposure += failure.exposure();
    }
  }

  private Unit now(Failure failure) {
    return java.util.Objects.requireNonNull(cohort.find(failure.device()));
  }

  private Tally tally(Trait trait) {
    return tallies.computeIfAbsent(
        trait,
        any -> {
          var tally = new Tally();
          tally.units = cohort.unitsWith(trait);
          tally.exposure = cohort.exposureWith(trait);
          return tally;
        });
  }

  private List<Suspicion> scan() {
    List<Tested> tested = corrected();
    List<Tested> suspected = tested.stream().filter(Tested::isSuspected).toList();
    List<Tested> rivals = suspected.stream().limit(RIVALS).toList();
    return tested.stream()
        .map(each -> suspicion(each, rivals))
        .sorted(
            Comparator.comparing(Suspicion::verdict, SiblingScan::gravity)
                .thenComparing(Suspicion::p))
        .toList();
  }

  private static int gravity(Verdict one, Verdict other) {
    List<Verdict> order =
        List.of(Verdict.BLAMED, Verdict.CONFOUNDED, Verdict.COINCIDES, Verdict.CHANCE);
    return Integer.compare(order.indexOf(one), order.indexOf(other));
  }

  /**
   * Those with a failure, least likely first; traits nobody failed with count as looked at, too.
   */
  private List<Tested> corrected() {
    var found = new ArrayList<Tested>();
    int looked = cohort.traits();
    for (var each : tallies.entrySet()) {
      looked += cohort.has(each.getKey()) ? 0 : 1;
      if (each.getValue().failed > 0) {
        found.add(new Tested(each.getKey(), each.getValue(), chance(each.getValue()), 1));
      }
    }
    found.sort(
        Comparator.comparingDouble(Tested::p)
            .thenComparing(each -> each.trait.type())
            .thenComparing(each -> each.trait.value()));
    var tested = new ArrayList<Tested>(found);
    double least = 1;
    for (int rank = found.size(); rank > 0; rank--) {
      Tested each = found.get(rank - 1);
      least = Math.min(least, each.p * looked / rank);
      tested.set(rank - 1, new Tested(each.trait, each.tally, each.p, least));
    }
    return tested;
  }

  private double chance(Tally with) {
    return Binomials.atLeast(with.failed, failures.size(), share(with.exposure, exposure));
  }

  private static double share(double part, double whole) {
    return whole <= 0 ? 0 : Math.clamp(part / whole, 0, 1);
  }

  private Suspicion suspicion(Tested it, List<Tested> rivals) {
    Verdict verdict = it.isSuspected() ? Verdict.BLAMED : Verdict.CHANCE;
    @Nullable Trait other = null;
    if (verdict == Verdict.BLAMED) {
      for (Tested rival : rivals) {
        if (rival.trait.equals(it.trait)) {
          continue;
        }
        boolean isGone = within(it, rival) > GONE;
        boolean rivalIsGone = isGone && within(rival, it) > GONE;
        if (isGone && !rivalIsGone) {
          verdict = Verdict.COINCIDES;
          other = rival.trait;
          break;
        }
        if (isGone && verdict == Verdict.BLAMED) {
          verdict = Verdict.CONFOUNDED;
          other = rival.trait;
        }
      }
    }
    return new Suspicion(
        it.trait,
        it.tally.failed,
        it.tally.units,
        failures.size() - it.tally.failed,
        cohort.size() - it.tally.units,
        it.p,
        it.q,
        verdict,
        other,
        verdict == Verdict.CHANCE ? List.of() : affected(it.trait));
  }

  /** How likely chance is once those with the rival and those without are compared apart. */
  private double within(Tested it, Tested rival) {
    double both = cohort.exposureWithBoth(it.trait, rival.trait);
    for (Failure each : failures) {
      Unit now = now(each);
      if (now.traits().contains(it.trait) && now.traits().contains(rival.trait)) {
        both -= now.exposure();
      }
      if (each.traits().contains(it.trait) && each.traits().contains(rival.trait)) {
        both += each.exposure();
      }
    }
    return Binomials.atLeast(
        it.tally.failed,
        rival.tally.failed,
        share(both, rival.tally.exposure),
        failures.size() - rival.tally.failed,
        share(it.tally.exposure - both, exposure - rival.tally.exposure));
  }

  private List<String> affected(Trait trait) {
    Set<String> failed = new HashSet<>();
    failures.forEach(each -> failed.add(each.device()));
    return cohort.devicesWith(trait).stream()
        .filter(device -> !failed.contains(device))
        .limit(Suspicion.WATCHED)
        .toList();
  }
}
