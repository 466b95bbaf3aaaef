package dev.fieldcare.rollout.waves;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements about rollouts themselves. */
final class PgRollouts {
  private static final String COLUMNS =
      "id, name, model, release, filter, plan, state, version, because, wave, wave_since, size,"
          + " paid_until, cursors, verdict, problem, created_by, created_at, approved_by,"
          + " approved_at, started_at, ended_at, changed_at";

  private PgRollouts() {}

  static Future<Rollout> insert(
      SqlClient sql,
      String name,
      String model,
      long release,
      String filter,
      JsonObject plan,
      String by,
      Instant at) {
    return sql.preparedQuery(
            "INSERT INTO rollouts (name, model, release, filter, plan, state, created_by,"
                + " created_at, changed_at) VALUES ($1, $2, $3, $4, $5, 'DRAFT', $6, $7, $7)"
                + " RETURNING "
                + COLUMNS)
        .execute(Tuple.of(name, model, release, filter, plan, by, utc(at)))
        .map(rows -> rollout(rows.iterator().next()));
  }

  static Future<Void> update(SqlClient sql, Rollout it) {
    return sql.preparedQuery(
            "UPDATE rollouts SET name = $2, filter = $3, plan = $4, state = $5,"
                + " version = $6, because = $7, wave = $8, wave_since = $9, size = $10,"
                + " paid_until = $11, cursors = $12, verdict = $13, problem = $14,"
                + " approved_by = $15, approved_at = $16, started_at = $17, ended_at = $18,"
                + " changed_at = $19 WHERE id = $1")
        .execute(
            Tuple.from(
                Arrays.asList(
                    it.id(),
                    it.name(),
                    it.filter(),
                    it.plan().written(),
                    it.state().name(),
                    it.version(),
                    it.because(),
                    it.wave(),
                    utc(it.waveSince()),
                    it.size(),
                    utc(it.paidUntil()),
                    it.cursors(),
                    it.verdict(),
                    it.problem(),
                    it.approvedBy(),
                    utc(it.approvedAt()),
                    utc(it.startedAt()),
                    utc(it.endedAt()),
                    utc(it.changedAt()))))
        .mapEmpty();
  }

  static Future<Optional<Rollout>> find(SqlClient sql, long id) {
    return one(sql, "WHERE id = $1", Tuple.of(id));
  }

  static Future<Optional<Rollout>> lock(SqlClient sql, long id) {
    return one(sql, "WHERE id = $1 FOR UPDATE", Tuple.of(id));
  }

  /** With something to do: those canceled of late may have updates on the way to take back. */
  private static final String AT_WORK =
      "(state IN ('RUNNING', 'PAUSED', 'HALTED', 'ROLLING_BACK')"
          + " OR state = 'CANCELED' AND ended_at > $%d::timestamptz - interval '1 day')";

  /** Takes it unless another server has it, or it is not at work. */
  static Future<Optional<Rollout>> claim(SqlClient sql, long id, Instant now) {
    return one(
        sql,
        "WHERE id = $1 AND " + AT_WORK.formatted(2) + " FOR UPDATE SKIP LOCKED",
        Tuple.of(id, utc(now)));
  }

  private static Future<Optional<Rollout>> one(SqlClient sql, String where, Tuple values) {
    return sql.preparedQuery("SELECT " + COLUMNS + " FROM rollouts " + where)
        .execute(values)
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(rollout(rows.iterator().next())));
  }

  /** Those with work to do, by priority. */
  static Future<List<Long>> atWork(SqlClient sql, Instant now) {
    return sql.preparedQuery(
            "SELECT id FROM rollouts WHERE "
                + AT_WORK.formatted(1)
                + " ORDER BY coalesce((plan ->> 'priority')::int, 100) DESC, id")
        .execute(Tuple.of(utc(now)))
        .map(
            rows -> {
              var ids = new ArrayList<Long>();
              rows.forEach(row -> ids.add(row.getLong(0)));
              return ids;
            });
  }

  /** Newest first. */
  static Future<List<Rollout>> list(
      SqlClient sql,
      @Nullable String model,
      @Nullable Long release,
      @Nullable String state,
      int max,
      @Nullable Long before) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM rollouts WHERE ($1::text IS NULL OR model = $1)"
                + " AND ($2::bigint IS NULL OR release = $2) AND ($3::text IS NULL OR state = $3)"
                + " AND ($4::bigint IS NULL OR id < $4) ORDER BY id DESC LIMIT $5")
        .execute(Tuple.from(Arrays.asList(model, release, state, before, max)))
        .map(
            rows -> {
              var found = new ArrayList<Rollout>();
              rows.forEach(row -> found.add(rollout(row)));
              return found;
            });
  }

  private static Rollout rollout(Row row) {
    JsonObject plan = row.getJsonObject("plan");
    return new Rollout(
        row.getLong("id"),
        row.getString("name"),
        row.getString("model"),
        row.getLong("release"),
        row.getString("filter"),
        PlanText.parse(plan, 0),
        RolloutState.valueOf(row.getString("state")),
        row.getInteger("version"),
        row.getString("because"),
        row.getInteger("wave"),
        instant(row.getOffsetDateTime("wave_since")),
        row.getLong("size"),
        instant(row.getOffsetDateTime("paid_until")),
        row.getJsonObject("cursors"),
        row.getJsonObject("verdict"),
        row.getString("problem"),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getString("approved_by"),
        instant(row.getOffsetDateTime("approved_at")),
        instant(row.getOffsetDateTime("started_at")),
        instant(row.getOffsetDateTime("ended_at")),
        row.getOffsetDateTime("changed_at").toInstant());
  }

  static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
