package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Database;
import dev.fieldcare.rollout.gates.ArmMoments;
import dev.fieldcare.rollout.gates.GatePlan;
import dev.fieldcare.rollout.gates.MetricLook;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at metrics 1, 2, 4, 8 … hours after a wave opened: of each device its mean since then and
 * in as long a time before. Of big waves a sample by lot is enough. What was looked at once is kept
 * and not looked at again, for each look has its own chance to be wrong.
 */
public final class MetricLooks {
  private static final Logger LOG = LoggerFactory.getLogger(MetricLooks.class);
  private static final int SAMPLE = 400;
  private static final int AT_ONCE = 8;

  private static final String SAMPLED =
      """
      (SELECT device, true AS treated FROM rollout_members
        WHERE rollout = $1 AND drawn AND wave = $2 ORDER BY rank LIMIT $4)
      UNION ALL
      (SELECT device, false FROM rollout_members
        WHERE rollout = $1 AND drawn AND (wave > $3 OR wave = -1) ORDER BY rank LIMIT $4)
      """;

  private final Database database;
  private final Clock clock;
  private final Means means;

  /** What telemetry knows. */
  @FunctionalInterface
  public interface Means {
    /** The mean of what was measured in {@code [from, until)}; empty when nothing was. */
    Future<Optional<Double>> of(int device, String metric, Instant from, Instant until);
  }

  public MetricLooks(Database database, Clock clock, Means means) {
    this.database = database;
    this.clock = clock;
    this.means = means;
  }

  private record Due(long rollout, Wave wave, int newest, String metric, int look) {}

  private record Sampled(int device, boolean treated) {}

  /** Takes the looks that are due; succeeds with how many there were. */
  public Future<Integer> run() {
    return PgRollouts.atWork(database.pool(), clock.instant())
        .compose(
            ids -> {
              Future<Integer> done = Future.succeededFuture(0);
              for (long id : ids) {
                done = done.compose(before -> of(id).map(more -> before + more));
              }
              return done;
            });
  }

  private Future<Integer> of(long id) {
    return PgRollouts.find(database.pool(), id)
        .compose(
            found ->
                found.isEmpty() || found.get().plan().gates().metrics().isEmpty()
                    ? Future.succeededFuture(0)
                    : PgWaves.all(database.pool(), id)
                        .compose(waves -> takeAll(due(found.get(), waves, clock.instant()))))
        .recover(
            cause -> {
              LOG.warn("metrics of rollout {} are looked at later: {}", id, cause.toString());
              return Future.succeededFuture(0);
            });
  }

  private static List<Due> due(Rollout rollout, List<Wave> waves, Instant now) {
    var due = new ArrayList<Due>();
    for (Wave wave : waves) {
      int look = MetricLook.lastDue(Duration.between(wave.openedAt(), now));
      if (look > 0 && wave.number() < rollout.plan().waves().size()) {
        for (GatePlan.Metric each : rollout.plan().gates().metrics()) {
          due.add(new Due(rollout.id(), wave, rollout.wave(), each.metric(), look));
        }
      }
    }
    return due;
  }

  private Future<Integer> takeAll(List<Due> due) {
    Future<Integer> done = Future.succeededFuture(0);
    for (Due each : due) {
      done =
          done.compose(
              before ->
                  isTaken(each)
                      .compose(
                          taken ->
                              taken ? Future.succeededFuture(before) : take(each).map(before + 1)));
    }
    return done;
  }

  private Future<Boolean> isTaken(Due due) {
    return database
        .pool()
        .preparedQuery(
            "SELECT 1 FROM rollout_looks WHERE rollout = $1 AND wave = $2 AND metric = $3"
                + " AND look = $4")
        .execute(Tuple.of(due.rollout(), due.wave().number(), due.metric(), due.look()))
        .map(rows -> rows.size() > 0);
  }

  private Future<Void> take(Due due) {
    return database
        .pool()
        .preparedQuery(SAMPLED)
        .execute(Tuple.of(due.rollout(), due.wave().number(), due.newest(), SAMPLE))
        .compose(
            rows -> {
              var sample = new ArrayList<Sampled>(rows.size());
              rows.forEach(row -> sample.add(new Sampled(row.getInteger(0), row.getBoolean(1))));
              return measure(due, sample);
            })
        .compose(
            arms ->
                database
                    .pool()
                    .preparedQuery(
                        "INSERT INTO rollout_looks (rollout, wave, metric, look, treated, controls)"
                            + " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING")
                    .execute(
                        Tuple.of(
                            due.rollout(),
                            due.wave().number(),
                            due.metric(),
                            due.look(),
                            json(arms[0]),
                            json(arms[1]))))
        .mapEmpty();
  }

  /** Treated first; a few devices at once. */
  private Future<ArmMoments[]> measure(Due due, List<Sampled> sample) {
    var arms = new ArmMoments[] {ArmMoments.NONE, ArmMoments.NONE};
    Future<Void> done = Future.succeededFuture();
    for (int i = 0; i < sample.size(); i += AT_ONCE) {
      List<Sampled> some = sample.subList(i, Math.min(sample.size(), i + AT_ONCE));
      done =
          done.compose(
                  before -> Future.all(some.stream().map(each -> add(due, each, arms)).toList()))
              .mapEmpty();
    }
    return done.map(arms);
  }

  private Future<Void> add(Due due, Sampled device, ArmMoments[] arms) {
    Instant opened = due.wave().openedAt();
    Duration span = MetricLook.dueAfter(due.look());
    Future<Optional<Double>> before =
        means.of(device.device(), due.metric(), opened.minus(span), opened);
    Future<Optional<Double>> after =
        means.of(device.device(), due.metric(), opened, opened.plus(span));
    return Future.all(before, after)
        .map(
            both -> {
              if (before.result().isPresent() && after.result().isPresent()) {
                int arm = device.treated() ? 0 : 1;
                synchronized (arms) {
                  arms[arm] = arms[arm].plus(before.result().get(), after.result().get());
                }
              }
              return null;
            });
  }

  private static JsonObject json(ArmMoments arm) {
    return new JsonObject()
        .put("devices", arm.devices())
        .put("before", arm.before())
        .put("after", arm.after())
        .put("beforeSquares", arm.beforeSquares())
        .put("afterSquares", arm.afterSquares())
        .put("products", arm.products());
  }

  private static ArmMoments moments(JsonObject json) {
    return new ArmMoments(
        json.getLong("devices"),
        json.getDouble("before"),
        json.getDouble("after"),
        json.getDouble("beforeSquares"),
        json.getDouble("afterSquares"),
        json.getDouble("products"));
  }

  /** Every look that was taken. */
  static Future<List<MetricLook>> taken(SqlClient sql, long rollout) {
    return sql.preparedQuery(
            "SELECT wave, metric, look, treated, controls FROM rollout_looks WHERE rollout = $1")
        .execute(Tuple.of(rollout))
        .map(
            rows -> {
              var looks = new ArrayList<MetricLook>(rows.size());
              rows.forEach(
                  row ->
                      looks.add(
                          new MetricLook(
                              row.getInteger(0) + 1,
                              row.getString(1),
                              row.getInteger(2),
                              moments(row.getJsonObject(3)),
                              moments(row.getJsonObject(4)))));
              return looks;
            });
  }
}
