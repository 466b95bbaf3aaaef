package dev.fieldcare.tickets;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** What faults are mostly about: the few symptoms or causes that most of them have. */
public final class Pareto {
  private static final int MOST = 50;

  private static final String SELECT =
      """
      SELECT %s AS name, count(*) AS count, sum(count(*)) OVER () AS total
      FROM tickets WHERE kind = 'fault' AND opened_at >= $1 AND opened_at < $2%s
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $3
      """;

  private final Database database;

  public Pareto(Database database) {
    this.database = database;
  }

  /** What faults are told apart by. */
  public enum By {
    SYMPTOM("symptom", "symptom", ""),
    /** The code of the diagnosed cause, or its words where it has none. */
    CAUSE(
        "cause",
        "coalesce(facts #>> '{diagnosis,causeCode}', facts #>> '{diagnosis,cause}', '')",
        " AND facts ? 'diagnosis'");

    private final String code;
    private final String sql;

    By(String code, String column, String where) {
      this.code = code;
      this.sql = SELECT.formatted(column, where);
    }

    public String code() {
      return code;
    }

    public static Optional<By> find(String code) {
      return java.util.Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
    }
  }

  /**
   * @param name a symptom or a cause
   */
  public record Bar(String name, long count) {}

  /**
   * @param total of those named and those left out
   * @param bars the most frequent first, fifty at most
   */
  public record Chart(long total, List<Bar> bars) {}

  /** Of the faults opened in {@code [from,to)}; by cause, of those that were diagnosed. */
  public Future<Chart> of(By by, Instant from, Instant to) {
    return database
        .pool()
        .preparedQuery(by.sql)
        .execute(Tuple.of(from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC), MOST))
        .map(
            rows -> {
              long total = rows.size() == 0 ? 0 : rows.iterator().next().getLong("total");
              return new Chart(
                  total,
                  rows.stream()
                      .map(row -> new Bar(row.getString("name"), row.getLong("count")))
                      .toList());
            });
  }
}
