package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.rollout.Catalog;
import dev.fieldcare.rollout.audience.Candidate;
import dev.fieldcare.rollout.audience.Candidates;
import dev.fieldcare.rollout.audience.DryRun;
import dev.fieldcare.rollout.audience.DryRunReport;
import dev.fieldcare.rollout.audience.Filter;
import dev.fieldcare.rollout.audience.PromisesAtStake;
import dev.fieldcare.rollout.audience.Select;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people decide about rollouts. Each step is one transaction with its journal entry; who
 * approves is not who wrote it. What follows of itself is led on by {@link RolloutRounds}.
 */
public final class RolloutDesk {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutDesk.class);
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_REASON = 2_000;

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Catalog catalog;
  private final boolean fourEyes;
  private final Asking asking;
  private final DryRun dryRun;
  private final Stakes stakes;
  private final SecureRandom random = new SecureRandom();
  private final List<Consumer<RolloutNews>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param deltas the published delta to a release from what has this SHA-256
   * @param fourEyes whether somebody else than its writer must approve a rollout
   */
  public RolloutDesk(
      Database database,
      Journal journal,
      Clock clock,
      Catalog catalog,
      BiFunction<Release, String, Optional<DirectorTarget.Delta>> deltas,
      boolean fourEyes,
      Asking asking) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.catalog = catalog;
    this.fourEyes = fourEyes;
    this.asking = asking;
    this.dryRun = new DryRun(database, catalog.all(), deltas);
    this.stakes = new Stakes(dryRun, asking.notices());
  }

  /**
   * What somebody writes.
   *
   * @param plan as JSON; see {@code docs/rollouts.md}
   */
  public record Draft(String name, String model, String version, String filter, JsonObject plan) {}

  /** Called after every committed change, on any thread. */
  public void onChange(Consumer<RolloutNews> listener) {
    listeners.add(listener);
  }

  /** Fails with {@code release.unknown}, {@code plan.…} or {@code filter.…}. */
  public Future<Rollout> create(Draft draft, String actor) {
    Release release;
    Plan plan;
    String name = draft.name().isBlank() ? draft.version() : draft.name().strip();
    try {
      release = catalog.get(draft.model(), draft.version());
      plan = plan(draft.plan(), release);
      Filter.parse(draft.filter());
      if (name.length() > LONGEST_NAME) {
        throw PlanText.bad("name", "at most " + LONGEST_NAME + " characters", name.length());
      }
    } catch (Problem problem) {
      return Future.failedFuture(problem);
    }
    return database
        .transaction(
            sql ->
                PgRollouts.insert(
                        sql,
                        name,
                        draft.model(),
                        release.id(),
                        draft.filter(),
                        plan.written(),
                        actor,
                        clock.instant())
                    .compose(made -> journal.append(sql, created(made, release, actor)).map(made)))
        .onSuccess(this::publish);
  }

  /** What a rollout would amount to if it began now. Fails as {@link #create} does. */
  public Future<DryRunReport> dryRun(Draft draft) {
    return tried(draft, (release, plan, filter) -> dryRun.of(release, filter, plan.portions()));
  }

  /** Which promises it would help or break if it began now. Fails as {@link #create} does. */
  public Future<PromisesAtStake> atStake(Draft draft, DryRunReport report) {
    return tried(
        draft,
        (release, plan, filter) -> stakes.of(release, plan, filter, report, clock.instant()));
  }

  /**
   * Which devices a rollout would leave out for a reason.
   *
   * @param reason null: those it would go to
   */
  public Future<Page<Candidate>> dryRun(
      Draft draft, @Nullable String reason, int limit, @Nullable String after) {
    return tried(
        draft, (release, plan, filter) -> dryRun.devices(release, filter, reason, limit, after));
  }

  /** What is done with a draft that can be read. */
  private interface Reading<T> {
    Future<T> use(Release release, Plan plan, Filter filter);
  }

  private <T> Future<T> tried(Draft draft, Reading<T> use) {
    try {
      Release release = catalog.get(draft.model(), draft.version());
      return use.use(release, plan(draft.plan(), release), Filter.parse(draft.filter()));
    } catch (Problem problem) {
      return Future.failedFuture(problem);
    }
  }

  private Plan plan(JsonObject json, Release release) {
    Plan plan = PlanText.parse(json, random.nextLong() & 0xffff_ffff_ffffL);
    if (plan.rollback() != null) {
      Release back = catalog.get(release.model(), plan.rollback());
      if (back.counter() <= release.counter()) {
        throw PlanText.bad(
            "rollback",
            "a release with a counter above %d, for devices never go below one"
                .formatted(release.counter()),
            back.version() + " with " + back.counter());
      }
    }
    return plan;
  }

  private static Journal.Entry created(Rollout made, Release release, String actor) {
    return new Journal.Entry(
        actor,
        "rollout:" + made.id(),
        "rollout.created",
        new JsonObject()
            .put("state", made.state().name())
            .put("model", made.model())
            .put("release", release.version())
            .put("filter", made.filter())
            .put("plan", made.plan().written()));
  }

  /**
   * Takes a step that a person decides on. Fails with {@code rollout.transition} when it does not
   * lead there, {@code rollout.reason}, {@code rollout.four-eyes} or {@code rollout.release}.
   */
  public Future<Rollout> step(long id, RolloutState to, @Nullable String reason, String actor) {
    return change(id, actor, course -> take(course, to, reason));
  }

  private Future<Void> take(Course course, RolloutState to, @Nullable String reason) {
    RolloutState from = course.state();
    if (!from.next().contains(to)
        || to == RolloutState.FINISHED
        || to == RolloutState.ROLLED_BACK) {
      throw Problem.conflict(
          "rollout.transition",
          "rollout %d is %s and cannot become %s; from here: %s"
              .formatted(course.id(), from.code(), to.code(), choices(from)));
    }
    String why = reason == null ? "" : reason.strip();
    boolean mustSayWhy =
        from == RolloutState.HALTED || to == RolloutState.ROLLING_BACK || to == RolloutState.HALTED;
    if (mustSayWhy && why.isEmpty() || why.length() > LONGEST_REASON) {
      throw Problem.badInput(
          "rollout.reason",
          "reason: expected 1 to %d characters, found %d".formatted(LONGEST_REASON, why.length()));
    }
    Release release = catalog.get(course.before().release());
    if (to == RolloutState.APPROVED
        && fourEyes
        && course.actor().equals(course.before().createdBy())) {
      throw Problem.conflict(
          "rollout.four-eyes",
          "expected somebody else than %s, who wrote rollout %d, to approve it"
              .formatted(course.actor(), course.id()));
    }
    if (to == RolloutState.RUNNING && release.state() != ReleaseState.PUBLISHED) {
      throw Problem.conflict(
          "rollout.release",
          "expected a published release, found %s %s, which is %s"
              .formatted(release.model(), release.version(), release.state()));
    }
    course.to(to, why.isEmpty() ? stepped(to, course.actor()) : Why.words(why));
    return switch (to) {
      case RUNNING -> from == RolloutState.APPROVED ? begin(course, release) : done();
      case ROLLING_BACK -> Rollback.begin(course, catalog);
      case CANCELED -> asking.end(course, release);
      default -> done();
    };
  }

  private static Why stepped(RolloutState to, String actor) {
    return Why.of(
        to.code().replace('_', ' ') + " by " + actor,
        "rollout.by." + to.code(),
        Map.of("actor", actor));
  }

  private static String choices(RolloutState from) {
    String all = decided(from).stream().map(RolloutState::code).collect(Collectors.joining(", "));
    return all.isEmpty() ? "nothing" : all;
  }

  private static List<RolloutState> decided(RolloutState from) {
    return from.next().stream()
        .filter(each -> each != RolloutState.FINISHED && each != RolloutState.ROLLED_BACK)
        .sorted()
        .toList();
  }

  /** What a person may make of it, as far as who they are and its state tell. */
  public List<RolloutState> allowed(Rollout rollout, String actor) {
    boolean isOwn = fourEyes && actor.equals(rollout.createdBy());
    return decided(rollout.state()).stream()
        .filter(each -> each != RolloutState.APPROVED || !isOwn)
        .filter(each -> each != RolloutState.ROLLING_BACK || rollout.plan().rollback() != null)
        .toList();
  }

  /** Draws lots. The first wave is opened with the next round. */
  private Future<Void> begin(Course course, Release release) {
    return Draw.all(course.sql, course.before(), candidates(course.before(), release), course.now)
        .compose(
            members -> {
              if (members == 0) {
                throw Problem.conflict(
                    "rollout.nobody",
                    "no device of model %s that matches may have release %s; a dry run says why"
                        .formatted(release.model(), release.version()));
              }
              course.sized(members);
              return asking.begin(course, release);
            });
  }

  private IntFunction<Select> candidates(Rollout rollout, Release release) {
    Filter filter = Filter.parse(rollout.filter());
    return first ->
        Candidates.of(release, filter, catalog.all().get()).numberedFrom(first).select();
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }

  /** One transaction that holds the rollout. */
  Future<Rollout> change(long id, String actor, Function<Course, Future<Void>> work) {
    return database
        .transaction(
            sql -> PgRollouts.lock(sql, id).compose(found -> run(sql, id, found, actor, work)))
        .map(
            changed -> {
              changed.course().announceAll();
              publish(changed.after());
              return changed.after();
            });
  }

  private record Changed(Course course, Rollout after) {}

  private Future<Changed> run(
      SqlConnection sql,
      long id,
      Optional<Rollout> found,
      String actor,
      Function<Course, Future<Void>> work) {
    Rollout rollout = found.orElseThrow(() -> unknown(id));
    var course = new Course(sql, rollout, clock.instant(), actor);
    return work.apply(course)
        .compose(done -> course.keep(journal))
        .compose(
            after ->
                asking.publish(course, after, catalog.get(rollout.release())).map(done -> after))
        .map(after -> new Changed(course, after));
  }

  void publish(Rollout rollout) {
    var news = new RolloutNews(rollout, catalog.get(rollout.release()));
    for (Consumer<RolloutNews> listener : listeners) {
      try {
        listener.accept(news);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on rollout {}", rollout.id(), e);
      }
    }
  }

  /** Fails with {@code rollout.unknown}. */
  public Future<Rollout> get(long id) {
    return PgRollouts.find(database.pool(), id).map(found -> found.orElseThrow(() -> unknown(id)));
  }

  private static Problem unknown(long id) {
    return Problem.notFound("rollout.unknown", "there is no rollout " + id);
  }

  public Release release(Rollout rollout) {
    return catalog.get(rollout.release());
  }

  /** Newest first. */
  public Future<Page<Rollout>> list(
      @Nullable String model,
      @Nullable Long release,
      @Nullable RolloutState state,
      int limit,
      @Nullable Long before) {
    return PgRollouts.list(
            database.pool(), model, release, state == null ? null : state.name(), limit + 1, before)
        .map(found -> Page.of(found, limit, each -> Long.toString(each.id())));
  }

  public Future<Counts> counts(long id) {
    return PgMembers.counts(database.pool(), id);
  }

  /** Those that were opened. */
  public Future<List<Wave>> waves(long id) {
    return PgWaves.all(database.pool(), id);
  }

  /** Newest first, those before that number. */
  public Future<Page<Opinion>> opinions(long id, int limit, @Nullable Long before) {
    return PgTrials.opinions(database.pool(), id, limit + 1, before)
        .map(found -> Page.of(found, limit, each -> Integer.toString(each.seq())));
  }

  /** By the number of the device. */
  public Future<Page<Member>> members(
      long id,
      @Nullable MemberState state,
      @Nullable Integer wave,
      int limit,
      @Nullable Long after) {
    return PgMembers.page(database.pool(), id, state, wave, limit + 1, after == null ? 0 : after)
        .map(found -> Page.of(found, limit, each -> Integer.toString(each.device())));
  }
}
