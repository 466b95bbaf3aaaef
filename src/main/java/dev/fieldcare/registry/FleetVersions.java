package dev.fieldcare.registry;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlResult;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which versions the devices in service report to run, counted. */
public final class FleetVersions {
  private static final String QUERY =
      """
      SELECT d.model, f.version, count(*) AS devices
      FROM devices d LEFT JOIN device_firmware f ON f.device = d.number AND f.to_at IS NULL
      WHERE d.decommissioned_at IS NULL
      GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
      """;

  /**
   * @param version null: they reported none
   */
  public record Count(String model, @Nullable String version, long devices) {}

  private final Database database;

  public FleetVersions(Database database) {
    this.database = database;
  }

  /** By model; of each the version that most devices run comes first. */
  public Future<List<Count>> counts() {
    return database
        .pool()
        .query(QUERY)
        .collecting(Collectors.mapping(FleetVersions::count, Collectors.toList()))
        .execute()
        .map(SqlResult::value);
  }

  private static Count count(Row row) {
    return new Count(row.getString("model"), row.getString("version"), row.getLong("devices"));
  }
}
