package dev.fieldcare.stability;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.ConditionChanges.Change;
import dev.fieldcare.stability.PgConditions.Pair;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people and rules do to alarms: acknowledge, reset, shelve, suppress, take out of service.
 * Every change is journalled in the transaction that makes it and told to listeners once it is
 * durable; it holds for every server on the same database and survives restarts.
 *
 * <p>Conditions are known by device and symptom, whether or not they ever alarmed. All methods may
 * be called on any thread. A refused change fails with {@code alarm.guard}, naming the guard.
 */
public final class AlarmStates {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmStates.class);

  private final Database database;
  private final PgAlarms alarms;
  private final Function<String, Optional<Model>> models;
  private final Clock clock;
  private final Duration maxTimeShelved;
  private final ConditionChanges changes;
  private final ConditionSweep sweep;
  private final WithheldAlarms withheldAlarms;
  private final List<Consumer<AlarmNews>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicLong> withheld = new ConcurrentHashMap<>();

  /**
   * @param maxTimeShelved how long shelving may last, as a limit of either kind
   */
  public AlarmStates(
      Database database,
      Journal journal,
      PgAlarms alarms,
      IntFunction<Optional<Device>> devices,
      Function<String, Optional<Model>> models,
      Clock clock,
      Duration maxTimeShelved) {
    this.database = database;
    this.alarms = alarms;
    this.models = models;
    this.clock = clock;
    this.maxTimeShelved = maxTimeShelved;
    this.withheldAlarms = new WithheldAlarms(database, devices, clock);
    this.changes =
        new ConditionChanges(
            database, journal, this::attributes, clock, this::tell, withheldAlarms::tryToLetGo);
    this.sweep = new ConditionSweep(database, changes, devices);
  }

  /** What keeps held alarms from tickets. */
  public AlarmGate gate() {
    return new WithholdingGate(
        alarms,
        this::attributes,
        clock,
        this::tell,
        why -> withheld.computeIfAbsent(why, each -> new AtomicLong()).incrementAndGet());
  }

  /** Where alarms go that were kept from tickets and no longer are; they pass the gate again. */
  public void releaseTo(Function<Alarm, Future<Void>> hear) {
    withheldAlarms.releaseTo(hear);
  }

  public void onNews(Consumer<AlarmNews> listener) {
    listeners.add(listener);
  }

  /** How many alarms this server kept from tickets because of shelved, suppressed, outOfService. */
  public long withheld(String group) {
    AtomicLong count = withheld.get(group);
    return count == null ? 0 : count.get();
  }

  public Duration maxTimeShelved() {
    return maxTimeShelved;
  }

  /**
   * Since when, by whom and why the whole device is out of service; empty while it is in service.
   */
  public Future<Optional<Hold>> outOfService(Device device) {
    return PgConditions.read(database.pool(), new Pair(device.number(), ""))
        .map(stored -> Optional.ofNullable(stored.condition().hold("outOfService")));
  }

  public Future<Standing> get(Device device, String symptom) {
    return PgConditions.read(database.pool(), new Pair(device.number(), symptom))
        .map(stored -> new Standing(device, symptom, stored.condition()));
  }

  /**
   * @param key the alarm that was seen; refused when a later one has followed
   */
  public Future<Standing> acknowledge(
      Device device, String symptom, @Nullable String key, @Nullable String comment, String actor) {
    return changes.change(
        device,
        symptom,
        new Change(
            "acknowledged", actor, new JsonObject().put("comment", comment).put("alarm", key)),
        (it, attributes) -> {
          if (key != null && !key.equals(it.key())) {
            throw AlarmGuard.NEWEST.refusal("the newest is " + it.key());
          }
          return it.acknowledged();
        },
        transaction ->
            transaction
                .preparedQuery(
                    "update alarm_conditions set acked_by = $3, acked_at = $4, comment = $5"
                        + " where device = $1 and symptom = $2")
                .execute(
                    Tuple.of(
                        device.number(),
                        symptom,
                        actor,
                        PgConditions.utc(clock.instant()),
                        comment)));
  }

  public Future<Standing> reset(
      Device device, String symptom, @Nullable String comment, String actor) {
    return changes.change(
        device,
        symptom,
        new Change("reset", actor, new JsonObject().put("comment", comment)),
        (it, attributes) -> it.reset());
  }

  /**
   * @param until when it ends at the latest; null: as late as the settings allow
   */
  public Future<Standing> shelveOneShot(
      Device device, String symptom, @Nullable Instant until, String reason, String actor) {
    Instant now = clock.instant();
    Instant end = until == null ? now.plus(maxTimeShelved) : until;
    return shelve(device, symptom, Hold.oneShot(end, reason, actor, now));
  }

  public Future<Standing> shelveTimed(
      Device device, String symptom, Instant until, String reason, String actor) {
    return shelve(device, symptom, Hold.timed(until, reason, actor, clock.instant()));
  }

  private Future<Standing> shelve(Device device, String symptom, Hold hold) {
    Instant until = Objects.requireNonNull(hold.until());
    if (!until.isAfter(hold.since()) || until.isAfter(hold.since().plus(maxTimeShelved))) {
      return Future.failedFuture(
          AlarmGuard.WITHIN_MAX_TIME_SHELVED.refusal(
              until + " is not within " + maxTimeShelved + " of " + hold.since()));
    }
    var data =
        new JsonObject()
            .put("kind", hold.kind().code())
            .put("until", until.toString())
            .put("reason", hold.reason());
    return hold(device, symptom, "shelved", data, hold);
  }

  public Future<Standing> unshelve(
      Device device, String symptom, @Nullable String reason, String actor) {
    return end(
        device,
        symptom,
        "unshelved",
        new JsonObject().put("reason", reason),
        actor,
        hold -> hold.kind().isShelving(),
        AlarmGuard.SHELVED);
  }

  /**
   * Several rules may suppress one alarm; it is suppressed until the last of them ends.
   *
   * @param rule the name of what suppresses it
   */
  public Future<Standing> suppress(
      Device device, String symptom, String rule, String reason, String actor) {
    Hold hold = Hold.suppressed(rule, reason, actor, clock.instant());
    var data = new JsonObject().put("rule", rule).put("reason", reason);
    return hold(device, symptom, "suppressed", data, hold);
  }

  /**
   * @param rule which rule ends; null: every one
   */
  public Future<Standing> unsuppress(
      Device device, String symptom, @Nullable String rule, @Nullable String reason, String actor) {
    return end(
        device,
        symptom,
        "unsuppressed",
        new JsonObject().put("rule", rule).put("reason", reason),
        actor,
        hold -> hold.kind() == Hold.Kind.SUPPRESSED && (rule == null || rule.equals(hold.rule())),
        AlarmGuard.SUPPRESSED);
  }

  public Future<Standing> removeFromService(
      Device device, String symptom, String reason, String actor) {
    Hold hold = Hold.outOfService(reason, actor, clock.instant(), false);
    return hold(device, symptom, "outOfService", new JsonObject().put("reason", reason), hold);
  }

  public Future<Standing> placeInService(
      Device device, String symptom, @Nullable String reason, String actor) {
    return end(
        device,
        symptom,
        "inService",
        new JsonObject().put("reason", reason),
        actor,
        hold -> hold.kind() == Hold.Kind.OUT_OF_SERVICE && !hold.wholeDevice(),
        AlarmGuard.OUT_OF_SERVICE);
  }

  private Future<Standing> end(
      Device device,
      String symptom,
      String what,
      JsonObject data,
      String actor,
      Predicate<Hold> which,
      AlarmGuard guard) {
    return changes.change(
        device,
        symptom,
        new Change(what, actor, data),
        (it, attributes) -> it.released(which, guard, attributes, clock.instant()));
  }

  private Future<Standing> hold(
      Device device, String symptom, String what, JsonObject data, Hold hold) {
    return changes.change(
        device, symptom, new Change(what, hold.by(), data), (it, attributes) -> it.held(hold));
  }

  /** Takes every alarm of the device out of service. */
  public Future<Void> removeFromService(Device device, String reason, String actor) {
    Hold hold = Hold.outOfService(reason, actor, clock.instant(), true);
    return changes.changeAll(
        device,
        new Change("outOfService", actor, new JsonObject().put("reason", reason)),
        (transaction, inForce) -> {
          if (inForce != null) {
            throw AlarmGuard.IN_SERVICE.refusal(
                device.id() + " is out of service since " + inForce.since());
          }
          return PgConditions.begin(transaction, new Pair(device.number(), ""), hold);
        });
  }

  /** Alarms that became active meanwhile, and are not held for another reason, are announced. */
  public Future<Void> placeInService(Device device, @Nullable String reason, String actor) {
    return changes.changeAll(
        device,
        new Change("inService", actor, new JsonObject().put("reason", reason)),
        (transaction, inForce) -> {
          if (inForce == null) {
            throw AlarmGuard.OUT_OF_SERVICE.refusal(device.id() + " is in service");
          }
          return PgConditions.end(transaction, inForce.id(), actor, clock.instant());
        });
  }

  /**
   * What recurs: ends shelving whose time is over, announces again what is due, and lets go what is
   * no longer held, such as after a crash. Each is done once, however many servers sweep.
   */
  public Future<Void> sweep() {
    return sweep.run(clock.instant()).compose(done -> withheldAlarms.letGo(null));
  }

  private AlarmAttributes attributes(Device device, String symptom, Severity severity) {
    return AlarmAttributes.of(models.apply(device.model()).orElse(null), symptom, severity);
  }

  private void tell(AlarmNews news) {
    for (Consumer<AlarmNews> listener : listeners) {
      try {
        listener.accept(news);
      } catch (RuntimeException e) {
        LOG.error("news of {} was not taken", news.standing().symptom(), e);
      }
    }
  }
}
