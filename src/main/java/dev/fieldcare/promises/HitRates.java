package dev.fieldcare.promises;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which share of the promises was kept, of each kind and month they were due in. */
public final class HitRates {
  private static final String COUNT =
      """
      SELECT kind, to_char(deadline AT TIME ZONE $4, 'YYYY-MM') AS month,
        count(*) FILTER (WHERE outcome = 'KEPT') AS kept, count(*) AS decided
      FROM commitments
      WHERE outcome IN ('KEPT', 'BREACHED') AND deadline >= $1 AND deadline < $2
        AND ($3::text IS NULL OR customer = $3)
      GROUP BY 1, 2 ORDER BY 1, 2
      """;

  private final Database database;

  public HitRates(Database database) {
    this.database = database;
  }

  /**
   * @param month as in 2026-11
   */
  public record Rate(String kind, String month, long kept, long decided) {
    public double share() {
      return (double) kept / decided;
    }
  }

  /** Of promises due in {@code [from,to)}; of one customer, or with null of all. */
  public Future<List<Rate>> of(Instant from, Instant to, @Nullable String customer, ZoneId zone) {
    return database
        .pool()
        .preparedQuery(COUNT)
        .execute(
            Tuple.of(
                from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC), customer, zone.getId()))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Rate(
                                row.getString("kind"),
                                row.getString("month"),
                                row.getLong("kept"),
                                row.getLong("decided")))
                    .toList());
  }
}
