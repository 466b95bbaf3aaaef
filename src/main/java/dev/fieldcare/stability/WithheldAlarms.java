package dev.fieldcare.stability;

import dev.fieldcare.base.Database;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what was kept from tickets and no longer has to be, and lets them hear it. */
final class WithheldAlarms {
  private static final Logger LOG = LoggerFactory.getLogger(WithheldAlarms.class);

  private static final String RELEASABLE =
      """
      select a.* from alarms a
      where a.told is null and a.normal_at is null and a.phase = 'ACTIVE'
        and (a.held_until is null or a.raised_at <= $3)
        and ($1::int is null or a.device = $1) and ($2::text is null or a.symptom = $2)
        and not exists (select from alarm_holds h where h.ended_at is null
          and h.device = a.device and h.symptom in ('', a.symptom))
      union all
      select a.* from alarms a join alarm_conditions c using (device, symptom)
      where not c.latched
        and ((a.told = 'ACTIVE' and a.phase in ('NORMAL', 'QUIET'))
          or (a.told = 'NORMAL' and a.phase = 'QUIET'))
        and ($1::int is null or a.device = $1) and ($2::text is null or a.symptom = $2)
      order by id
      """;

  private final Clock clock;
  private final Database database;
  private final IntFunction<Optional<Device>> devices;
  private volatile Function<Alarm, Future<Void>> tickets = alarm -> Future.succeededFuture();

  WithheldAlarms(Database database, IntFunction<Optional<Device>> devices, Clock clock) {
    this.clock = clock;
    this.database = database;
    this.devices = devices;
  }

  void releaseTo(Function<Alarm, Future<Void>> hear) {
    tickets = hear;
  }

  /** As {@link #letGo}; as far as that fails now, the next sweep makes up for it. */
  Future<Void> tryToLetGo(PgConditions.Pair of) {
    return letGo(of)
        .otherwise(
            failure -> {
              LOG.warn("alarms of {} are let go later: {}", of, failure.toString());
              return null;
            });
  }

  /** Succeeds when tickets heard, durably, what they may; of one pair, or with null of all. */
  Future<Void> letGo(PgConditions.@Nullable Pair of) {
    return releasable(of)
        .compose(
            found -> {
              List<Future<Void>> heard = found.stream().map(tickets).toList();
              return heard.isEmpty() ? Future.succeededFuture() : Future.all(heard).mapEmpty();
            });
  }

  /**
   * Alarms that are still active and not held, and the ends of alarms that are no longer latched,
   * as they are to be heard. Alarms of unknown devices are left out.
   *
   * @param of whose alarms, with an empty symptom all of the device; null: everybody's
   */
  private Future<List<Alarm>> releasable(PgConditions.@Nullable Pair of) {
    return database
        .pool()
        .preparedQuery(RELEASABLE)
        .execute(
            Tuple.tuple()
                .addInteger(of == null ? null : of.device())
                .addString(of == null || of.symptom().isEmpty() ? null : of.symptom())
                .addOffsetDateTime(PgConditions.utc(clock.instant().minus(GateRound.PATIENCE))))
        .map(
            rows -> {
              var found = new ArrayList<Alarm>();
              for (Row row : rows) {
                devices
                    .apply(row.getInteger("device"))
                    .ifPresent(device -> release(device, row, found));
              }
              return found;
            });
  }

  private static void release(Device device, Row row, List<Alarm> found) {
    Alarm.Phase last = Alarm.Phase.valueOf(row.getString("phase"));
    if (last == Alarm.Phase.ACTIVE) {
      found.add(alarm(device, row, last));
    } else {
      found.add(alarm(device, row, Alarm.Phase.NORMAL));
      if (last == Alarm.Phase.QUIET) {
        found.add(alarm(device, row, last));
      }
    }
  }

  private static Alarm alarm(Device device, Row row, Alarm.Phase phase) {
    Instant since = row.getOffsetDateTime("active_since").toInstant();
    OffsetDateTime normal = row.getOffsetDateTime("normal_at");
    Instant lastSeen = row.getOffsetDateTime("last_seen").toInstant();
    OffsetDateTime episode = row.getOffsetDateTime("episode_since");
    OffsetDateTime raised = row.getOffsetDateTime("raised_event");
    OffsetDateTime quiet = row.getOffsetDateTime("quiet_at");
    return new Alarm(
        row.getString("alarm_key"),
        device,
        row.getString("symptom"),
        PgConditions.severity(row.getString("severity")),
        phase,
        since,
        normal == null ? lastSeen : normal.toInstant(),
        lastSeen,
        row.getString("metric"),
        new Because(
            row.getString("because"),
            row.getString("because_key"),
            row.getJsonObject("because_args").getMap()),
        new Alarm.Course(
            Alarm.Basis.valueOf(row.getString("basis")),
            episode == null ? since : episode.toInstant(),
            raised == null ? since : raised.toInstant(),
            phase == Alarm.Phase.ACTIVE || normal == null ? null : normal.toInstant(),
            phase != Alarm.Phase.QUIET || quiet == null ? null : quiet.toInstant(),
            false));
  }
}
