package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Database;
import dev.fieldcare.registry.DeviceColumns;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Evidence;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Set;
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

  private static final String REFUSED =
      """
      SELECT a.id FROM actions a JOIN %s o USING (device)
      WHERE a.rollout = $1 AND a.state IN ('ASSIGNED', 'AWAITING_CONFIRMATION', 'OFFERED')
        AND NOT a.claimed AND o.customer = ANY ($3)
      ORDER BY a.id LIMIT $2
      """
          .formatted(DeviceColumns.OWNERS);

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
    return asked(
        OPEN,
        Tuple.from(Arrays.asList(rollout, most, but)),
        rollout,
        new Evidence.CancelAsked("the rollout was stopped"));
  }

  /** Of devices whose customer does not want the release, or not yet; those that began go on. */
  Future<Integer> refused(long rollout, Set<String> customers, int most) {
    return customers.isEmpty()
        ? Future.succeededFuture(0)
        : asked(
            REFUSED,
            Tuple.of(rollout, most).addArrayOfString(customers.toArray(String[]::new)),
            rollout,
            new Evidence.Spared("the customer does not want it now"));
  }

  private Future<Integer> asked(String text, Tuple values, long rollout, Evidence evidence) {
    return database
        .pool()
        .preparedQuery(text)
        .execute(values)
        .compose(
            rows -> {
              var asked = new ArrayList<Future<?>>();
              rows.forEach(
                  row -> asked.add(actions.hear(row.getLong(0), evidence, "rollout:" + rollout)));
              return asked.isEmpty()
                  ? Future.succeededFuture(0)
                  : Future.join(asked).map(done -> asked.size());
            });
  }
}
