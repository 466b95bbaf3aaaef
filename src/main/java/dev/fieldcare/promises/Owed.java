package dev.fieldcare.promises;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * What is owed at a moment, in numbers.
 *
 * @param open promises that nothing has decided yet
 * @param soon those of them that come due within {@link #SOON}
 * @param broken promises that came due within the last {@link #LATELY} and were not kept
 */
public record Owed(long open, long soon, long broken) {
  public static final Owed NOTHING = new Owed(0, 0, 0);
  public static final Duration SOON = Duration.ofHours(1);
  public static final Duration LATELY = Duration.ofHours(24);

  private static final String COUNT =
      """
      SELECT
        (SELECT count(*) FROM commitments WHERE outcome = 'OPEN') AS open,
        (SELECT count(*) FROM commitments
          WHERE outcome = 'OPEN' AND deadline >= $1 AND deadline < $2) AS soon,
        (SELECT count(*) FROM commitments
          WHERE outcome = 'BREACHED' AND deadline >= $3 AND deadline < $1) AS broken
      """;

  public static Future<Owed> at(Instant now, Database database) {
    return database
        .pool()
        .preparedQuery(COUNT)
        .execute(
            Tuple.of(
                now.atOffset(ZoneOffset.UTC),
                now.plus(SOON).atOffset(ZoneOffset.UTC),
                now.minus(LATELY).atOffset(ZoneOffset.UTC)))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Owed(row.getLong("open"), row.getLong("soon"), row.getLong("broken"));
            });
  }
}
