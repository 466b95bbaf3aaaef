package dev.fieldcare;

import static dev.fieldcare.Running.await;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.Fixes;
import dev.fieldcare.firmware.JudgedFix;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.Releases;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Models;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Catalog;
import dev.fieldcare.rollout.Patience;
import dev.fieldcare.rollout.notices.CustomerNotices;
import dev.fieldcare.rollout.waves.Asking;
import dev.fieldcare.rollout.waves.Consequences;
import dev.fieldcare.rollout.waves.Gatekeeper;
import dev.fieldcare.rollout.waves.Hearing;
import dev.fieldcare.rollout.waves.MetricLooks;
import dev.fieldcare.rollout.waves.Newcomers;
import dev.fieldcare.rollout.waves.NoticeDesk;
import dev.fieldcare.rollout.waves.Offers;
import dev.fieldcare.rollout.waves.RolloutDesk;
import dev.fieldcare.rollout.waves.RolloutRounds;
import dev.fieldcare.stability.RaisedAlarms;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.telemetry.TelemetryStore;
import dev.fieldcare.tickets.FixedTickets;
import dev.fieldcare.tickets.OpenedTickets;
import dev.fieldcare.tickets.ReleaseProblems;
import dev.fieldcare.tickets.TicketDesk;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/** How releases go out to many devices: rollouts, what their gates see, what they lead to. */
final class RolloutHouse {
  private final RolloutDesk desk;
  private final NoticeDesk notices;
  private final RolloutRounds rounds;
  private final Hearing hearing;
  private final MetricLooks looks;
  private final Clock clock;
  private final ReleaseProblems problems;
  private final FixedTickets fixed;
  private final Database database;
  private final Releases releases;

  /**
   * @param silentAfter how long a device may be unheard of at least before it counts as silent
   */
  RolloutHouse(
      Database database,
      Journal journal,
      Clock clock,
      Devices devices,
      Models models,
      Actions actions,
      Catalog catalog,
      BiFunction<Release, String, Optional<DirectorTarget.Delta>> deltas,
      EventLog events,
      TelemetryStore telemetry,
      TicketDesk tickets,
      DeviceStates states,
      Releases releases,
      CustomerNotices customers,
      boolean fourEyes,
      Duration silentAfter) {
    this.clock = clock;
    this.database = database;
    this.releases = releases;
    problems = new ReleaseProblems(tickets);
    fixed =
        new FixedTickets(
            tickets,
            clock,
            (id, judged) ->
                devices
                    .find(id)
                    .filter(device -> runs(actions, states, device, judged))
                    .isPresent());
    hearing = new Hearing(clock.instant(), new Patience(silentAfter, devices, models));
    var newcomers = new Newcomers();
    devices.onChange(device -> newcomers.noticed(device.number()));
    actions.onChange(change -> newcomers.noticed(change.device().number()));
    var asking = new Asking(customers);
    desk = new RolloutDesk(database, journal, clock, catalog, deltas, fourEyes, asking);
    notices = new NoticeDesk(database, clock, catalog, desk, asking);
    var news =
        new FieldNews(
            events,
            new RaisedAlarms(database),
            new OpenedTickets(database),
            id -> devices.find(id).map(Device::number).orElse(0));
    rounds =
        new RolloutRounds(
            database,
            journal,
            clock,
            catalog,
            desk,
            new Offers(devices, actions, catalog, asking),
            actions,
            new Gatekeeper(news, hearing),
            newcomers,
            new Following());
    looks =
        new MetricLooks(
            database,
            clock,
            (device, metric, from, until) ->
                devices
                    .find(device)
                    .map(known -> mean(telemetry, known, metric, from, until))
                    .orElse(Future.succeededFuture(Optional.empty())));
  }

  private static Future<Optional<Double>> mean(
      TelemetryStore telemetry, Device device, String metric, Instant from, Instant until) {
    return telemetry
        .buckets(device, metric, from.toEpochMilli(), until.toEpochMilli(), Duration.ofMinutes(10))
        .map(
            buckets -> {
              long count = buckets.stream().mapToLong(TelemetryStore.Bucket::count).sum();
              double sum = buckets.stream().mapToDouble(each -> each.mean() * each.count()).sum();
              return count == 0 ? Optional.empty() : Optional.of(sum / count);
            });
  }

  /** By evidence, and still. */
  private static boolean runs(
      Actions actions, DeviceStates states, Device device, JudgedFix judged) {
    Action newest = actions.update(device.number()).newest();
    return newest != null
        && newest.release() == judged.release()
        && newest.state() == ActionState.CONFIRMED
        && states
            .currentFirmware(device)
            .filter(firmware -> firmware.version().equals(judged.version()))
            .isPresent();
  }

  /** What tickets and releases do about what rollouts find. */
  private final class Following implements Consequences {
    @Override
    public Future<String> halted(SqlConnection sql, Halt halt) {
      return RolloutHouse.this.halted(sql, halt);
    }

    @Override
    public Future<Void> verified(SqlConnection sql, JudgedFix judged) {
      return fixed.verified(sql, judged);
    }

    @Override
    public Future<Void> withdrawn(SqlConnection sql, JudgedFix judged) {
      Transaction under = Objects.requireNonNull(sql.transaction(), "no transaction");
      under.completion().onSuccess(committed -> releases.readAgain(judged.release()));
      return fixed.withdrawn(sql, judged);
    }
  }

  /** Tickets whose device got the release, or whose alarm ended, after it was shown to fix them. */
  private Future<Void> endFixed() {
    return Fixes.shown(database.pool())
        .compose(
            all -> {
              Future<Void> done = Future.succeededFuture();
              for (JudgedFix each : all) {
                done =
                    done.compose(before -> fixed.isDue(database.pool(), each))
                        .compose(
                            isDue ->
                                isDue
                                    ? database.transaction(sql -> fixed.verified(sql, each))
                                    : Future.<Void>succeededFuture());
              }
              return done;
            });
  }

  private Future<String> halted(SqlConnection sql, Consequences.Halt halt) {
    var harm =
        new ReleaseProblems.Harm(
            halt.rollout().model(),
            halt.release().version(),
            halt.where(),
            halt.because(),
            halt.rollout().id(),
            halt.devices());
    return problems.open(sql, harm, halt.at());
  }

  void heard(Device device) {
    hearing.heard(device.number(), clock.instant());
  }

  /** A step of every rollout. Blocks. */
  void goRound() {
    await(rounds.run());
    await(endFixed());
  }

  /** Looks at metrics where that is due. Blocks. */
  void lookAtMetrics() {
    await(looks.run());
  }

  NoticeDesk notices() {
    return notices;
  }

  RolloutDesk desk() {
    return desk;
  }
}
