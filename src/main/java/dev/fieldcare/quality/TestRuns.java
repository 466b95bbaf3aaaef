package dev.fieldcare.quality;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.StretchJudge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Stability test runs: a bench unit reports as any device does, and what it sent during the run is
 * judged by the detectors of the field. A failed run blocks what is not released of the unit's lot.
 */
public final class TestRuns {
  private final Vertx vertx;
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Devices devices;
  private final Rules rules;
  private final StretchJudge judge;
  private final Nonconformities nonconformities;

  TestRuns(
      Vertx vertx,
      Database database,
      Journal journal,
      Clock clock,
      Devices devices,
      Rules rules,
      StretchJudge judge,
      Nonconformities nonconformities) {
    this.vertx = vertx;
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.devices = devices;
    this.rules = rules;
    this.judge = judge;
    this.nonconformities = nonconformities;
  }

  /** Begins a run by the model's newest profile. */
  public Future<TestRun> start(String deviceId, String actor) {
    Device device = devices.get(deviceId);
    return rules
        .profile(device.model())
        .compose(
            found -> {
              TestProfile.Versioned profile =
                  found.orElseThrow(
                      () ->
                          Problem.conflict(
                              "testrun.profile",
                              "testrun: expected a test profile of "
                                  + device.model()
                                  + ", found none"));
              return database.transaction(sql -> insert(sql, device, profile, actor));
            });
  }

  private Future<TestRun> insert(
      SqlConnection sql, Device device, TestProfile.Versioned profile, String actor) {
    return sql.preparedQuery(
            "INSERT INTO test_runs (device, model, lot, profile_version, profile, state,"
                + " started_at) VALUES ($1, $2, coalesce($3, (SELECT lot FROM made_units WHERE"
                + " serial = $4)), $5, $6, 'RUNNING', $7)"
                + " ON CONFLICT (device) WHERE state = 'RUNNING' DO NOTHING RETURNING *")
        .execute(
            Tuple.tuple()
                .addString(device.id())
                .addString(device.model())
                .addString(device.lot())
                .addString(device.serial())
                .addInteger(profile.version())
                .addValue(profile.profile().json())
                .addValue(Times.utc(clock.instant())))
        .map(
            rows ->
                rows.stream()
                    .map(TestRun::of)
                    .findFirst()
                    .orElseThrow(
                        () ->
                            Problem.conflict(
                                "testrun.running",
                                "device " + device.id() + ": expected none running, found one")))
        .compose(
            run ->
                note(
                        sql,
                        run,
                        "testrun.started",
                        new JsonObject()
                            .put("device", run.device())
                            .put("profileVersion", run.profileVersion()),
                        actor)
                    .map(run));
  }

  private Future<Void> note(
      SqlConnection sql, TestRun run, String type, JsonObject data, String actor) {
    return journal.append(sql, new Journal.Entry(actor, run.subject(), type, data)).mapEmpty();
  }

  public Future<Page<TestRun>> list(
      @Nullable String device, TestRun.@Nullable State state, int limit, @Nullable Long after) {
    return database
        .pool()
        .preparedQuery(
            "SELECT * FROM test_runs WHERE ($1::text IS NULL OR device = $1)"
                + " AND ($2::text IS NULL OR state = $2) AND ($3::bigint IS NULL OR id < $3)"
                + " ORDER BY id DESC LIMIT $4")
        .execute(Tuple.of(device, state == null ? null : state.name(), after, limit + 1))
        .map(
            rows ->
                Page.of(
                    rows.stream().map(TestRun::of).toList(),
                    limit,
                    each -> Long.toString(each.id())));
  }

  public Future<TestRun> get(long id) {
    return get(database.pool(), id, "");
  }

  private static Future<TestRun> get(SqlClient sql, long id, String lock) {
    return sql.preparedQuery("SELECT * FROM test_runs WHERE id = $1" + lock)
        .execute(Tuple.of(id))
        .map(
            rows ->
                rows.stream()
                    .map(TestRun::of)
                    .findFirst()
                    .orElseThrow(
                        () ->
                            Problem.notFound(
                                "testrun.unknown", "expected a known test run, found " + id)));
  }

