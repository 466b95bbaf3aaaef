package dev.fieldcare.rollout;

import dev.fieldcare.rollout.Action.Seen;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The statements about actions, what was heard of them, and what devices say of themselves. */
final class PgActions {
  private static final String COLUMNS =
      "id, device, release, state, version, forced, progress, error, claimed, seen, boot_before,"
          + " created_at, changed_at, not_before, deadline, download_only, claimed_at,"
          + " window_schedule, window_seconds, window_zone, window_offset_seconds, rollout,"
          + " priority, window_days, window_calendar";
  private static final String OVER = ActionState.OVER;

  /** Narrows a list; null takes everything. */
  record Filter(@Nullable Integer device, @Nullable Long release, @Nullable Boolean open) {}

  private PgActions() {}

  /** Hands over the newest action of each device and, before it, its newest confirmed one. */
  static Future<Void> eachOfInterest(WorkDays workDays, SqlClient sql, Consumer<Action> use) {
    return sql.query(
            "SELECT DISTINCT ON (device) "
                + COLUMNS
                + " FROM actions WHERE state = 'CONFIRMED' ORDER BY device, id DESC")
        .execute()
        .compose(
            rows -> {
              rows.forEach(row -> use.accept(action(workDays, row)));
              return sql.query(
                      "SELECT DISTINCT ON (device) "
                          + COLUMNS
                          + " FROM actions ORDER BY device, id DESC")
                  .execute();
            })
        .map(
            rows -> {
              rows.forEach(row -> use.accept(action(workDays, row)));
              return null;
            });
  }

