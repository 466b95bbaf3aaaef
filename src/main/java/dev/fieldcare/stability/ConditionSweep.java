package dev.fieldcare.stability;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.stability.ConditionChanges.Change;
import dev.fieldcare.stability.ConditionChanges.Step;
import dev.fieldcare.stability.PgConditions.Pair;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * What happens to conditions by the mere passing of the server's time: shelving ends, alarms are
 * announced again. Each happens once, however many servers look, because it is decided under the
 * condition's lock.
 */
final class ConditionSweep {
  private static final String OVERDUE =
      "select device, symptom from alarm_holds where ended_at is null and until <= $1";

  private static final String TO_RE_ALARM =
      """
      select device, symptom from alarm_conditions c where re_alarm_at <= $1
        and not exists (select from alarm_holds h where h.ended_at is null
          and h.device = c.device and h.symptom in ('', c.symptom))
      """;

  private final Database database;
  private final ConditionChanges changes;
  private final IntFunction<Optional<Device>> devices;

  ConditionSweep(
      Database database, ConditionChanges changes, IntFunction<Optional<Device>> devices) {
    this.database = database;
    this.changes = changes;
    this.devices = devices;
  }

  Future<Void> run(Instant now) {
    return due(OVERDUE, now)
        .compose(pairs -> each(pairs, pair -> unshelve(pair, now)))
        .compose(done -> due(TO_RE_ALARM, now))
        .compose(pairs -> each(pairs, pair -> reAlarm(pair, now)));
  }

  private Future<List<Pair>> due(String sql, Instant now) {
    return database
        .pool()
        .preparedQuery(sql)
        .execute(Tuple.of(PgConditions.utc(now)))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Pair(row.getInteger("device"), row.getString("symptom")))
                    .distinct()
                    .toList());
  }

  private static Future<Void> each(List<Pair> pairs, Function<Pair, Future<Void>> work) {
    Future<Void> all = Future.succeededFuture();
    for (Pair pair : pairs) {
      all = all.compose(done -> work.apply(pair));
    }
    return all;
  }

  private Future<Void> unshelve(Pair pair, Instant now) {
    return change(
        pair,
        new Change("unshelved", "system", new JsonObject().put("reason", "its time is over")),
        (it, attributes) ->
            it.released(hold -> hold.isOver(now), AlarmGuard.SHELVED, attributes, now));
  }

  private Future<Void> reAlarm(Pair pair, Instant now) {
    return change(
        pair,
        new Change("reAlarmed", "system", new JsonObject()),
        (it, attributes) -> it.reAlarmed(attributes, now));
  }

  /** Another server may have made the change meanwhile: then there is nothing to do. */
  private Future<Void> change(Pair pair, Change change, Step step) {
    Optional<Device> device = devices.apply(pair.device());
    return device.isEmpty()
        ? Future.succeededFuture()
        : changes
            .change(device.get(), pair.symptom(), change, step)
            .<Void>mapEmpty()
            .recover(
                failure ->
                    failure instanceof Problem problem && problem.code().equals("alarm.guard")
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
  }
}
