package dev.fieldcare.telemetry;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Gives the one {@link MetricSet} there is for a list of names. Thread-safe. */
public final class MetricSets {
  private final ConcurrentHashMap<List<String>, MetricSet> sets = new ConcurrentHashMap<>();

  /** The set of these names, which the caller has sorted and freed of repeats. */
  public MetricSet of(List<String> sortedNames) {
    MetricSet known = sets.get(sortedNames);
    return known != null ? known : sets.computeIfAbsent(List.copyOf(sortedNames), MetricSet::new);
  }
}
