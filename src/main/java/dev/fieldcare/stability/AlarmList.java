package dev.fieldcare.stability;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lists alarms with the states they are in, and what holds or held some, for outside interfaces.
 */
public final class AlarmList {

  /** {@link AlarmCondition#state} in SQL; null for an alarm that a later one has followed. */
  private static final String STATE =
      """
      case when c.device is null then null
        when exists (select from holding h where h.kind = 'outOfService'
          and h.device = a.device and h.symptom in ('', a.symptom)) then 'OUT_OF_SERVICE'
        when exists (select from holding h where h.kind = 'suppressed'
          and h.device = a.device and h.symptom = a.symptom) then 'SUPPRESSED_BY_DESIGN'
        when exists (select from holding h where h.kind in ('oneShot', 'timed')
          and h.device = a.device and h.symptom = a.symptom) then 'SHELVED'
        when c.active then case when c.acked and c.announced then 'ACKED' else 'UNACK' end
        when c.latched then case when c.acked then 'LATCHED_ACKED' else 'LATCHED_UNACK' end
        when c.acked then 'NORM' else 'RTNUN' end
      """;

  private static final String SELECT =
      """
      with holding as (select * from alarm_holds where ended_at is null)
      select * from (
        select a.*, c.active, c.announced, c.acked, c.latched, c.alarmed_at, c.re_alarm_at,
          c.re_alarm_count, c.acked_by, c.acked_at, c.comment,
          %s as state,
          exists (select from holding h where h.kind in ('oneShot', 'timed')
            and h.device = a.device and h.symptom = a.symptom) as is_shelved
        from alarms a left join alarm_conditions c on c.device = a.device
          and c.symptom = a.symptom and c.alarm_key = a.alarm_key) a
      """
          .formatted(STATE);

  private static final String LIST =
      SELECT
          + """
          where ($1::int is null or device = $1)
            and ($2::boolean is null or (phase = 'ACTIVE') = $2)
            and ($3::text is null or symptom = $3)
            and ($4::text is null or state = $4)
            and ($5::boolean is null or (state is not null and is_shelved) = $5)
            and ($6::bigint is null or id < $6)
          order by id desc limit $7
          """;

  private static final String HOLDS =
      """
      select * from alarm_holds
      where ($1::int is null or device = $1)
        and ($2::boolean is null or (ended_at is null) = $2)
        and ($3::bigint is null or id < $3)
      order by id desc limit $4
      """;

  private final Database database;
  private final IntFunction<Optional<Device>> devices;

  public AlarmList(Database database, IntFunction<Optional<Device>> devices) {
    this.database = database;
    this.devices = devices;
  }

  /** Newest first. */
  public Future<Page<JsonObject>> alarms(AlarmFilter filter, int limit, @Nullable Long before) {
    AlarmState state = filter.state();
    return database
        .pool()
        .preparedQuery(LIST)
        .execute(
            Tuple.tuple()
                .addInteger(filter.device())
                .addBoolean(filter.active())
                .addString(filter.symptom())
                .addString(state == null ? null : state.name())
                .addBoolean(filter.shelved())
                .addLong(before)
                .addInteger(limit + 1))
        .compose(rows -> shown(rows))
        .map(found -> Page.of(found, limit, last -> last.getString("id")));
  }

  /** Fails with {@code alarm.unknown}. */
  public Future<JsonObject> alarm(long id) {
    return database
        .pool()
        .preparedQuery(SELECT + "where id = $1")
        .execute(Tuple.of(id))
        .compose(rows -> shown(rows))
        .map(
            found -> {
              if (found.isEmpty()) {
                throw Problem.notFound("alarm.unknown", "there is no alarm " + id);
              }
              return found.getFirst();
            });
  }

  private Future<List<JsonObject>> shown(Iterable<Row> rows) {
    var devices = new ArrayList<Integer>();
    rows.forEach(row -> devices.add(row.getInteger("device")));
    return PgConditions.holding(database.pool(), devices)
        .map(
            holds -> {
              var shown = new ArrayList<JsonObject>();
              rows.forEach(row -> shown.add(json(row, holds)));
              return shown;
            });
  }

  private static JsonObject json(Row row, List<PgConditions.Held> holds) {
    JsonObject json = PgAlarms.json(row).put("withheld", row.getString("withheld"));
    if (row.getString("state") == null) {
      return json.put("state", null);
    }
    var pair = new PgConditions.Pair(row.getInteger("device"), row.getString("symptom"));
    AlarmCondition condition = PgConditions.condition(row, PgConditions.of(holds, pair));
    return json.mergeIn(Standing.state(condition))
        .put("ackedBy", row.getString("acked_by"))
        .put("ackedAt", text(row, "acked_at"))
        .put("comment", row.getString("comment"));
  }

  /**
   * What holds alarms or did, newest first; the symptom is null where it is the whole device.
   *
   * @param open only what is in force, or only what is over
   */
  public Future<Page<JsonObject>> holds(
      @Nullable Integer device, @Nullable Boolean open, int limit, @Nullable Long before) {
    return database
        .pool()
        .preparedQuery(HOLDS)
        .execute(Tuple.of(device, open, before, limit + 1))
        .map(
            rows -> {
              var found = new ArrayList<JsonObject>();
              rows.forEach(row -> found.add(hold(row)));
              return Page.of(found, limit, last -> last.getString("id"));
            });
  }

  private JsonObject hold(Row row) {
    String symptom = row.getString("symptom");
    return new JsonObject()
        .put("id", Long.toString(row.getLong("id")))
        .put("device", devices.apply(row.getInteger("device")).map(Device::id).orElse(null))
        .put("symptom", symptom.isEmpty() ? null : symptom)
        .put("kind", row.getString("kind"))
        .put("rule", row.getString("rule"))
        .put("reason", row.getString("reason"))
        .put("until", text(row, "until"))
        .put("begunAt", text(row, "begun_at"))
        .put("begunBy", row.getString("begun_by"))
        .put("endedAt", text(row, "ended_at"))
        .put("endedBy", row.getString("ended_by"));
  }

  private static @Nullable String text(Row row, String column) {
    var time = PgConditions.instant(row, column);
    return time == null ? null : time.toString();
  }
}
