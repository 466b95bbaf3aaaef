package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.MetricSet;
import dev.fieldcare.telemetry.MetricSets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metric names of a message in the order they came, and where each one's value goes in the
 * sorted set. Devices repeat one shape for life, so it is worked out once.
 */
final class Shape {
  private final String[] names;
  private final int[] places;
  private final MetricSet set;

  private Shape(String[] names, int[] places, MetricSet set) {
    this.names = names;
    this.places = places;
    this.set = set;
  }

  /** Null when the device may bring in no more combinations of names. */
  static @Nullable Shape find(String[] names, int count, MetricSets sets, Device device) {
    String[] asCame = Arrays.copyOf(names, count);
    List<String> sorted = Arrays.stream(asCame).sorted().distinct().toList();
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = java.util.Collections.binarySearch(sorted, asCame[i]);
    }
    MetricSet set = sets.find(sorted, device);
    return set == null ? null : new Shape(asCame, places, set);
  }

  boolean fits(String[] others, int count) {
    if (count != names.length) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (!names[i].equals(others[i])) {
        return false;
      }
    }
    return true;
  }

  MetricSet set() {
    return set;
  }

  /** The values in the set's order; of a name that came twice the later one. */
  double[] arrange(double[] asCame) {
    double[] values = new double[set.size()];
    for (int i = 0; i < names.length; i++) {
      values[places[i]] = asCame[i];
    }
    return values;
  }
}
