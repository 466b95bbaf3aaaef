package dev.fieldcare.tickets;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * What a round looks at: a hundred rows at a time, each time those behind the last ones, then from
 * the first again. So what is refused round after round keeps nobody waiting.
 */
final class Turn {
  static final int SIZE = 100;

  private final String query;
  private volatile long after;

  /**
   * @param query has {@code id} as its first column and no ORDER BY
   */
  Turn(String query) {
    this.query = query;
  }

  /** Succeeds with the next rows, in the order of their ids. */
  Future<List<Row>> next(SqlClient sql, Tuple values) {
    return sql.preparedQuery(
            "SELECT * FROM (%s) o WHERE id > $%d ORDER BY id LIMIT %d"
                .formatted(query, values.size() + 1, SIZE))
        .execute(values.addLong(after))
        .map(
            rows -> {
              var found = new ArrayList<Row>();
              rows.forEach(found::add);
              after = found.size() < SIZE ? 0 : found.getLast().getLong(0);
              return found;
            });
  }
}
