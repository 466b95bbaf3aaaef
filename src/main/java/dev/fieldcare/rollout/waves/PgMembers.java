package dev.fieldcare.rollout.waves;

import static dev.fieldcare.rollout.waves.PgRollouts.utc;

import dev.fieldcare.registry.DeviceColumns;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.notices.Standing;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements about members of rollouts. Whoever changes members holds the rollout's row, so
 * that what is counted is what there is.
 */
final class PgMembers {
  private static final String DUE =
      """
      SELECT device, tries FROM rollout_members
      WHERE rollout = $1 AND wave = $2 AND state = 'PENDING' AND due_at <= $3
      ORDER BY due_at, rank LIMIT $4
      """;

  private static final String MOVE =
      """
      WITH given AS (
        SELECT * FROM unnest($3::int[], $4::text[], $5::bigint[], $6::int[], $7::timestamptz[],
          $8::text[]) AS t (device, state, action, tries, due_at, reason)),
      before AS (
        SELECT m.wave, m.state AS was, g.state AS becomes
        FROM rollout_members m JOIN given g USING (device)
        WHERE m.rollout = $1),
      moved AS (
        UPDATE rollout_members m
        SET state = g.state, action = coalesce(g.action, m.action), tries = g.tries,
          due_at = coalesce(g.due_at, '-infinity'), reason = g.reason, changed_at = $2
        FROM given g WHERE m.rollout = $1 AND m.device = g.device)
      INSERT INTO rollout_counts (rollout, wave, state, n)
      SELECT $1, wave, state, sum(change)
      FROM (SELECT wave, was AS state, -1 AS change FROM before
            UNION ALL SELECT wave, becomes, 1 FROM before) AS changes
      GROUP BY wave, state HAVING sum(change) <> 0
      ON CONFLICT (rollout, wave, state) DO UPDATE SET n = rollout_counts.n + excluded.n
      """;

  private static final String NEWS =
      """
      WITH taken AS (
        DELETE FROM rollout_changes WHERE id IN (
          SELECT id FROM rollout_changes WHERE rollout = $1 ORDER BY id LIMIT $2)
        RETURNING id, device, action, release, state, error),
      newest AS (SELECT DISTINCT ON (device) * FROM taken ORDER BY device, id DESC)
      SELECT n.device, n.action, n.state, n.error, n.release, m.tries, m.wave, m.state AS was
      FROM newest n JOIN rollout_members m ON m.rollout = $1 AND m.device = n.device
        AND m.action = n.action
      """;

  private static final String COUNT_ALL =
      """
      INSERT INTO rollout_counts (rollout, wave, state, n)
      SELECT rollout, wave, state, count(*) FROM rollout_members WHERE rollout = $1 GROUP BY 1, 2, 3
      """;

  private static final String PAGE =
      """
      SELECT m.device, s.name AS stratum, m.wave, m.drawn, m.revision, m.state, m.tries, m.due_at, m.action,
        m.reason, m.changed_at
      FROM rollout_members m JOIN rollout_strata s USING (rollout, stratum)
      WHERE m.rollout = $1 AND m.device > $2 AND ($3::text IS NULL OR m.state = $3)
        AND ($4::int IS NULL OR m.wave = $4)
      ORDER BY m.device LIMIT $5
      """;

  /** Those of a customer's who wait, or whom an answer of theirs took out. */
  private static final String FOLLOW =
      """
      UPDATE rollout_members m
      SET state = $3, due_at = greatest($4, CASE WHEN m.tries > 0 THEN m.due_at END),
        reason = $5, changed_at = $6
      FROM %s o
      WHERE m.rollout = $1 AND o.device = m.device AND o.customer = $2
        AND (m.state = 'PENDING' OR m.state = 'DECLINED' AND starts_with(m.reason, '%s'))
      """
          .formatted(DeviceColumns.OWNERS, Standing.MARK);

  /** A member whose turn it is. */
  record Due(int device, int tries) {}

  /** What became of a member's update. */
  record News(
      int device,
      long action,
      long release,
      ActionState state,
      @Nullable String error,
      int tries,
      int wave,
      MemberState was) {}

  private PgMembers() {}

  static Future<List<Due>> due(SqlClient sql, long rollout, int wave, Instant now, int most) {
    return sql.preparedQuery(DUE)
        .execute(Tuple.of(rollout, wave, utc(now), most))
        .map(
            rows -> {
              var due = new ArrayList<Due>(rows.size());
              rows.forEach(row -> due.add(new Due(row.getInteger(0), row.getInteger(1))));
              return due;
            });
  }

  static Future<Void> move(SqlClient sql, long rollout, List<Move> moves, Instant at) {
    if (moves.isEmpty()) {
      return Future.succeededFuture();
    }
    return sql.preparedQuery(MOVE)
        .execute(
            Tuple.of(
                rollout,
                utc(at),
                moves.stream().map(Move::device).toArray(Integer[]::new),
                moves.stream().map(each -> each.to().name()).toArray(String[]::new),
                moves.stream().map(Move::action).toArray(Long[]::new),
                moves.stream().map(Move::tries).toArray(Integer[]::new),
                moves.stream().map(each -> utc(each.dueAt())).toArray(OffsetDateTime[]::new),
                moves.stream().map(Move::reason).toArray(String[]::new)))
        .mapEmpty();
  }

