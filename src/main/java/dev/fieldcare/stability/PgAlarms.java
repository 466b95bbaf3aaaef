package dev.fieldcare.stability;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.SqlFailure;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The alarms there have been, in PostgreSQL: one row for each time a condition held. */
public final class PgAlarms implements AlarmGate {
  private static final String RECORD =
      """
            insert into alarms (alarm_key, device, device_id, symptom, severity, phase, metric,
              because, because_key, because_args, active_since, last_seen, normal_at, raised_at,
              basis, episode_since, raised_event, quiet_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            on conflict (alarm_key) do update set
              phase = excluded.phase, severity = excluded.severity,
              because = excluded.because, because_key = excluded.because_key,
              because_args = excluded.because_args,
              last_seen = case when $19 then excluded.last_seen
                else greatest(alarms.last_seen, excluded.last_seen) end,
              normal_at = case when $19 then excluded.normal_at
                else coalesce(alarms.normal_at, excluded.normal_at) end,
              quiet_at = case when $19 then excluded.quiet_at
                else coalesce(alarms.quiet_at, excluded.quiet_at) end,
              episode_since = excluded.episode_since, raised_event = excluded.raised_event
            """;

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
    return client.preparedQuery(RECORD).execute(values(alarm)).mapEmpty();
  }

  /** As {@link #record(SqlClient, Alarm)} for each, in one message to the database. */
  Future<?> recordAll(SqlClient client, List<Alarm> heard) {
    return heard.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(RECORD).executeBatch(heard.stream().map(this::values).toList());
  }

  private Tuple values(Alarm alarm) {
    return Tuple.from(
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
          utcOrNull(alarm.course().normalAt()),
          utc(clock.instant()),
          alarm.course().basis().name(),
          utc(alarm.course().episodeSince()),
          utc(alarm.course().raisedAt()),
          utcOrNull(alarm.course().quietAt()),
          alarm.course().revised()
        });
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

  /**
   * The alarms judged from this device's readings and events that are active, or were raised or
   * changed since {@code from} (event time, epoch milliseconds). Blocks.
   */
  List<Alarm> toldSince(Device device, long from) {
    try (Connection connection = database.openJdbc();
        var statement =
            connection.prepareStatement(
                """
                select alarm_key, symptom, severity, phase, metric, because, because_key,
                  because_args, active_since, last_seen, normal_at, episode_since, raised_event,
                  quiet_at
                from alarms
                where device = ? and basis = 'HISTORY' and phase <> 'RETRACTED'
                  and (phase = 'ACTIVE' or raised_event >= ? or normal_at >= ? or quiet_at >= ?)
                """)) {
      OffsetDateTime since = utc(Instant.ofEpochMilli(from));
      statement.setInt(1, device.number());
      statement.setObject(2, since);
      statement.setObject(3, since);
      statement.setObject(4, since);
      var told = new ArrayList<Alarm>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          told.add(alarm(device, rows));
        }
      }
      return told;
    } catch (SQLException e) {
      throw SqlFailure.problem(
          "alarms.not.read", "the alarms of " + device.id() + " cannot be read", e);
    }
  }

  private static Alarm alarm(Device device, ResultSet row) throws SQLException {
    Instant raised = instant(row, "raised_event");
    Instant normal = instant(row, "normal_at");
    Instant since = Objects.requireNonNull(instant(row, "active_since"));
    Instant episode = instant(row, "episode_since");
    return new Alarm(
        row.getString("alarm_key"),
        device,
        row.getString("symptom"),
        Severity.valueOf(row.getString("severity").toUpperCase(Locale.ROOT)),
        Alarm.Phase.valueOf(row.getString("phase")),
        since,
        normal != null ? normal : since,
        Objects.requireNonNull(instant(row, "last_seen")),
        row.getString("metric"),
        new Because(
            row.getString("because"),
            row.getString("because_key"),
            new JsonObject(row.getString("because_args")).getMap()),
        new Alarm.Course(
            Alarm.Basis.HISTORY,
            episode != null ? episode : since,
            raised != null ? raised : since,
            normal,
            instant(row, "quiet_at"),
            false));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
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

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable OffsetDateTime utcOrNull(@Nullable Instant instant) {
    return instant == null ? null : utc(instant);
  }

  private static @Nullable String text(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant().toString();
  }
}
