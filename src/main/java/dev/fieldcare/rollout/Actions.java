package dev.fieldcare.rollout;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All updates of single devices. What a poll asks is answered from memory ({@link #update}); every
 * change is one transaction with its journal entry, and in memory once it is committed.
 */
public final class Actions {
  private static final Logger LOG = LoggerFactory.getLogger(Actions.class);

  /** How much a device may say of one action; what ends it is always heard. */
  public static final int MOST_REPORTS = 1_000;

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Devices devices;
  private final DeviceStates states;
  private final Catalog catalog;
  private final WorkDays workDays;
  private final Updates updates = new Updates();
  private final List<Consumer<ActionNews>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Device>> hearers = new CopyOnWriteArrayList<>();

  public Actions(
      Database database,
      Journal journal,
      Clock clock,
      Devices devices,
      DeviceStates states,
      Catalog catalog,
      WorkDays workDays) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.devices = devices;
    this.states = states;
    this.catalog = catalog;
    this.workDays = workDays;
  }

  /** By which windows are found. */
  public WorkDays workDays() {
    return workDays;
  }

  /** Reads what polls ask for into memory; to be called once, when the releases are known. */
  public Future<Void> load() {
    return PgActions.eachOfInterest(
            workDays,
            database.pool(),
            action -> updates.put(action, catalog.get(action.release()).counter()))
        .compose(done -> PgActions.eachSelf(database.pool(), updates::wantsAttributes))
        .compose(done -> PgActions.eachConsent(database.pool(), updates::consents));
  }

  /** What is known of a device's updates; at once, on any thread. */
  public Update update(int device) {
    return updates.get(device);
  }

  /** How many are not over. */
  public int countOpen() {
    return updates.open().size();
  }

  public List<Action> open() {
    return updates.open();
  }

  public Release release(Action action) {
    return catalog.get(action.release());
  }

  /** A model's release of a version; fails with {@code release.unknown}. */
  public Release release(String model, String version) {
    return catalog.get(model, version);
  }

  /** Called after every committed change, on any thread. */
  public void onChange(Consumer<ActionNews> listener) {
    listeners.add(listener);
  }

  /**
   * Gives a device a release; what it had open before is canceled. Fails with the rule that forbids
   * it.
   */
  public Future<Action> assign(Device device, Release release, Terms terms, String actor) {
    try {
      checkFitness(device, release);
    } catch (Problem problem) {
      return Future.failedFuture(problem);
    }
    Instant now = clock.instant();
    ActionState first =
        mustAsk(device, terms) ? ActionState.AWAITING_CONFIRMATION : ActionState.ASSIGNED;
    String boot = bootOf(device);
    return database
        .transaction(
            sql ->
                supersede(sql, device, release, now, actor)
                    .compose(
                        before ->
                            PgActions.insert(
                                    workDays,
                                    sql,
                                    device.number(),
                                    release.id(),
                                    first,
                                    terms,
                                    boot,
                                    now)
                                .compose(
                                    action ->
                                        record(
                                                sql,
                                                action,
                                                new Evidence.Offered("assigned by " + actor),
                                                "action.assigned",
                                                actor)
                                            .map(action))
                                .map(action -> new Change(before, action))))
        .recover(Actions::explain)
        .map(
            change -> {
              change.before().ifPresent(former -> publish(former, "superseded"));
              publish(change.after(), "assigned by " + actor);
              return change.after();
            });
  }

  private void checkFitness(Device device, Release release) {
    String running =
        states.currentFirmware(device).map(DeviceStates.Firmware::version).orElse(null);
    Fitness.check(
        device,
        release,
        running,
        counterOf(device, running),
        updates.get(device.number()).highestCounter());
  }

  private boolean mustAsk(Device device, Terms terms) {
    return terms.needsConsent() && updates.get(device.number()).autoConsent() == null;
  }

  private @Nullable String bootOf(Device device) {
    return states.presence(device).map(DeviceStates.Presence::bootId).orElse(null);
  }

  /**
   * What became of what a rollout gives out.
   *
   * @param made to be {@linkplain #announce announced} once it is committed, what it took the place
   *     of first
   * @param refused by the number of the device, which rule forbids it
   */
  public record Given(List<Action> ended, List<Action> made, Map<Integer, Problem> refused) {}

  /**
   * Gives devices releases within somebody's transaction. A device whose open update has at least
   * that priority is refused with {@code action.busy}, one that a release does not fit by its rule.
   */
  public Future<Given> assignAll(SqlConnection sql, List<Assignment> all, String actor) {
    Instant now = clock.instant();
    var refused = new HashMap<Integer, Problem>();
    return PgActions.lockOpen(
            workDays, sql, all.stream().map(each -> each.device().number()).toList())
        .compose(
            open -> {
              var busy = new HashMap<Integer, Action>();
              open.forEach(action -> busy.put(action.device(), action));
              var fit = new ArrayList<Assignment>();
              for (Assignment each : all) {
                try {
                  checkFree(each, busy.get(each.device().number()));
                  checkFitness(each.device(), each.release());
                  Terms terms =
                      new Terms(each.terms().manner(), mustAsk(each.device(), each.terms()));
                  fit.add(each.on(terms, bootOf(each.device())));
                } catch (Problem problem) {
                  refused.put(each.device().number(), problem);
                }
              }
              return supersedeAll(sql, fit, busy, now, actor)
                  .compose(
                      ended ->
                          insertAll(sql, fit, now, actor)
                              .map(made -> new Given(ended, made, Map.copyOf(refused))));
            });
  }

  private static void checkFree(Assignment wanted, @Nullable Action open) {
    if (open != null && open.priority() >= wanted.priority()) {
      throw Problem.conflict(
          "action.busy",
          "%s has update %d of priority %d"
              .formatted(wanted.device().id(), open.id(), open.priority()));
    }
  }

  private Future<List<Action>> supersedeAll(
      SqlConnection sql,
      List<Assignment> all,
      Map<Integer, Action> busy,
      Instant now,
      String actor) {
    var ended = new ArrayList<Action>();
    Future<Void> done = Future.succeededFuture();
    for (Assignment each : all) {
      Action open = busy.get(each.device().number());
      if (open != null) {
        var forced = new Evidence.CancelForced("superseded by " + each.release().version());
        Optional<Action> next = Progression.after(open, forced);
        if (next.isPresent()) {
          Action over = next.get().changed(now);
          ended.add(over);
          done =
              done.compose(
                  before -> keep(sql, over, forced, "action.superseded", actor).mapEmpty());
        }
      }
    }
    return done.map(ended);
  }

  private Future<List<Action>> insertAll(
      SqlConnection sql, List<Assignment> fit, Instant now, String actor) {
    if (fit.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    var evidence = new Evidence.Offered("assigned by " + actor);
    return PgActions.insertAll(workDays, sql, fit, now)
        .compose(
            made ->
                PgActions.reportAll(sql, made, now, evidence.words())
                    .compose(
                        done ->
                            journal.appendAll(
                                sql,
                                made.stream()
                                    .map(each -> entry(each, evidence, "action.assigned", actor))
                                    .toList()))
                    .map(made));
  }

  /** Makes known what was committed: polls and devices hear of it from then on. */
  public void announce(Given given, String words) {
    given.ended().forEach(action -> publish(action, "superseded"));
    given.made().forEach(action -> publish(action, words));
  }

  /** What was before, over now, and what took its place. */
  private record Change(Optional<Action> before, Action after) {}

  private long counterOf(Device device, @Nullable String version) {
    return version == null
        ? 0
        : catalog.named().apply(device.model(), version).map(Release::counter).orElse(0L);
  }

  private Future<Optional<Action>> supersede(
      SqlConnection sql, Device device, Release release, Instant now, String actor) {
    var forced = new Evidence.CancelForced("superseded by " + release.version());
    return PgActions.lockOpen(workDays, sql, device.number())
        .compose(
            open ->
                open.flatMap(action -> Progression.after(action, forced))
                    .map(next -> keep(sql, next.changed(now), forced, "action.superseded", actor))
                    .orElseGet(() -> Future.succeededFuture(Optional.empty())));
  }

  private Future<Optional<Action>> keep(
      SqlConnection sql, Action next, Evidence evidence, @Nullable String type, String actor) {
    return PgActions.update(sql, next)
        .compose(
            done ->
                type == null || next.rollout() == null
                    ? Future.succeededFuture()
                    : PgActions.note(sql, next))
        .compose(done -> record(sql, next, evidence, type, actor))
        .map(done -> Optional.of(next));
  }

  private static <T> Future<T> explain(Throwable cause) {
    return cause instanceof io.vertx.pgclient.PgException pg && "23505".equals(pg.getSqlState())
        ? Future.failedFuture(
            Problem.conflict("action.open", "the device was given another update just now"))
        : Future.failedFuture(cause);
  }

  private Future<Void> record(
      SqlConnection sql, Action action, Evidence evidence, @Nullable String type, String actor) {
    return PgActions.countReports(sql, action.id())
        .compose(
            count -> {
              if (count >= MOST_REPORTS && evidence instanceof Evidence.Progress) {
                throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "action.reports",
                    "expected at most " + MOST_REPORTS + " reports on action " + action.id());
              }
              var report =
                  new ActionReport(
                      count + 1,
                      clock.instant(),
                      action.state(),
                      evidence.words(),
                      evidence.isOfDevice());
              return PgActions.report(sql, action.id(), count + 1, report);
            })
        .compose(
            done ->
                type == null
                    ? Future.succeededFuture()
                    : journal.append(sql, entry(action, evidence, type, actor)).mapEmpty());
  }

  private Journal.Entry entry(Action action, Evidence evidence, String type, String actor) {
    var data =
        new JsonObject()
            .put("device", idOf(action))
            .put("release", catalog.get(action.release()).version())
            .put("state", action.state().name())
            .put("because", evidence.words());
    return new Journal.Entry(actor, "action:" + action.id(), type, data);
  }

  private String idOf(Action action) {
    return devices.find(action.device()).map(Device::id).orElse("#" + action.device());
  }

  /**
   * Takes evidence in; succeeds with the action as it then stands, empty when the evidence no
   * longer applies to it. Evidence that changes nothing but says something is kept in the history.
   */
  public Future<Optional<Action>> hear(long id, Evidence evidence, String actor) {
    return hear(id, evidence, actor, false);
  }

  Future<Optional<Action>> hear(long id, Evidence evidence, String actor, boolean skipLocked) {
    return database
        .transaction(
            sql ->
                PgActions.lock(workDays, sql, id, skipLocked)
                    .compose(found -> apply(sql, found, evidence, actor)))
        .map(
            next -> {
              next.ifPresent(action -> publish(action, evidence.words()));
              return next;
            });
  }

  private Future<Optional<Action>> apply(
      SqlConnection sql, Optional<Action> found, Evidence evidence, String actor) {
    if (found.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Action before = found.get();
    Optional<Action> next = Progression.after(before, evidence);
    if (next.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Action after = next.get().changed(clock.instant());
    boolean isStep = after.state() != before.state() || after.claimed() != before.claimed();
    String type = isStep ? "action." + after.state().code().replace('_', '-') : null;
    Future<Optional<Action>> kept = keep(sql, after, evidence, type, actor);
    boolean isDelivered = after.state() == ActionState.DELIVERED && after.state() != before.state();
    return after.claimed() && !before.claimed() || isDelivered
        ? kept.compose(done -> PgActions.want(sql, after.device()).map(done))
        : kept;
  }

  private void publish(Action action, String words) {
    Release release = catalog.get(action.release());
    updates.put(action, release.counter());
    Optional<Device> device = devices.find(action.device());
    if (device.isEmpty()) {
      return;
    }
    var news = new ActionNews(device.get(), release, action, words);
    for (Consumer<ActionNews> listener : listeners) {
      try {
        listener.accept(news);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on action {}", action.id(), e);
      }
    }
  }

  /**
   * The device names what it runs; evidence for its newest action, if that waits for it. A device
   * that speaks our own protocol must name the hash of a raw image, too.
   */
  public Future<Void> runs(
      Device device,
      String version,
      @Nullable String sha256,
      @Nullable String bootId,
      boolean isNative) {
    Action newest = updates.get(device.number()).newest();
    if (newest == null || !newest.mayProveItself()) {
      return Future.succeededFuture();
    }
    Release release = catalog.get(newest.release());
    boolean isVersion = version.equals(release.version());
    boolean mustMatch = release.format().equals("raw");
    if (isVersion && mustMatch && sha256 == null && isNative) {
      return Future.succeededFuture();
    }
    boolean isHash =
        !mustMatch || sha256 == null || sha256.equalsIgnoreCase(release.image().sha256());
    boolean booted =
        bootId == null || newest.bootBefore() == null || !bootId.equals(newest.bootBefore());
    String words =
        "runs "
            + version
            + (isVersion && !isHash ? " with the hash " + sha256 : "")
            + (booted ? "" : ", not booted since");
    var evidence = new Evidence.Runs(isVersion && isHash, booted, words);
    if (Progression.after(newest, evidence).isEmpty()) {
      return Future.succeededFuture();
    }
    return hear(newest.id(), evidence, "device:" + device.id()).mapEmpty();
  }

  /** Whether the device ever named the firmware it runs. */
  public boolean namesFirmware(Device device) {
    return states.currentFirmware(device).isPresent();
  }

  /** Whether the device is known to run this version. */
  public boolean runsAlready(Device device, String version) {
    return states.currentFirmware(device).filter(now -> now.version().equals(version)).isPresent();
  }

  /** Called whenever a device is heard of, by whatever way, on any thread; must not block. */
  public void onHeard(Consumer<Device> listener) {
    hearers.add(listener);
  }

  /** The device was heard of, whatever it said: no silence, and the end of one. Never blocks. */
  public void heard(Device device) {
    for (Consumer<Device> each : hearers) {
      each.accept(device);
    }
    Update update = updates.get(device.number());
    Action open = update.open();
    if (open == null) {
      return;
    }
    updates.heard(device.number(), clock.instant());
    if (open.state() == ActionState.SILENT) {
      hear(open.id(), new Evidence.Heard("heard of again"), "device:" + device.id())
          .onFailure(cause -> LOG.warn("action {}: {}", open.id(), cause.toString()));
    }
  }

  /** When the device was last heard of since its action last changed. */
  Optional<Instant> lastHeard(int device) {
    return updates.lastHeard(device);
  }

  /** Stops an update, by force without waiting for the device; fails when it is over. */
  public Future<Action> cancel(long id, boolean force, String actor) {
    Evidence evidence =
        force
            ? new Evidence.CancelForced("ended by " + actor)
            : new Evidence.CancelAsked("to be stopped, says " + actor);
    return demand(id, evidence, actor, "canceled");
  }

  /** No longer leaves it to the device when it installs; fails when that changes nothing. */
  public Future<Action> urge(long id, String actor) {
    return demand(id, new Evidence.Urged("at once, says " + actor), actor, "urged");
  }

  /** Agrees to an update that waits for consent, or not. */
  public Future<Action> consent(long id, boolean agreed, String words, String actor) {
    boolean ofDevice = actor.startsWith("device:");
    Evidence evidence =
        agreed ? new Evidence.Consented(ofDevice, words) : new Evidence.Denied(ofDevice, words);
    return demand(id, evidence, actor, agreed ? "consented to" : "refused");
  }

  private Future<Action> demand(long id, Evidence evidence, String actor, String verb) {
    return hear(id, evidence, actor)
        .compose(
            next ->
                next.map(Future::succeededFuture)
                    .orElseGet(
                        () ->
                            get(id)
                                .compose(
                                    action ->
                                        Future.failedFuture(
                                            Problem.conflict(
                                                "action.transition",
                                                "action %d is %s and cannot be %s"
                                                    .formatted(id, action.state(), verb))))));
  }

  /** Fails with {@code action.unknown}. */
  public Future<Action> get(long id) {
    return PgActions.find(workDays, database.pool(), id)
        .map(
            found ->
                found.orElseThrow(
                    () -> Problem.notFound("action.unknown", "there is no action " + id)));
  }

  /** Newest first. */
  public Future<Page<Action>> list(
      @Nullable Integer device,
      @Nullable Long release,
      @Nullable Boolean open,
      int limit,
      @Nullable Long before) {
    return PgActions.list(
            workDays,
            database.pool(),
            new PgActions.Filter(device, release, open),
            limit + 1,
            before)
        .map(found -> Page.of(found, limit, action -> Long.toString(action.id())));
  }

  /** Newest first; only those of the device itself if so wished. */
  public Future<List<ActionReport>> reports(long id, boolean ofDevice, int max) {
    return PgActions.reports(database.pool(), id, ofDevice, max);
  }

  /** Keeps what a device says of itself; it is not asked again until its next update. */
  public Future<Void> describe(Device device, java.util.function.UnaryOperator<JsonObject> change) {
    return database
        .transaction(
            sql ->
                PgActions.attributes(sql, device.number(), true)
                    .compose(
                        before ->
                            PgActions.keepAttributes(
                                sql, device.number(), change.apply(before), false)))
        .onSuccess(done -> updates.wantsAttributes(device.number(), false));
  }

  /** What the device last said of itself. */
  public Future<JsonObject> attributes(Device device) {
    return PgActions.attributes(database.pool(), device.number(), false);
  }

  /**
   * From now on the device's updates need nobody's consent, the waiting one neither; null ends
   * that.
   */
  public Future<Void> autoConsent(Device device, @Nullable AutoConsent consent, String actor) {
    var data = new JsonObject().put("active", consent != null);
    if (consent != null) {
      data.put("initiator", consent.initiator()).put("remark", consent.remark());
    }
    return database
        .transaction(
            sql ->
                PgActions.keepConsent(sql, device.number(), consent)
                    .compose(
                        done ->
                            journal.append(
                                sql,
                                new Journal.Entry(
                                    actor, "device:" + device.id(), "device.auto-consent", data))))
        .compose(
            done -> {
              updates.consents(device.number(), consent);
              Action open = updates.get(device.number()).open();
              return consent != null
                      && open != null
                      && open.state() == ActionState.AWAITING_CONFIRMATION
                  ? consent(open.id(), true, "auto-confirmed", actor).mapEmpty()
                  : Future.succeededFuture();
            });
  }
}
