package dev.fieldcare.tickets;

import dev.fieldcare.base.Database;
import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many tickets are open, by severity, on devices or at sites; what was merged counts once. */
public final class OpenWork {
  private final Database database;

  public OpenWork(Database database) {
    this.database = database;
  }

  /** By device, for those of these that have any. */
  public Future<Map<String, Map<Severity, Integer>>> onDevices(Collection<String> devices) {
    return database
        .pool()
        .preparedQuery(
            "SELECT device AS place, severity, count(*)::int AS open FROM tickets"
                + " WHERE is_open AND device = ANY ($1) GROUP BY device, severity")
        .execute(Tuple.tuple().addArrayOfString(devices.toArray(String[]::new)))
        .map(OpenWork::read);
  }

  /**
   * By site, for those of these that have any.
   *
   * @param customer counts only this customer's; with null everybody's
   */
  public Future<Map<String, Map<Severity, Integer>>> atSites(
      Collection<String> sites, @Nullable String customer) {
    return database
        .pool()
        .preparedQuery(
            "SELECT site AS place, severity, count(*)::int AS open FROM tickets"
                + " WHERE is_open AND site = ANY ($1) AND ($2::text IS NULL OR customer = $2)"
                + " GROUP BY site, severity")
        .execute(Tuple.tuple().addArrayOfString(sites.toArray(String[]::new)).addString(customer))
        .map(OpenWork::read);
  }

  /** All of them; a severity that none has is left out. */
  public Future<Map<Severity, Integer>> bySeverity() {
    return database
        .pool()
        .query(
            "SELECT '' AS place, severity, count(*)::int AS open FROM tickets WHERE is_open"
                + " GROUP BY severity")
        .execute()
        .map(rows -> read(rows).getOrDefault("", Map.of()));
  }

  private static Map<String, Map<Severity, Integer>> read(RowSet<Row> rows) {
    var found = new HashMap<String, Map<Severity, Integer>>();
    rows.forEach(
        row ->
            found
                .computeIfAbsent(row.getString("place"), place -> new EnumMap<>(Severity.class))
                .put(Severities.get(row.getString("severity")), row.getInteger("open")));
    return found;
  }
}