  static Future<Optional<Action>> lock(
      WorkDays workDays, SqlClient sql, long id, boolean skipLocked) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM actions WHERE id = $1 FOR UPDATE"
                + (skipLocked ? " SKIP LOCKED" : ""))
        .execute(Tuple.of(id))
        .map(rows -> first(workDays, rows));
  }

  static Future<Optional<Action>> find(WorkDays workDays, SqlClient sql, long id) {
    return sql.preparedQuery("SELECT " + COLUMNS + " FROM actions WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> first(workDays, rows));
  }

  static Future<Optional<Action>> lockOpen(WorkDays workDays, SqlClient sql, int device) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM actions WHERE device = $1"
                + " AND state NOT IN "
                + OVER
                + " FOR UPDATE")
        .execute(Tuple.of(device))
        .map(rows -> first(workDays, rows));
  }

  private static Optional<Action> first(WorkDays workDays, Iterable<Row> rows) {
    var all = rows.iterator();
    return all.hasNext() ? Optional.of(action(workDays, all.next())) : Optional.empty();
  }

  static Future<Action> insert(
      WorkDays workDays,
      SqlClient sql,
      int device,
      long release,
      ActionState state,
      Terms terms,
      @Nullable String bootBefore,
      Instant at) {
    Manner manner = terms.manner();
    Maintenance windows = manner.maintenance();
    return sql.preparedQuery(
            "INSERT INTO actions (device, release, state, forced, boot_before, created_at,"
                + " changed_at, not_before, deadline, download_only, window_schedule,"
                + " window_seconds, window_zone, window_days, window_calendar) VALUES"
                + " ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING "
                + COLUMNS)
        .execute(
            Tuple.from(
                java.util.Arrays.asList(
                    device,
                    release,
                    state.name(),
                    manner.forced(),
                    bootBefore,
                    utc(at),
                    utc(manner.notBefore()),
                    utc(manner.deadline()),
                    manner.downloadOnly(),
                    windows == null ? null : windows.schedule(),
                    windows == null ? null : (int) windows.duration().toSeconds(),
                    windows == null ? null : windows.zone(),
                    windows == null ? null : windows.days().name(),
                    windows == null ? null : windows.calendar())))
        .map(rows -> action(workDays, rows.iterator().next()));
  }

  /**
   * Inserts many at once; whoever was given another update meanwhile is left out. Succeeds with
   * what was inserted, in no order.
   */
  static Future<List<Action>> insertAll(
      WorkDays workDays, SqlClient sql, List<Assignment> all, Instant at) {
    int size = all.size();
    var devices = new Integer[size];
    var releases = new Long[size];
    var states = new String[size];
    var boots = new String[size];
    var rollouts = new Long[size];
    var priorities = new Integer[size];
    var forced = new Boolean[size];
    var notBefore = new OffsetDateTime[size];
    var deadlines = new OffsetDateTime[size];
    var downloads = new Boolean[size];
    var schedules = new String[size];
    var seconds = new Integer[size];
    var zones = new String[size];
    var offsets = new Integer[size];
    var days = new String[size];
    var calendars = new String[size];
    for (int i = 0; i < size; i++) {
      Assignment each = all.get(i);
      Manner manner = each.terms().manner();
      Maintenance windows = manner.maintenance();
      devices[i] = each.device().number();
      releases[i] = each.release().id();
      states[i] =
          (each.terms().needsConsent() ? ActionState.AWAITING_CONFIRMATION : ActionState.ASSIGNED)
              .name();
      boots[i] = each.bootBefore();
      rollouts[i] = each.rollout();
      priorities[i] = each.priority();
      forced[i] = manner.forced();
      notBefore[i] = utc(manner.notBefore());
      deadlines[i] = utc(manner.deadline());
      downloads[i] = manner.downloadOnly();
      schedules[i] = windows == null ? null : windows.schedule();
      seconds[i] = windows == null ? null : (int) windows.duration().toSeconds();
      zones[i] = windows == null ? null : windows.zone();
      days[i] = windows == null ? null : windows.days().name();
      calendars[i] = windows == null ? null : windows.calendar();
      offsets[i] = windows == null ? 0 : (int) windows.late().toSeconds();
    }
    return sql.preparedQuery(
            "INSERT INTO actions (device, release, state, forced, boot_before, created_at,"
                + " changed_at, not_before, deadline, download_only, window_schedule,"
                + " window_seconds, window_zone, window_offset_seconds, rollout, priority,"
                + " window_days, window_calendar) SELECT device, release, state, forced, boot, $1,"
                + " $1, not_before, deadline, download, schedule, seconds, zone, late, rollout,"
                + " priority, days, calendar FROM unnest($2::int[], $3::bigint[], $4::text[],"
                + " $5::bool[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::bool[],"
                + " $10::text[], $11::int[], $12::text[], $13::int[], $14::bigint[], $15::int[],"
                + " $16::text[], $17::text[]) AS t (device, release, state, forced, boot,"
                + " not_before, deadline, download, schedule, seconds, zone, late, rollout,"
                + " priority, days, calendar) ORDER BY device ON CONFLICT DO NOTHING RETURNING "
                + COLUMNS)
        .execute(
            Tuple.from(
                java.util.Arrays.asList(
                    utc(at),
                    devices,
                    releases,
                    states,
                    forced,
                    boots,
                    notBefore,
                    deadlines,
                    downloads,
                    schedules,
                    seconds,
                    zones,
                    offsets,
                    rollouts,
                    priorities,
                    days,
                    calendars)))
        .map(
            rows -> {
              var actions = new ArrayList<Action>(rows.size());
              rows.forEach(row -> actions.add(action(workDays, row)));
              return actions;
            });
  }

  static Future<List<Action>> lockOpen(WorkDays workDays, SqlClient sql, List<Integer> devices) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM actions WHERE device = ANY($1) AND state NOT IN "
                + OVER
                + " ORDER BY device FOR UPDATE")
        .execute(Tuple.of(devices.toArray(Integer[]::new)))
        .map(
            rows -> {
              var actions = new ArrayList<Action>(rows.size());
              rows.forEach(row -> actions.add(action(workDays, row)));
              return actions;
            });
  }

  /** The rollout that gave it takes note later. */
  static Future<Void> note(SqlClient sql, Action action) {
    return sql.preparedQuery(
            "INSERT INTO rollout_changes (rollout, device, action, release, state, error)"
                + " VALUES ($1, $2, $3, $4, $5, $6)")
        .execute(
            Tuple.of(
                action.rollout(),
                action.device(),
                action.id(),
                action.release(),
                action.state().name(),
                action.error()))
        .mapEmpty();
  }

  /** The first report of each. */
  static Future<Void> reportAll(SqlClient sql, List<Action> actions, Instant at, String detail) {
    return sql.preparedQuery(
            "INSERT INTO action_reports (action, seq, at, state, detail, of_device)"
                + " SELECT action, 1, $2, state, $4, false"
                + " FROM unnest($1::bigint[], $3::text[]) AS t (action, state)")
        .execute(
            Tuple.of(
                actions.stream().map(Action::id).toArray(Long[]::new),
                utc(at),
                actions.stream().map(each -> each.state().name()).toArray(String[]::new),
                detail))
        .mapEmpty();
  }

  static Future<Void> update(SqlClient sql, Action action) {
    return sql.preparedQuery(
            "UPDATE actions SET state = $2, version = $3, progress = $4, error = $5, claimed = $6,"
                + " seen = $7, changed_at = $8, claimed_at = $9, forced = $10 WHERE id = $1")
        .execute(
            Tuple.from(
                java.util.Arrays.asList(
                    action.id(),
                    action.state().name(),
                    action.version(),
                    action.progress(),
                    action.error(),
                    action.claimed(),
                    action.seen().name(),
                    utc(action.changedAt()),
                    utc(action.claimedAt()),
                    action.manner().forced())))
        .mapEmpty();
  }

  /** Fails with {@code action.reports} when a device says more of an action than is kept. */
  static Future<Integer> countReports(SqlClient sql, long action) {
    return sql.preparedQuery("SELECT coalesce(max(seq), 0) FROM action_reports WHERE action = $1")
        .execute(Tuple.of(action))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  static Future<Void> report(SqlClient sql, long action, int seq, ActionReport report) {
    return sql.preparedQuery(
            "INSERT INTO action_reports (action, seq, at, state, detail, of_device)"
                + " VALUES ($1, $2, $3, $4, $5, $6)")
        .execute(
            Tuple.of(
                action,
                seq,
                utc(report.at()),
                report.state().name(),
                report.detail(),
                report.isOfDevice()))
        .mapEmpty();
  }

  /** Newest first. */
  static Future<List<ActionReport>> reports(SqlClient sql, long action, boolean ofDevice, int max) {
    return sql.preparedQuery(
            "SELECT seq, at, state, detail, of_device FROM action_reports WHERE action = $1"
                + " AND (of_device OR NOT $2) ORDER BY seq DESC LIMIT $3")
        .execute(Tuple.of(action, ofDevice, max))
        .map(
            rows -> {
              var reports = new ArrayList<ActionReport>();
              rows.forEach(
                  row ->
                      reports.add(
                          new ActionReport(
                              row.getInteger(0),
                              row.getOffsetDateTime(1).toInstant(),
                              ActionState.valueOf(row.getString(2)),
                              row.getString(3),
                              row.getBoolean(4))));
              return reports;
            });
  }

  /** Newest first, those with a lower id than {@code before}. */
  static Future<List<Action>> list(
      WorkDays workDays, SqlClient sql, Filter filter, int max, @Nullable Long before) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM actions WHERE ($1::int IS NULL OR device = $1)"
                + " AND ($2::bigint IS NULL OR release = $2) AND ($3::bool IS NULL OR $3 ="
                + " (state NOT IN "
                + OVER
                + "))"
                + " AND ($4::bigint IS NULL OR id < $4) ORDER BY id DESC LIMIT $5")
        .execute(
            Tuple.from(
                java.util.Arrays.asList(
                    filter.device(), filter.release(), filter.open(), before, max)))
        .map(
            rows -> {
              var actions = new ArrayList<Action>();
              rows.forEach(row -> actions.add(action(workDays, row)));
              return actions;
            });
  }

  private static Action action(WorkDays workDays, Row row) {
    return new Action(
        row.getLong("id"),
        row.getInteger("device"),
        row.getLong("release"),
        ActionState.valueOf(row.getString("state")),
        row.getInteger("version"),
        manner(workDays, row),
        row.getDouble("progress"),
        row.getString("error"),
        row.getBoolean("claimed"),
        Seen.valueOf(row.getString("seen")),
        row.getString("boot_before"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("changed_at").toInstant(),
        instant(row.getOffsetDateTime("claimed_at")),
        row.getLong("rollout"),
        row.getInteger("priority"));
  }

  private static Manner manner(WorkDays workDays, Row row) {
    String schedule = row.getString("window_schedule");
    return new Manner(
        row.getBoolean("forced"),
        instant(row.getOffsetDateTime("not_before")),
        instant(row.getOffsetDateTime("deadline")),
        row.getBoolean("download_only"),
        schedule == null
            ? null
            : Maintenance.of(
                    schedule,
                    Duration.ofSeconds(row.getInteger("window_seconds")),
                    row.getString("window_zone"))
                .of(
                    ZoneId.of(row.getString("window_zone")),
                    Duration.ofSeconds(row.getInteger("window_offset_seconds")))
                .on(
                    Days.valueOf(row.getString("window_days")),
                    row.getString("window_calendar"),
                    workDays));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  static Future<Void> eachSelf(SqlClient sql, java.util.function.BiConsumer<Integer, Boolean> use) {
    return sql.query("SELECT device, wanted FROM device_attributes WHERE NOT wanted")
        .execute()
        .map(
            rows -> {
              rows.forEach(row -> use.accept(row.getInteger(0), row.getBoolean(1)));
              return null;
            });
  }

  static Future<JsonObject> attributes(SqlClient sql, int device, boolean forUpdate) {
    return sql.preparedQuery(
            "SELECT attributes FROM device_attributes WHERE device = $1"
                + (forUpdate ? " FOR UPDATE" : ""))
        .execute(Tuple.of(device))
        .map(rows -> rows.size() == 0 ? new JsonObject() : rows.iterator().next().getJsonObject(0));
  }

  static Future<Void> keepAttributes(SqlClient sql, int device, JsonObject all, boolean wanted) {
    return sql.preparedQuery(
            "INSERT INTO device_attributes (device, attributes, wanted) VALUES ($1, $2, $3)"
                + " ON CONFLICT (device) DO UPDATE SET attributes = excluded.attributes,"
                + " wanted = excluded.wanted")
        .execute(Tuple.of(device, all, wanted))
        .mapEmpty();
  }

  static Future<Void> want(SqlClient sql, int device) {
    return sql.preparedQuery("UPDATE device_attributes SET wanted = true WHERE device = $1")
        .execute(Tuple.of(device))
        .mapEmpty();
  }

  static Future<Void> eachConsent(
      SqlClient sql, java.util.function.BiConsumer<Integer, AutoConsent> use) {
    return sql.query("SELECT device, initiator, remark, since FROM auto_consents")
        .execute()
        .map(
            rows -> {
              rows.forEach(
                  row ->
                      use.accept(
                          row.getInteger(0),
                          new AutoConsent(
                              row.getString(1),
                              row.getString(2),
                              row.getOffsetDateTime(3).toInstant())));
              return null;
            });
  }

  static Future<Void> keepConsent(SqlClient sql, int device, @Nullable AutoConsent consent) {
    if (consent == null) {
      return sql.preparedQuery("DELETE FROM auto_consents WHERE device = $1")
          .execute(Tuple.of(device))
          .mapEmpty();
    }
    return sql.preparedQuery(
            "INSERT INTO auto_consents (device, initiator, remark, since) VALUES ($1, $2, $3, $4)")
        .execute(
            Tuple.from(
                java.util.Arrays.asList(
                    device, consent.initiator(), consent.remark(), utc(consent.since()))))
        .mapEmpty();
  }
}