  /** Takes what became of updates out of the queue, the newest of each member. */
  static Future<List<News>> news(SqlClient sql, long rollout, int most) {
    return sql.preparedQuery(NEWS)
        .execute(Tuple.of(rollout, most))
        .map(
            rows -> {
              var news = new ArrayList<News>(rows.size());
              rows.forEach(
                  row ->
                      news.add(
                          new News(
                              row.getInteger("device"),
                              row.getLong("action"),
                              row.getLong("release"),
                              ActionState.valueOf(row.getString("state")),
                              row.getString("error"),
                              row.getInteger("tries"),
                              row.getInteger("wave"),
                              MemberState.valueOf(row.getString("was")))));
              return news;
            });
  }

  /** All of a customer's that have not begun do as their customer says, those held back apart. */
  static Future<Void> follow(
      SqlClient sql, long rollout, String customer, Standing standing, Instant at) {
    Tuple values =
        switch (standing) {
          case Standing.Free free -> Tuple.of(rollout, customer, "PENDING", utc(at), null, utc(at));
          case Standing.Waits waits ->
              Tuple.of(rollout, customer, "PENDING", utc(waits.until()), waits.reason(), utc(at));
          case Standing.Declined declined ->
              Tuple.of(rollout, customer, "DECLINED", utc(at), declined.reason(), utc(at));
        };
    return sql.preparedQuery(FOLLOW).execute(values).compose(done -> recount(sql, rollout));
  }

  private static Future<Void> recount(SqlClient sql, long rollout) {
    return sql.preparedQuery("DELETE FROM rollout_counts WHERE rollout = $1")
        .execute(Tuple.of(rollout))
        .compose(done -> countAll(sql, rollout));
  }

  /** Those held back are the next wave. */
  static Future<Void> release(SqlClient sql, long rollout, int wave, Instant at) {
    return sql.preparedQuery(
            "UPDATE rollout_members SET wave = $2, state = 'PENDING', due_at = '-infinity',"
                + " changed_at = $3 WHERE rollout = $1 AND wave = -1 AND state = 'HELD'")
        .execute(Tuple.of(rollout, wave, utc(at)))
        .compose(done -> recount(sql, rollout));
  }

  static Future<Void> countAll(SqlClient sql, long rollout) {
    return sql.preparedQuery(COUNT_ALL).execute(Tuple.of(rollout)).mapEmpty();
  }

  static Future<Counts> counts(SqlClient sql, long rollout) {
    return sql.preparedQuery("SELECT wave, state, n FROM rollout_counts WHERE rollout = $1")
        .execute(Tuple.of(rollout))
        .map(
            rows -> {
              var counts = new Counts();
              rows.forEach(
                  row ->
                      counts.put(
                          row.getInteger(0),
                          MemberState.valueOf(row.getString(1)),
                          row.getLong(2)));
              return counts;
            });
  }

  static Future<Integer> highest(SqlClient sql, long rollout) {
    return sql.preparedQuery(
            "SELECT coalesce(max(device), 0) FROM rollout_members WHERE rollout = $1")
        .execute(Tuple.of(rollout))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  /** What share of those of a wave that drew lots runs the release, of 1. */
  static Future<Double> shareUpdated(SqlClient sql, long rollout, int wave) {
    return sql.preparedQuery(
            "SELECT coalesce(avg((state = 'UPDATED')::int), 0)::float8 FROM rollout_members"
                + " WHERE rollout = $1 AND wave = $2 AND drawn")
        .execute(Tuple.of(rollout, wave))
        .map(rows -> rows.iterator().next().getDouble(0));
  }

  /** Those of a wave that fell silent since it opened, whether or not they still are. */
  static Future<List<Integer>> fallenSilent(SqlClient sql, long rollout, int wave) {
    return sql.preparedQuery(
            "SELECT e.device FROM rollout_events e JOIN rollout_members m"
                + " ON m.rollout = $1 AND m.device = e.device AND m.wave = $2"
                + " WHERE e.rollout = $1 AND e.trial = $2 AND e.kind = 'silence' AND NOT e.before")
        .execute(Tuple.of(rollout, wave))
        .map(
            rows -> {
              var devices = new ArrayList<Integer>(rows.size());
              rows.forEach(row -> devices.add(row.getInteger(0)));
              return devices;
            });
  }

  /** By the number of the device, from after {@code after} on. */
  static Future<List<Member>> page(
      SqlClient sql,
      long rollout,
      @Nullable MemberState state,
      @Nullable Integer wave,
      int max,
      long after) {
    return sql.preparedQuery(PAGE)
        .execute(
            Tuple.from(
                Arrays.asList(
                    rollout, (int) after, state == null ? null : state.name(), wave, max)))
        .map(PgMembers::members);
  }

  private static List<Member> members(RowSet<Row> rows) {
    var members = new ArrayList<Member>(rows.size());
    rows.forEach(row -> members.add(member(row)));
    return members;
  }

  private static Member member(Row row) {
    OffsetDateTime due = row.getOffsetDateTime("due_at");
    return new Member(
        row.getInteger("device"),
        row.getString("stratum"),
        row.getInteger("wave"),
        row.getBoolean("drawn"),
        row.getString("revision"),
        MemberState.valueOf(row.getString("state")),
        row.getInteger("tries"),
        due.getYear() < 1970 ? null : due.toInstant(),
        row.getLong("action"),
        row.getString("reason"),
        row.getOffsetDateTime("changed_at").toInstant());
  }
}
