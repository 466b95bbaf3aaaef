package dev.fieldcare.rollout.waves;

import static dev.fieldcare.rollout.waves.PgRollouts.utc;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The statements about waves that were opened. */
final class PgWaves {
  private PgWaves() {}

  static Future<Void> open(SqlClient sql, long rollout, int wave, Instant at) {
    return sql.preparedQuery(
            "INSERT INTO rollout_waves (rollout, wave, opened_at, members) SELECT $1, $2, $3,"
                + " coalesce(sum(n), 0) FROM rollout_counts WHERE rollout = $1 AND wave = $2")
        .execute(Tuple.of(rollout, wave, utc(at)))
        .mapEmpty();
  }

  static Future<Void> updated(
      SqlClient sql, long rollout, Map<Integer, Integer> byWave, Instant at) {
    if (byWave.isEmpty()) {
      return Future.succeededFuture();
    }
    return sql.preparedQuery(
            "UPDATE rollout_waves w SET updated = updated + t.n,"
                + " updated_epoch = updated_epoch + t.n * extract(epoch FROM $4::timestamptz)"
                + " FROM unnest($2::int[], $3::int[]) AS t (wave, n)"
                + " WHERE w.rollout = $1 AND w.wave = t.wave")
        .execute(
            Tuple.of(
                rollout,
                byWave.keySet().toArray(Integer[]::new),
                byWave.values().toArray(Integer[]::new),
                utc(at)))
        .mapEmpty();
  }

  static Future<List<Wave>> all(SqlClient sql, long rollout) {
    return sql.preparedQuery(
            "SELECT wave, opened_at, members, updated, updated_epoch FROM rollout_waves"
                + " WHERE rollout = $1 ORDER BY wave")
        .execute(Tuple.of(rollout))
        .map(
            rows -> {
              var waves = new ArrayList<Wave>();
              rows.forEach(
                  row ->
                      waves.add(
                          new Wave(
                              row.getInteger(0),
                              row.getOffsetDateTime(1).toInstant(),
                              row.getLong(2),
                              row.getLong(3),
                              row.getDouble(4))));
              return waves;
            });
  }
}
