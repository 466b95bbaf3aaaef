package dev.fieldcare.tickets.siblings;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Devices that can be compared, as if none of them had failed, with what each shares with others
 * counted beforehand: one cohort serves the scans of many symptoms.
 */
public final class Cohort {
  /** The devices with a trait, by index, and how long they were in service together. */
  private record Sharing(int[] units, double exposure) {
    static final Sharing NOBODY = new Sharing(new int[0], 0);
  }

  private final List<Unit> units;
  private final Map<String, Unit> byDevice;
  private final Map<Trait, Sharing> sharing;
  private final double exposure;

  private Cohort(List<Unit> units) {
    this.units = units;
    this.byDevice = new HashMap<>(units.size() * 2);
    Map<Trait, int[]> counts = new HashMap<>();
    double sum = 0;
    for (Unit unit : units) {
      byDevice.put(unit.device(), unit);
      sum += unit.exposure();
      for (Trait trait : unit.traits()) {
        counts.computeIfAbsent(trait, any -> new int[1])[0]++;
      }
    }
    this.exposure = sum;
    this.sharing = share(units, counts);
  }

  private static Map<Trait, Sharing> share(List<Unit> units, Map<Trait, int[]> counts) {
    Map<Trait, int[]> found = new HashMap<>(counts.size() * 2);
    counts.forEach((trait, count) -> found.put(trait, new int[count[0]]));
    Map<Trait, double[]> exposures = new HashMap<>(counts.size() * 2);
    for (int i = 0; i < units.size(); i++) {
      for (Trait trait : units.get(i).traits()) {
        int[] left = counts.get(trait);
        found.get(trait)[--left[0]] = i;
        exposures.computeIfAbsent(trait, any -> new double[1])[0] += units.get(i).exposure();
      }
    }
    Map<Trait, Sharing> all = new HashMap<>(counts.size() * 2);
    found.forEach((trait, with) -> all.put(trait, new Sharing(with, exposures.get(trait)[0])));
    return all;
  }

  public static Cohort of(Collection<Unit> units) {
    return new Cohort(List.copyOf(units));
  }

  public int size() {
    return units.size();
  }

  /** Days in service of all together. */
  double exposure() {
    return exposure;
  }

  /** How many traits there are. */
  int traits() {
    return sharing.size();
  }

  boolean has(Trait trait) {
    return sharing.containsKey(trait);
  }

  @Nullable Unit find(String device) {
    return byDevice.get(device);
  }

  int unitsWith(Trait trait) {
    return sharing.getOrDefault(trait, Sharing.NOBODY).units.length;
  }

  double exposureWith(Trait trait) {
    return sharing.getOrDefault(trait, Sharing.NOBODY).exposure;
  }

  double exposureWithBoth(Trait one, Trait other) {
    boolean isFewer = unitsWith(one) <= unitsWith(other);
    Trait rest = isFewer ? other : one;
    double sum = 0;
    for (int i : sharing.getOrDefault(isFewer ? one : other, Sharing.NOBODY).units) {
      if (units.get(i).traits().contains(rest)) {
        sum += units.get(i).exposure();
      }
    }
    return sum;
  }

  /** The devices with the trait, in the order they were given. */
  List<String> devicesWith(Trait trait) {
    int[] found = sharing.getOrDefault(trait, Sharing.NOBODY).units;
    var devices = new String[found.length];
    for (int i = 0; i < found.length; i++) {
      devices[found.length - 1 - i] = units.get(found[i]).device();
    }
    return List.of(devices);
  }
}
