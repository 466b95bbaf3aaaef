package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Database;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Evidence;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what a rollout gave and what has not gone so far that stopping is worse than going on.
 * Done again and again until nothing is left, so that nothing is forgotten by whoever is killed.
 */
final class Recall {
  private static final String OPEN =
      """
      SELECT id FROM actions
      WHERE rollout = $1
        AND state IN ('ASSIGNED', 'AWAITING_CONFIRMATION', 'OFFERED', 'DOWNLOADING', 'DOWNLOADED')
        AND NOT claimed AND release IS DISTINCT FROM $3
      ORDER BY id LIMIT $2
      """;

  private final Database database;
  private final Actions actions;

  Recall(Database database, Actions actions) {
    this.database = database;
    this.actions = actions;
  }

  /**
   * Succeeds with how many devices were asked to stop.
   *
   * @param but the release that brings devices back, which is not taken back
   */
  Future<Integer> some(long rollout, @Nullable Long but, int most) {
    return database
        .pool()
        .preparedQuery(OPEN)
        .execute(Tuple.from(Arrays.asList(rollout, most, but)))
        .compose(
            rows -> {
              var asked = new ArrayList<Future<?>>();
              rows.forEach(
                  row ->
                      asked.add(
                          actions.hear(
                              row.getLong(0),
                              new Evidence.CancelAsked("the rollout was stopped"),
                              "rollout:" + rollout)));
              return asked.isEmpty()
                  ? Future.succeededFuture(0)
                  : Future.join(asked).map(done -> asked.size());
            });
  }
}
