package dev.fieldcare.tickets.siblings;

import java.util.Arrays;
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
  private static final class Sharing {
    static final Sharing NOBODY = new Sharing();

    int[] units = new int[4];
    int count;
    double exposure;

    void add(int unit, double days) {
      if (count == units.length) {
        units = Arrays.copyOf(units, 2 * count);
      }
      units[count++] = unit;
      exposure += days;
    }
  }

  private final List<Unit> units;
  private final Map<String, Unit> byDevice;
  private final Map<Trait, Sharing> sharing = new HashMap<>();
  private final double exposure;

  private Cohort(List<Unit> units) {
    this.units = units;
    this.byDevice = new HashMap<>(units.size() * 2);
    double sum = 0;
    for (int i = 0; i < units.size(); i++) {
      Unit unit = units.get(i);
      byDevice.put(unit.device(), unit);
      sum += unit.exposure();
      for (Trait trait : unit.traits()) {
        sharing.computeIfAbsent(trait, any -> new Sharing()).add(i, unit.exposure());
      }
    }
    this.exposure = sum;
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
    return sharing.getOrDefault(trait, Sharing.NOBODY).count;
  }

  double exposureWith(Trait trait) {
    return sharing.getOrDefault(trait, Sharing.NOBODY).exposure;
  }

  double exposureWithBoth(Trait one, Trait other) {
    boolean isFewer = unitsWith(one) <= unitsWith(other);
    Trait rest = isFewer ? other : one;
    Sharing fewer = sharing.getOrDefault(isFewer ? one : other, Sharing.NOBODY);
    double sum = 0;
    for (int i = 0; i < fewer.count; i++) {
      Unit unit = units.get(fewer.units[i]);
      sum += unit.traits().contains(rest) ? unit.exposure() : 0;
    }
    return sum;
  }

  /** The devices with the trait, in the order they were given. */
  List<String> devicesWith(Trait trait) {
    Sharing found = sharing.getOrDefault(trait, Sharing.NOBODY);
    var devices = new String[found.count];
    for (int i = 0; i < devices.length; i++) {
      devices[i] = units.get(found.units[i]).device();
    }
    return List.of(devices);
  }
}
