package dev.fieldcare.telemetry;

import dev.fieldcare.registry.Device;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Turns rows of {@code SELECT * FROM reading} back into readings. */
final class InfluxRows {
  private final Map<Integer, String> metricOf = new HashMap<>();
  private final int number;
  private final int arrival;
  private final IntFunction<@Nullable Device> devices;
  private final MetricSets metricSets;

  InfluxRows(List<String> columns, IntFunction<@Nullable Device> devices, MetricSets metricSets) {
    this.number = columns.indexOf(InfluxSchema.NUMBER);
    this.arrival = columns.indexOf(InfluxSchema.ARRIVAL);
    this.devices = devices;
    this.metricSets = metricSets;
    for (int i = 1; i < columns.size(); i++) {
      if (i != number && i != arrival && !columns.get(i).equals(InfluxSchema.DEVICE)) {
        metricOf.put(i, InfluxText.metric(columns.get(i)));
      }
    }
  }

  /** The reading of a row, or null if its device is unknown. */
  @Nullable Reading reading(List<@Nullable String> row) {
    Device device = devices.apply((int) InfluxQueries.number(row, number));
    if (device == null) {
      return null;
    }
    var values = new TreeMap<String, Double>();
    metricOf.forEach(
        (column, metric) -> {
          if (row.get(column) != null) {
            values.put(metric, InfluxQueries.value(row, column));
          }
        });
    return new Reading(
        device,
        InfluxQueries.number(row, 0),
        metricSets.of(List.copyOf(values.keySet())),
        values.values().stream().mapToDouble(Double::doubleValue).toArray(),
        InfluxQueries.number(row, arrival));
  }
}