  private static void checkRunning(TestRun run) {
    if (run.state() != TestRun.State.RUNNING) {
      throw Problem.conflict(
          "testrun.state",
          "testrun %d: expected one that is running, found %s".formatted(run.id(), run.state()));
    }
  }

  /** Given up, with nothing said about the unit. */
  public Future<TestRun> abort(long id, String reason, String actor) {
    return database.transaction(
        sql ->
            get(sql, id, " FOR UPDATE")
                .compose(
                    run -> {
                      checkRunning(run);
                      return end(sql, run, TestRun.State.ABORTED, null, reason, actor);
                    })
                .compose(
                    run ->
                        note(
                                sql,
                                run,
                                "testrun.aborted",
                                new JsonObject().put("reason", reason),
                                actor)
                            .map(run)));
  }

  /**
   * Judges what the unit sent since the run began. Succeeds with the run, passed or failed; then
   * what a failure leads to has been done.
   */
  public Future<TestRun> finish(long id, String actor) {
    Instant end = clock.instant();
    return get(id)
        .compose(
            run -> {
              checkRunning(run);
              return vertx
                  .executeBlocking(() -> judged(run, end), false)
                  .compose(verdict -> database.transaction(sql -> keep(sql, run, verdict, actor)));
            });
  }

  /** A run that failed already need not go on to its end; one that is to pass must. */
  private TestVerdict judged(TestRun run, Instant end) {
    TestProfile profile = TestProfile.parse(run.model(), run.profile());
    var function = new RequiredFunction(profile, run.startedAt().toEpochMilli());
    List<Alarm> alarms =
        judge.judge(devices.get(run.device()), run.startedAt(), end, function::observe);
    TestVerdict verdict = TestVerdict.of(profile, alarms, function.until(end.toEpochMilli()), end);
    Instant earliest = run.startedAt().plus(profile.length());
    if (verdict.passed() && end.isBefore(earliest)) {
      throw Problem.conflict(
          "testrun.length",
          "testrun %d: guard length: expected all of its segments, until %s, found only %s"
              .formatted(run.id(), earliest, end));
    }
    return verdict;
  }

  private Future<TestRun> keep(
      SqlConnection sql, TestRun before, TestVerdict verdict, String actor) {
    TestRun.State state = verdict.passed() ? TestRun.State.PASSED : TestRun.State.FAILED;
    return get(sql, before.id(), " FOR UPDATE")
        .compose(
            run -> {
              checkRunning(run);
              return end(sql, run, state, verdict.json(), null, actor);
            })
        .compose(
            run ->
                note(
                        sql,
                        run,
                        "testrun." + state.name().toLowerCase(Locale.ROOT),
                        verdict.json(),
                        actor)
                    .map(run))
        .compose(
            run ->
                verdict.passed()
                    ? Future.succeededFuture(run)
                    : nonconformities.open(sql, found(run, verdict, actor)).map(run));
  }

  private Nonconformities.Found found(TestRun run, TestVerdict verdict, String actor) {
    String unit = devices.get(run.device()).serial();
    return new Nonconformities.Found(
        run.subject(),
        run.lot(),
        run.model(),
        List.of(unit),
        "Stability test run " + run.id() + " of " + run.device() + " failed",
        verdict.failures().getFirst().because(),
        actor);
  }

  private Future<TestRun> end(
      SqlConnection sql,
      TestRun run,
      TestRun.State state,
      @Nullable JsonObject verdict,
      @Nullable String reason,
      String actor) {
    return sql.preparedQuery(
            "UPDATE test_runs SET state = $2, ended_at = $3, verdict = $4, decided_by = $5,"
                + " reason = $6 WHERE id = $1 RETURNING *")
        .execute(
            Tuple.tuple()
                .addLong(run.id())
                .addString(state.name())
                .addValue(Times.utc(clock.instant()))
                .addValue(verdict)
                .addString(actor)
                .addString(reason))
        .map(rows -> TestRun.of(rows.iterator().next()));
  }
}
