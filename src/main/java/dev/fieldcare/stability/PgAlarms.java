package dev.fieldcare.stability;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Page;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The alarms there have been, in PostgreSQL: one row for each time a condition held. */
public final class PgAlarms implements AlarmGate {
  private final Database database;
  private final Clock clock;

  public PgAlarms(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Writes a change down; the same change again alters nothing. Success means durable. */
  public Future<Void> record(Alarm alarm) {
    return record(database.pool(), alarm);
  }

  /** As {@link #record(Alarm)}, inside the caller's transaction. */
  public Future<Void> record(SqlClient client, Alarm alarm) {
    return client
        .preparedQuery(
            """
            insert into alarms (alarm_key, device, device_id, symptom, severity, phase, metric,
              because, because_key, because_args, active_since, last_seen, normal_at, raised_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            on conflict (alarm_key) do update set
              phase = excluded.phase, severity = excluded.severity,
              because = case when excluded.phase = 'ACTIVE' then excluded.because
                else alarms.because end,
              last_seen = greatest(alarms.last_seen, excluded.last_seen),
              normal_at = coalesce(alarms.normal_at, excluded.normal_at)
            """)
        .execute(
            Tuple.from(
                new Object[] {
                  alarm.key(),
                  alarm.device().number(),
                  alarm.device().id(),
                  alarm.symptom(),
                  alarm.severity().code(),
                  alarm.phase().name(),
                  alarm.metric(),
                  alarm.because().text(),
                  alarm.because().key(),
                  new JsonObject(alarm.because().arguments()),
                  utc(alarm.activeSince()),
                  utc(alarm.lastSeen()),
                  alarm.phase() == Alarm.Phase.ACTIVE ? null : utc(alarm.at()),
                  utc(clock.instant())
                }))
        .mapEmpty();
  }

  /** Lets every alarm pass. */
  @Override
  public Future<Passage> pass(SqlConnection transaction, List<Alarm> heard) {
    return Future.all(heard.stream().map(alarm -> record(transaction, alarm)).toList())
        .map(done -> new Passage(heard, List.of(), () -> {}));
  }

  /** Alarms as outside interfaces show them, newest first. */
  public Future<Page<JsonObject>> list(
      @Nullable Integer device,
      @Nullable Boolean active,
      @Nullable String symptom,
      int limit,
      @Nullable Long before) {
    return database
        .pool()
        .preparedQuery(
            """
            select * from alarms
            where ($1::int is null or device = $1)
              and ($2::boolean is null or (phase = 'ACTIVE') = $2)
              and ($3::text is null or symptom = $3)
              and ($4::bigint is null or id < $4)
            order by id desc limit $5
            """)
        .execute(Tuple.of(device, active, symptom, before, limit + 1))
        .map(
            rows -> {
              List<JsonObject> items = new ArrayList<>();
              long last = 0;
              for (Row row : rows) {
                if (items.size() == limit) {
                  return new Page<>(items, Long.toString(last));
                }
                last = row.getLong("id");
                items.add(json(row));
              }
              return new Page<>(items, null);
            });
  }

  static JsonObject json(Row row) {
    return new JsonObject()
        .put("id", Long.toString(row.getLong("id")))
        .put("key", row.getString("alarm_key"))
        .put("device", row.getString("device_id"))
        .put("symptom", row.getString("symptom"))
        .put("severity", row.getString("severity"))
        .put("phase", row.getString("phase").toLowerCase(Locale.ROOT))
        .put("metric", row.getString("metric"))
        .put("because", row.getString("because"))
        .put("becauseKey", row.getString("because_key"))
        .put("becauseArgs", row.getJsonObject("because_args"))
        .put("activeSince", text(row.getOffsetDateTime("active_since")))
        .put("lastSeen", text(row.getOffsetDateTime("last_seen")))
        .put("normalAt", text(row.getOffsetDateTime("normal_at")))
        .put("raisedAt", text(row.getOffsetDateTime("raised_at")));
  }

  private static OffsetDateTime utc(java.time.Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable String text(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant().toString();
  }
}
