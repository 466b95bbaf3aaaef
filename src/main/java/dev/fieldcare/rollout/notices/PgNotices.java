package dev.fieldcare.rollout.notices;

import dev.fieldcare.registry.DeviceColumns;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statements about notices. */
public final class PgNotices {
  private static final String SELECT =
      """
      SELECT n.id, n.rollout, r.release, n.customer, n.devices, n.made_at, n.commitment, n.sent_at,
        n.read_at, n.answer, n.until_at, n.reason, n.answered_by, n.answered_at
      FROM rollout_notices n JOIN rollouts r ON r.id = n.rollout
      """;

  private static final String MAKE =
      """
      INSERT INTO rollout_notices (rollout, customer, devices, made_at)
      SELECT $1, o.customer, count(*), $2
      FROM rollout_members m JOIN %s o USING (device)
      WHERE m.rollout = $1 AND o.customer IS NOT NULL
        AND ($3::text[] IS NULL OR o.customer = ANY ($3))
      GROUP BY o.customer ORDER BY o.customer
      ON CONFLICT DO NOTHING
      """
          .formatted(DeviceColumns.OWNERS);

  private static final String COUNT =
      """
      SELECT count(*) AS customers, count(sent_at) AS sent, count(read_at) AS read,
        count(*) FILTER (WHERE answer = 'ACCEPTED') AS accepted,
        count(*) FILTER (WHERE answer = 'LATER') AS later,
        count(*) FILTER (WHERE answer = 'DECLINED') AS declined
      FROM rollout_notices WHERE rollout = $1
      """;

  private PgNotices() {}

  /**
   * Makes those that are not there yet, one for each customer of members.
   *
   * @param customers only theirs; null: everybody's
   */
  static Future<Void> make(
      SqlClient sql, long rollout, @Nullable Collection<String> customers, Instant at) {
    String[] only = customers == null ? null : customers.toArray(String[]::new);
    return sql.preparedQuery(MAKE)
        .execute(Tuple.from(Arrays.asList(rollout, utc(at), only)))
        .mapEmpty();
  }

  /** Of these customers. */
  public static Future<List<Notice>> of(SqlClient sql, long rollout, Collection<String> customers) {
    return sql.preparedQuery(SELECT + "WHERE n.rollout = $1 AND n.customer = ANY ($2)")
        .execute(Tuple.of(rollout).addArrayOfString(customers.toArray(String[]::new)))
        .map(PgNotices::notices);
  }

  /** Those that reached nobody. */
  static Future<List<Notice>> unsent(SqlClient sql, long rollout) {
    return sql.preparedQuery(SELECT + "WHERE n.rollout = $1 AND n.sent_at IS NULL ORDER BY n.id")
        .execute(Tuple.of(rollout))
        .map(PgNotices::notices);
  }

  public static Future<Optional<Notice>> find(SqlClient sql, long id) {
    return sql.preparedQuery(SELECT + "WHERE n.id = $1")
        .execute(Tuple.of(id))
        .map(rows -> notices(rows).stream().findFirst());
  }

  /** Newest first. */
  public static Future<List<Notice>> list(
      SqlClient sql,
      @Nullable Long rollout,
      @Nullable String customer,
      int max,
      @Nullable Long before) {
    return sql.preparedQuery(
            SELECT
                + "WHERE ($1::bigint IS NULL OR n.rollout = $1)"
                + " AND ($2::text IS NULL OR n.customer = $2)"
                + " AND ($3::bigint IS NULL OR n.id < $3) ORDER BY n.id DESC LIMIT $4")
        .execute(Tuple.from(Arrays.asList(rollout, customer, before, max)))
        .map(PgNotices::notices);
  }

  static Future<Void> promised(SqlClient sql, long id, long commitment) {
    return sql.preparedQuery("UPDATE rollout_notices SET commitment = $2 WHERE id = $1")
        .execute(Tuple.of(id, commitment))
        .mapEmpty();
  }

  /** The first time counts. */
  static Future<Void> sent(SqlClient sql, long id, Instant at) {
    return sql.preparedQuery(
            "UPDATE rollout_notices SET sent_at = coalesce(sent_at, $2) WHERE id = $1")
        .execute(Tuple.of(id, utc(at)))
        .mapEmpty();
  }

  /** The first time counts. */
  static Future<Void> read(SqlClient sql, Collection<Long> ids, Instant at) {
    return sql.preparedQuery(
            "UPDATE rollout_notices SET read_at = $2 WHERE id = ANY ($1) AND read_at IS NULL")
        .execute(Tuple.of(ids.toArray(Long[]::new), utc(at)))
        .mapEmpty();
  }

  public static Future<Void> answer(
      SqlClient sql, long id, Answer.Given given, String by, Instant at) {
    return sql.preparedQuery(
            "UPDATE rollout_notices SET answer = $2, until_at = $3, reason = $4, answered_by = $5,"
                + " answered_at = $6, read_at = coalesce(read_at, $6) WHERE id = $1")
        .execute(
            Tuple.of(
                id,
                given.answer().name(),
                utc(given.until()),
                given.reason().isEmpty() ? null : given.reason(),
                by,
                utc(at)))
        .mapEmpty();
  }

  /** The customers whose answer now keeps devices from it, where answers are honoured. */
  public static Future<Set<String>> refusing(SqlClient sql, long rollout, Instant now) {
    return sql.preparedQuery(
            "SELECT customer FROM rollout_notices WHERE rollout = $1"
                + " AND answer IN ('LATER', 'DECLINED')"
                + " AND (answer = 'DECLINED' OR until_at > $2)")
        .execute(Tuple.of(rollout, utc(now)))
        .map(
            rows -> {
              var customers = new HashSet<String>();
              rows.forEach(row -> customers.add(row.getString(0)));
              return customers;
            });
  }

  /** How many of a rollout's were sent, read and answered, and how. */
  public static Future<JsonObject> counts(SqlClient sql, long rollout) {
    return sql.preparedQuery(COUNT)
        .execute(Tuple.of(rollout))
        .map(rows -> rows.iterator().next().toJson());
  }

  private static List<Notice> notices(RowSet<Row> rows) {
    var notices = new ArrayList<Notice>(rows.size());
    rows.forEach(row -> notices.add(notice(row)));
    return notices;
  }

  private static Notice notice(Row row) {
    String answer = row.getString("answer");
    return new Notice(
        row.getLong("id"),
        row.getLong("rollout"),
        row.getLong("release"),
        row.getString("customer"),
        row.getLong("devices"),
        row.getOffsetDateTime("made_at").toInstant(),
        row.getLong("commitment"),
        instant(row.getOffsetDateTime("sent_at")),
        instant(row.getOffsetDateTime("read_at")),
        answer == null ? null : Answer.valueOf(answer),
        instant(row.getOffsetDateTime("until_at")),
        row.getString("reason"),
        row.getString("answered_by"),
        instant(row.getOffsetDateTime("answered_at")));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
