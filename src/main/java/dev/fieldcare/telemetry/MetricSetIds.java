package dev.fieldcare.telemetry;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The numbers that the database gave to metric sets. Thread-safe. */
final class MetricSetIds {

  /** Where a metric stands: its position, from 1, in the arrays of the set. */
  record Place(int set, int position) {}

  private final MetricSets sets;
  private final Map<MetricSet, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, MetricSet> byId = new ConcurrentHashMap<>();
  private final Map<String, Collection<Place>> places = new ConcurrentHashMap<>();

  /** Device number in the upper half, number of a set it used in the lower. */
  private final Set<Long> used = ConcurrentHashMap.newKeySet();

  MetricSetIds(MetricSets sets) {
    this.sets = sets;
  }

  void load(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select id, names from metric_sets")) {
      while (rows.next()) {
        String[] names = (String[]) rows.getArray(2).getArray();
        learn(sets.of(Arrays.asList(names)), rows.getInt(1));
      }
    }
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select device, metric_set from device_sets")) {
      while (rows.next()) {
        used.add(use(rows.getInt(1), rows.getInt(2)));
      }
    }
  }

  /** Writes down that the device used the set, the first time it does. */
  void noteUse(int device, int set, Connection connection) throws SQLException {
    if (used.contains(use(device, set))) {
      return;
    }
    try (var insert =
        connection.prepareStatement(
            "insert into device_sets values (?, ?) on conflict do nothing")) {
      insert.setInt(1, device);
      insert.setInt(2, set);
      insert.executeUpdate();
    }
    used.add(use(device, set));
  }

  private static long use(int device, int set) {
    return (long) device << 32 | set;
  }

  /** The number of the set, newly given if need be; then it is durable. */
  int of(MetricSet set, Connection connection) throws SQLException {
    Integer known = ids.get(set);
    return known != null ? known : create(set, connection);
  }

  MetricSet byId(int id) {
    MetricSet set = byId.get(id);
    if (set == null) {
      throw new IllegalStateException("no metric set has the number " + id);
    }
    return set;
  }

  /** Where the metric stands in the sets that the device used. */
  List<Place> placesOf(String metric, int device) {
    return places.getOrDefault(metric, List.<Place>of()).stream()
        .filter(place -> used.contains(use(device, place.set())))
        .toList();
  }

  private synchronized int create(MetricSet set, Connection connection) throws SQLException {
    Integer known = ids.get(set);
    if (known != null) {
      return known;
    }
    Array names = connection.createArrayOf("text", set.names().toArray());
    try (var insert =
            connection.prepareStatement(
                "insert into metric_sets (names) values (?) on conflict do nothing");
        var select = connection.prepareStatement("select id from metric_sets where names = ?")) {
      insert.setArray(1, names);
      insert.executeUpdate();
      select.setArray(1, names);
      try (var rows = select.executeQuery()) {
        rows.next();
        learn(set, rows.getInt(1));
        return rows.getInt(1);
      }
    }
  }

  private synchronized void learn(MetricSet set, int id) {
    if (byId.put(id, set) != null) {
      return;
    }
    for (int i = 0; i < set.size(); i++) {
      var place = new Place(id, i + 1);
      places.computeIfAbsent(set.names().get(i), any -> new ConcurrentLinkedQueue<>()).add(place);
    }
    ids.put(set, id);
  }
}
