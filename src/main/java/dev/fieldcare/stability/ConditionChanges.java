package dev.fieldcare.stability;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.PgConditions.Pair;
import dev.fieldcare.stability.PgConditions.Stored;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes one change to one condition, or to all of a device, in a transaction that locks what it
 * changes and journals it; then tells of it and lets go the alarms that are no longer held.
 */
final class ConditionChanges {

  /**
   * What is done, by whom, and what is journalled with it.
   *
   * @param what as in {@link AlarmNews}
   */
  record Change(String what, String actor, JsonObject data) {}

  /** What a change makes of a condition; refuses with a guard. */
  interface Step {
    AlarmCondition apply(AlarmCondition it, AlarmAttributes attributes);
  }

  /** What more is to be written in the same transaction. */
  interface More {
    More NOTHING = transaction -> Future.succeededFuture();

    Future<?> write(SqlConnection transaction);
  }

  /** Begins or ends the hold of a whole device. */
  interface WholeDevice {
    Future<Void> apply(SqlConnection transaction, @Nullable Hold inForce);
  }

  /** How alarms of a device behave towards people. */
  interface Attributes {
    AlarmAttributes of(Device device, String symptom, Severity severity);
  }

  private final Database database;
  private final Journal journal;
  private final Attributes attributes;
  private final Clock clock;
  private final Consumer<AlarmNews> news;
  private final Function<Pair, Future<Void>> release;

  ConditionChanges(
      Database database,
      Journal journal,
      Attributes attributes,
      Clock clock,
      Consumer<AlarmNews> news,
      Function<Pair, Future<Void>> release) {
    this.database = database;
    this.journal = journal;
    this.attributes = attributes;
    this.clock = clock;
    this.news = news;
    this.release = release;
  }

  /** The journal's name for a condition. */
  static String subject(Device device, String symptom) {
    return "alarm:" + device.id() + "/" + symptom;
  }

  Future<Standing> change(Device device, String symptom, Change change, Step step) {
    return change(device, symptom, change, step, More.NOTHING);
  }

  /** Where the step changes nothing, nothing is journalled and told either. */
  Future<Standing> change(Device device, String symptom, Change change, Step step, More more) {
    var pair = new Pair(device.number(), symptom);
    return database
        .transaction(
            transaction ->
                PgConditions.lock(transaction, List.of(pair))
                    .compose(
                        locked -> {
                          Stored before = Objects.requireNonNull(locked.get(pair));
                          Stored after = before.now(apply(device, before, step));
                          return after.equals(before)
                              ? Future.succeededFuture(new Done(after, false))
                              : write(transaction, device, before, after, change, more);
                        }))
        .compose(
            done -> {
              var standing = new Standing(device, symptom, done.stored.condition());
              if (done.changed) {
                news.accept(new AlarmNews(change.what(), standing, null));
              }
              return release.apply(pair).map(standing);
            });
  }

  private record Done(Stored stored, boolean changed) {}

  private Future<Done> write(
      SqlConnection transaction,
      Device device,
      Stored before,
      Stored after,
      Change change,
      More more) {
    String subject = subject(device, before.pair().symptom());
    return PgConditions.save(transaction, before, after, change.actor(), clock.instant())
        .compose(saved -> more.write(transaction))
        .compose(done -> append(transaction, subject, "alarm." + change.what(), change))
        .map(appended -> new Done(after, true));
  }

  private AlarmCondition apply(Device device, Stored before, Step step) {
    String symptom = before.pair().symptom();
    try {
      return step.apply(before.condition(), attributes.of(device, symptom, before.severity()));
    } catch (Problem e) {
      throw new Problem(e.kind(), e.code(), symptom + " of " + device.id() + ": " + e.message());
    }
  }

  /** Alarms that became active meanwhile, and are not held any more, are announced. */
  Future<Void> changeAll(Device device, Change change, WholeDevice step) {
    var whole = new Pair(device.number(), "");
    return database
        .transaction(
            transaction ->
                PgConditions.lock(transaction, List.of(whole))
                    .compose(
                        locked ->
                            step.apply(
                                transaction,
                                Objects.requireNonNull(locked.get(whole))
                                    .condition()
                                    .hold("outOfService")))
                    .compose(done -> PgConditions.lockAll(transaction, device.number()))
                    .map(all -> List.copyOf(all.values()))
                    .compose(
                        all ->
                            save(transaction, all, each -> announced(device, each), change.actor()))
                    .compose(
                        changed ->
                            append(
                                    transaction,
                                    "device:" + device.id(),
                                    "device." + change.what(),
                                    change)
                                .map(appended -> changed)))
        .compose(
            changed -> {
              for (Stored each : changed) {
                var standing = new Standing(device, each.pair().symptom(), each.condition());
                news.accept(new AlarmNews(change.what(), standing, null));
              }
              return release.apply(whole);
            });
  }

  private Stored announced(Device device, Stored it) {
    AlarmAttributes how = attributes.of(device, it.pair().symptom(), it.severity());
    return it.now(it.condition().announcedIfDue(how, clock.instant()));
  }

  private Future<List<Stored>> save(
      SqlConnection transaction, List<Stored> all, UnaryOperator<Stored> then, String actor) {
    List<Stored> changed = all.stream().map(then).toList();
    var saved = new ArrayList<Future<Void>>();
    for (int i = 0; i < all.size(); i++) {
      saved.add(PgConditions.save(transaction, all.get(i), changed.get(i), actor, clock.instant()));
    }
    return saved.isEmpty() ? Future.succeededFuture(changed) : Future.all(saved).map(changed);
  }

  private Future<Long> append(
      SqlConnection transaction, String subject, String type, Change change) {
    var data = new JsonObject();
    change
        .data()
        .forEach(
            each -> {
              if (each.getValue() != null) {
                data.put(each.getKey(), each.getValue());
              }
            });
    return journal.append(transaction, new Journal.Entry(change.actor(), subject, type, data));
  }
}
