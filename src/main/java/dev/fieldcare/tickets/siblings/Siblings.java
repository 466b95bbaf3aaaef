package dev.fieldcare.tickets.siblings;

import dev.fieldcare.base.Database;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates.Firmware;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scans the siblings of devices that fail, within the transaction that opens their tickets.
 *
 * <p>What devices share is kept in memory and may be as old as {@link Settings#fresh} says; who
 * failed is read from the tickets. A model and symptom are scanned anew when a tenth more devices
 * failed than the last scan knew, among few that is with each, and when the last scan is old. Where
 * a scan would take longer than its budget, the last one stands.
 */
public final class Siblings {
  private static final Logger LOG = LoggerFactory.getLogger(Siblings.class);

  private static final String FAILED =
      """
      SELECT q.model, q.symptom, t.device, min(greatest(t.first_seen_at, $3)) AS at
      FROM unnest($1::text[], $2::text[]) q(model, symptom)
      JOIN tickets t ON t.model = q.model AND t.symptom = q.symptom
      WHERE t.kind = 'fault' AND t.device IS NOT NULL AND t.opened_at > $3
        AND t.resolution IS DISTINCT FROM 'retracted'
      GROUP BY q.model, q.symptom, t.device
      """;

  private static final int MOST_KEPT = 20_000;
  private static final int BY_CHANCE_KEPT = 3;
  private static final String PARTS_UNREAD = "what is inside devices is still being read";

  /** What is scanned together. */
  public record Question(String model, String symptom) {}

  /**
   * @param window how far back failures count
   * @param fresh how old what devices share may be
   * @param patience how old a scan may be
   * @param budget how long a ticket waits
   */
  public record Settings(Duration window, Duration fresh, Duration patience, Duration budget) {
    public static final Settings DEFAULT =
        new Settings(
            Duration.ofDays(90),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1));

    /** Everything anew each time, as suits a test. */
    public static final Settings EXACT =
        new Settings(Duration.ofDays(90), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30));
  }

  private record Kept(Scanned scanned, int failedSince) {}

  private final Vertx vertx;
  private final Fleet fleet;
  private final Settings settings;
  private final Parts parts;
  private final Cohorts cohorts;
  private final Map<Question, Kept> kept = new ConcurrentHashMap<>();
  private final Set<String> gathering = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean refreshing = new AtomicBoolean();

  public Siblings(Vertx vertx, Database database, Fleet fleet, Settings settings) {
    this.vertx = vertx;
    this.fleet = fleet;
    this.settings = settings;
    this.parts = new Parts(database);
    this.cohorts = new Cohorts(fleet, parts, settings.window());
  }

  /**
   * Takes in what was built into devices since; to be called at the start and now and then. While
   * that is under way it is not begun again.
   */
  public Future<Void> refresh(Instant now) {
    if (!refreshing.compareAndSet(false, true)) {
      return Future.succeededFuture();
    }
    boolean isFirst = !parts.isRead();
    long begun = System.nanoTime();
    return parts
        .refresh(now.minus(settings.window()), now)
        .onSuccess(
            done -> {
              if (isFirst) {
                long millis = (System.nanoTime() - begun) / 1_000_000;
                LOG.info("what is inside {} devices was read in {} ms", parts.devices(), millis);
              }
            })
        .onComplete(done -> refreshing.set(false));
  }

  /** What a device shares with others now. */
  public Set<Trait> traits(Device device) {
    return cohorts.traits(device);
  }

  /** How far back failures count. */
  public Duration window() {
    return settings.window();
  }

  /**
   * Succeeds with what is known of each question, scanned within the transaction where that is due.
   *
   * @param opened how many tickets the transaction opens for each
   */
  public Future<Map<Question, Scanned>> scan(
      SqlConnection transaction, Map<Question, Integer> opened, Instant now) {
    List<Question> due = new ArrayList<>();
    opened.forEach(
        (question, count) -> {
          if (isDue(question, count, now)) {
            due.add(question);
          }
        });
    if (due.isEmpty()) {
      return Future.succeededFuture(answers(opened, now));
    }
    return failed(transaction, due, now)
        .compose(
            failed -> versions(transaction, failed).map(versions -> withThem(failed, versions)))
        .compose(failed -> inBudget(compare(due, failed, now)))
        .map(done -> answers(opened, now));
  }

  private boolean isDue(Question question, int opened, Instant now) {
    Kept last = kept.get(question);
    if (last == null || !now.isBefore(last.scanned.at().plus(settings.patience()))) {
      return true;
    }
    int since = last.failedSince + opened;
    if (since * 10 >= last.scanned.failed().size()) {
      return true;
    }
    kept.put(question, new Kept(last.scanned, since));
    return false;
  }

  private Map<Question, Scanned> answers(Map<Question, Integer> opened, Instant now) {
    var answers = new HashMap<Question, Scanned>();
    for (Question each : opened.keySet()) {
      Kept last = kept.get(each);
      answers.put(
          each,
          last == null
              ? Scanned.none(now, "not compared within " + settings.budget().toMillis() + " ms")
              : last.scanned);
    }
    return answers;
  }

  /** A device that failed, and the version it ran then as far as that is known. */
  private record Fallen(Question question, Device device, Instant at, @Nullable String version) {}

  private Future<List<Fallen>> failed(SqlConnection sql, List<Question> due, Instant now) {
    return sql.preparedQuery(FAILED)
        .execute(
            Tuple.tuple()
                .addArrayOfString(due.stream().map(Question::model).toArray(String[]::new))
                .addArrayOfString(due.stream().map(Question::symptom).toArray(String[]::new))
                .addOffsetDateTime(utc(now.minus(settings.window()))))
        .map(
            rows -> {
              var found = new ArrayList<Fallen>(rows.size());
              for (Row row : rows) {
                Optional<Device> device = fleet.find(row.getString(2));
                if (device.isPresent()) {
                  found.add(
                      new Fallen(
                          new Question(row.getString(0), row.getString(1)),
                          device.get(),
                          row.getOffsetDateTime(3).toInstant(),
                          null));
                }
              }
              return found;
            });
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  /** Asks the database only for those that got another firmware since. */
  private Future<Map<Integer, String>> versions(SqlConnection sql, List<Fallen> failed) {
    var moments = new HashMap<Integer, Instant>();
    for (Fallen each : failed) {
      if (fleet.firmware(each.device).map(it -> it.from().isAfter(each.at)).orElse(false)) {
        moments.put(each.device.number(), each.at);
      }
    }
    return moments.isEmpty() ? Future.succeededFuture(Map.of()) : fleet.versionsAt(sql, moments);
  }

  private List<Fallen> withThem(List<Fallen> failed, Map<Integer, String> versions) {
    return failed.stream()
        .map(
            each -> {
              String then = versions.get(each.device.number());
              String now = fleet.firmware(each.device).map(Firmware::version).orElse(null);
              return new Fallen(each.question, each.device, each.at, then == null ? now : then);
            })
        .toList();
  }

  private Future<Void> inBudget(Future<Void> scan) {
    return scan.timeout(settings.budget().toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            late ->
                late instanceof TimeoutException
                    ? Future.succeededFuture()
                    : Future.failedFuture(late));
  }

  private Future<Void> compare(List<Question> due, List<Fallen> failed, Instant now) {
    return vertx.executeBlocking(
        () -> {
          if (kept.size() > MOST_KEPT) {
            kept.clear();
          }
          for (Question each : due) {
            kept.put(each, new Kept(compare(each, failed, now), 0));
          }
          return null;
        },
        false);
  }

  private Scanned compare(Question question, List<Fallen> all, Instant now) {
    Cohort cohort = cohort(question.model, now);
    var failures = new ArrayList<Failure>();
    var moments = new HashMap<String, Instant>();
    var traits = new HashMap<String, Set<Trait>>();
    for (Fallen each : all) {
      if (each.question.equals(question)) {
        Set<Trait> then = cohorts.traits(each.device, each.at, each.version);
        var failure =
            new Failure(each.device.id(), then, cohorts.exposure(each.device, now, each.at));
        failures.add(failure);
        moments.put(failure.device(), each.at);
        traits.put(failure.device(), failure.traits());
      }
    }
    return new Scanned(
        now,
        moments,
        traits,
        cohort.size(),
        worthKeeping(SiblingScan.of(cohort, failures)),
        parts.isRead() ? null : PARTS_UNREAD);
  }

  private static List<Suspicion> worthKeeping(List<Suspicion> all) {
    var found = new ArrayList<Suspicion>();
    int byChance = 0;
    for (Suspicion each : all) {
      if (each.verdict() != Suspicion.Verdict.CHANCE || byChance++ < BY_CHANCE_KEPT) {
        found.add(each);
      }
    }
    return found;
  }

  /** An old cohort is used once more while it is gathered anew; a very old one is not. */
  private Cohort cohort(String model, Instant now) {
    Cohorts.Gathered known = cohorts.known(model);
    if (known == null || !now.isBefore(known.at().plus(settings.fresh().multipliedBy(10)))) {
      return cohorts.gather(model, now);
    }
    if (!now.isBefore(known.at().plus(settings.fresh())) && gathering.add(model)) {
      vertx
          .executeBlocking(() -> cohorts.gather(model, now), false)
          .onComplete(done -> gathering.remove(model));
    }
    return known.cohort();
  }
}
