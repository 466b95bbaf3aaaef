package dev.fieldcare.rollout;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlResult;
import java.util.List;
import java.util.stream.Collectors;

/** How many devices are to run a release and do not yet. */
public final class UpdatesUnderWay {
  private static final String QUERY =
      """
      SELECT release, count(*) AS devices, count(*) FILTER (WHERE state = 'SILENT') AS silent
      FROM actions WHERE state NOT IN %s GROUP BY 1 ORDER BY 1 DESC
      """
          .formatted(ActionState.OVER);

  /**
   * @param silent those of the devices that were not heard of since they began to install
   */
  public record Count(long release, long devices, long silent) {}

  private final Database database;

  public UpdatesUnderWay(Database database) {
    this.database = database;
  }

  /** The newest release first. */
  public Future<List<Count>> counts() {
    return database
        .pool()
        .query(QUERY)
        .collecting(Collectors.mapping(UpdatesUnderWay::count, Collectors.toList()))
        .execute()
        .map(SqlResult::value);
  }

  private static Count count(Row row) {
    return new Count(row.getLong("release"), row.getLong("devices"), row.getLong("silent"));
  }
}
