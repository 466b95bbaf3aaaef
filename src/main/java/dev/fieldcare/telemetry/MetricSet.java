package dev.fieldcare.telemetry;

import java.util.List;

/**
 * The names of the metrics one message carried, sorted. Interned by {@link MetricSets}: two
 * messages with the same names share one instance, so identity is equality.
 */
public final class MetricSet {
  private final List<String> names;

  MetricSet(List<String> sortedNames) {
    this.names = List.copyOf(sortedNames);
  }

  public List<String> names() {
    return names;
  }

  public int size() {
    return names.size();
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
