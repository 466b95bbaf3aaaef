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
 * each is tested again within the values of the other: what is left of a firmware's guilt among
 * devices of one lot, and of a lot's among devices of one firmware.
 */
public final class SiblingScan {
  /** From this corrected probability on a trait is under suspicion. */
  public static final double LIMIT = 0.01;

  private static final int FEWEST_FAILED = 3;
  private static final double GONE = 0.05;

  private final List<Unit> units;
  private final int failed;
  private final double exposure;

  private SiblingScan(Collection<Unit> all) {
    Set<String> models =
        all.stream().filter(Unit::failed).map(Unit::model).collect(Collectors.toSet());
    this.units = all.stream().filter(unit -> models.contains(unit.model())).toList();
    this.failed = (int) units.stream().filter(Unit::failed).count();
    this.exposure = units.stream().mapToDouble(Unit::exposure).sum();
  }

  /** Every trait that a failed device has, most suspicious first; those by chance last. */
  public static List<Suspicion> of(Collection<Unit> all) {
    return new SiblingScan(all).scan();
  }

  private static final class Tally {
    int failed;
    int units;
    double exposure;

    void add(Unit unit) {
      units++;
      exposure += unit.exposure();
      failed += unit.failed() ? 1 : 0;
    }
  }

  private record Tested(Trait trait, Tally tally, double p, double q) {
    boolean isSuspected() {
      return q <= LIMIT && tally.failed >= FEWEST_FAILED;
    }
  }

  private List<Suspicion> scan() {
    Map<Trait, Tally> tallies = new HashMap<>();
    for (Unit unit : units) {
      for (Trait trait : unit.traits()) {
        tallies.computeIfAbsent(trait, any -> new Tally()).add(unit);
      }
    }
    List<Tested> tested = corrected(tallies);
    List<Tested> suspected = tested.stream().filter(Tested::isSuspected).toList();
    return tested.stream()
        .map(each -> suspicion(each, suspected))
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
  private List<Tested> corrected(Map<Trait, Tally> tallies) {
    var found = new ArrayList<Tested>();
    tallies.forEach(
        (trait, tally) -> {
          if (tally.failed > 0) {
            found.add(new Tested(trait, tally, chance(tally), 1));
          }
        });
    found.sort(
        Comparator.comparingDouble(Tested::p)
            .thenComparing(each -> each.trait.type())
            .thenComparing(each -> each.trait.value()));
    var tested = new ArrayList<Tested>();
    double least = 1;
    for (int rank = found.size(); rank > 0; rank--) {
      Tested each = found.get(rank - 1);
      least = Math.min(least, each.p * tallies.size() / rank);
      tested.addFirst(new Tested(each.trait, each.tally, each.p, least));
    }
    return tested;
  }

  private double chance(Tally with) {
    var all = new Binomials();
    all.add(failed, exposure == 0 ? 0 : with.exposure / exposure);
    return all.atLeast(with.failed);
  }

  private Suspicion suspicion(Tested it, List<Tested> suspected) {
    Verdict verdict = it.isSuspected() ? Verdict.BLAMED : Verdict.CHANCE;
    @Nullable Trait other = null;
    if (verdict == Verdict.BLAMED) {
      for (Tested rival : suspected) {
        if (rival.trait.type() == it.trait.type()) {
          continue;
        }
        boolean isGone = within(it.trait, rival.trait.type()) > GONE;
        boolean rivalIsGone = within(rival.trait, it.trait.type()) > GONE;
        if (isGone && !rivalIsGone) {
          verdict = Verdict.COINCIDES;
          other = rival.trait;
          break;
        }
        if (isGone) {
          verdict = Verdict.CONFOUNDED;
          other = rival.trait;
        }
      }
    }
    return new Suspicion(
        it.trait,
        it.tally.failed,
        it.tally.units,
        failed - it.tally.failed,
        units.size() - it.tally.units,
        it.p,
        it.q,
        verdict,
        other,
        verdict == Verdict.CHANCE ? List.of() : affected(it.trait));
  }

  /** How likely chance is once only devices with the same traits of that type are compared. */
  private double within(Trait trait, Trait.Type type) {
    Map<Set<Trait>, Tally> all = new HashMap<>();
    Map<Set<Trait>, Tally> with = new HashMap<>();
    int hits = 0;
    for (Unit unit : units) {
      Set<Trait> stratum = ofType(unit, type);
      all.computeIfAbsent(stratum, any -> new Tally()).add(unit);
      if (unit.traits().contains(trait)) {
        with.computeIfAbsent(stratum, any -> new Tally()).add(unit);
        hits += unit.failed() ? 1 : 0;
      }
    }
    var sum = new Binomials();
    all.forEach(
        (stratum, tally) -> {
          Tally part = with.get(stratum);
          double share = part == null || tally.exposure == 0 ? 0 : part.exposure / tally.exposure;
          sum.add(tally.failed, share);
        });
    return sum.atLeast(hits);
  }

  private static Set<Trait> ofType(Unit unit, Trait.Type type) {
    var found = new HashSet<Trait>();
    for (Trait trait : unit.traits()) {
      if (trait.type() == type) {
        found.add(trait);
      }
    }
    return found;
  }

  private List<String> affected(Trait trait) {
    return units.stream()
        .filter(unit -> !unit.failed() && unit.traits().contains(trait))
        .map(Unit::device)
        .limit(Suspicion.WATCHED)
        .toList();
  }
}
