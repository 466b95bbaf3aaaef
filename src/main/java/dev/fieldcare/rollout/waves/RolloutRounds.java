package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Durations;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Catalog;
import dev.fieldcare.rollout.audience.Candidates;
import dev.fieldcare.rollout.audience.Filter;
import dev.fieldcare.rollout.waves.PgMembers.News;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads rollouts on, a step at a time. A step is one transaction that holds the rollout's row: it
 * takes note of what became of updates, has the gates look, opens a wave or stops everything, and
 * offers the release to the next in turn. Killed anywhere, the next step of any server goes on from
 * what was committed.
 */
public final class RolloutRounds {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutRounds.class);

  /** How much one step takes note of, and how many it offers the release. */
  static final int MOST = 2_000;

  /** After so many steps the next rollout has its turn. */
  private static final int MOST_STEPS = 50;

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Catalog catalog;
  private final RolloutDesk desk;
  private final Offers offers;
  private final Recall recall;
  private final Gatekeeper gatekeeper;
  private final Newcomers newcomers;
  private final Consequences consequences;
  private final Claims claims;

  public RolloutRounds(
      Database database,
      Journal journal,
      Clock clock,
      Catalog catalog,
      RolloutDesk desk,
      Offers offers,
      Actions actions,
      Gatekeeper gatekeeper,
      Newcomers newcomers,
      Consequences consequences) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.catalog = catalog;
    this.desk = desk;
    this.offers = offers;
    this.recall = new Recall(database, actions);
    this.gatekeeper = gatekeeper;
    this.newcomers = newcomers;
    this.consequences = consequences;
    this.claims = new Claims(consequences);
  }

  /** Steps of every rollout at work; succeeds with how many steps changed something. */
  public Future<Integer> run() {
    return PgRollouts.atWork(database.pool(), clock.instant())
        .compose(
            ids -> {
              Future<Integer> done = Future.succeededFuture(0);
              for (long id : ids) {
                done = done.compose(before -> steps(id, 0).map(more -> before + more));
              }
              return done;
            });
  }

  /** One after another as long as each does as much as a step may do. */
  private Future<Integer> steps(long id, int taken) {
    return step(id)
        .compose(
            did ->
                did.isFull() && taken + 1 < MOST_STEPS
                    ? steps(id, taken + 1)
                    : Future.succeededFuture(taken + (did.changed() ? 1 : 0)));
  }

  /** What a step did: whether it changed something, and whether there is more of the same to do. */
  private record Did(boolean changed, boolean isFull) {
    static final Did NOTHING = new Did(false, false);
  }

  /** One step. What fails waits for its next turn. */
  private Future<Did> step(long id) {
    return database
        .transaction(
            sql ->
                PgRollouts.claim(sql, id, clock.instant())
                    .compose(
                        found ->
                            found.isEmpty()
                                ? Future.succeededFuture(Optional.<Course>empty())
                                : lead(sql, found.get())))
        .compose(
            led -> {
              led.ifPresent(
                  course -> {
                    course.announceAll();
                    if (course.isChanged()) {
                      desk.publish(course.after());
                    }
                  });
              if (led.isEmpty()) {
                return Future.succeededFuture(Did.NOTHING);
              }
              Course course = led.get();
              var did = new Did(course.isChanged(), course.isFull());
              Future<Integer> recalled =
                  isToRecall(course.state())
                      ? recall.some(id, bringingBack(course), MOST)
                      : recall.refused(id, course.refusing(), MOST);
              return recalled.map(some -> some > 0 ? new Did(true, some == MOST) : did);
            })
        .recover(
            cause -> {
              newcomers.forget(id);
              LOG.warn("rollout {} waits for its next turn: {}", id, cause.toString());
              return Future.succeededFuture(Did.NOTHING);
            });
  }

  private static boolean isToRecall(RolloutState state) {
    return state == RolloutState.HALTED
        || state == RolloutState.ROLLING_BACK
        || state == RolloutState.CANCELED;
  }

  private @Nullable Long bringingBack(Course course) {
    return course.state() == RolloutState.ROLLING_BACK
        ? (Long) Rollback.release(course.plan(), course.before().model(), catalog).id()
        : null;
  }

  private Future<Optional<Course>> lead(SqlConnection sql, Rollout rollout) {
    var course = new Course(sql, rollout, clock.instant(), "rollout:" + rollout.id());
    Release release = catalog.get(rollout.release());
    return takeNote(course)
        .compose(done -> takeIn(course, release))
        .compose(done -> offers.asking().again(course, release))
        .compose(done -> gatekeeper.watch(course))
        .compose(done -> PgMembers.counts(sql, rollout.id()))
        .compose(
            counts ->
                (switch (course.state()) {
                      case RUNNING -> running(course, release, counts);
                      case HALTED -> halted(course);
                      case ROLLING_BACK -> bringBack(course, counts);
                      default -> Future.<Void>succeededFuture();
                    })
                    .compose(done -> claims.judge(course, release, counts)))
        .compose(done -> Asking.refusing(course, release))
        .onSuccess(course::refusing)
        .compose(
            done ->
                course.isChanged()
                    ? course
                        .keep(journal)
                        .compose(after -> offers.asking().publish(course, after, release))
                        .map(Optional.of(course))
                    : Future.succeededFuture(Optional.of(course)));
  }

  /** What became of updates. */
  private Future<Void> takeNote(Course course) {
    return PgMembers.news(course.sql, course.id(), MOST).compose(news -> takeNote(course, news));
  }

  private Future<Void> takeNote(Course course, List<News> news) {
    if (news.isEmpty()) {
      return Future.succeededFuture();
    }
    course.touch();
    if (news.size() == MOST) {
      course.full();
    }
    List<Move> moves = news.stream().map(each -> move(course, each)).toList();
    var updated = new HashMap<Integer, Integer>();
    for (int i = 0; i < moves.size(); i++) {
      course.tallies().count(news.get(i));
      if (moves.get(i).to() == MemberState.UPDATED && news.get(i).was() != MemberState.UPDATED) {
        updated.merge(news.get(i).wave(), 1, Integer::sum);
      }
    }
    return PgMembers.move(course.sql, course.id(), moves, course.now)
        .compose(done -> PgWaves.updated(course.sql, course.id(), updated, course.now));
  }

  private Move move(Course course, News news) {
    MemberState to = MemberState.of(news.state());
    boolean isBack = course.state() == RolloutState.ROLLING_BACK;
    return switch (to) {
      case FAILED -> failed(course, news);
      case LEFT_OUT ->
          isFor(news, Action.DENIED) && !isBack
              ? plain(news, MemberState.DECLINED, news.error())
              : takenBack(course, news);
      case UPDATED -> offers.confirmed(course, news);
      default -> plain(news, to, null);
    };
  }

  /** Whether its update was stopped for this reason. */
  private static boolean isFor(News news, String reason) {
    return news.error() != null && news.error().startsWith(reason);
  }

  private static Move takenBack(Course course, News news) {
    return switch (course.state()) {
      case RUNNING ->
          isFor(news, Action.SPARED)
              ? plain(news, MemberState.PENDING, "taken back")
              : plain(news, MemberState.LEFT_OUT, "its update was canceled");
      case CANCELED -> plain(news, MemberState.LEFT_OUT, "the rollout was canceled");
      case ROLLING_BACK -> plain(news, MemberState.LEFT_OUT, "taken back");
      default -> plain(news, MemberState.PENDING, "taken back");
    };
  }

  private static Move plain(News news, MemberState to, @Nullable String why) {
    return new Move(news.device(), to, null, news.tries(), null, why);
  }

  /** It is asked again, later and later, as often as the plan says. */
  private static Move failed(Course course, News news) {
    int tries = news.tries() + 1;
    String why = news.state() == ActionState.ROLLED_BACK ? "rolled back" : "failed";
    String error = news.error() == null ? why : why + ": " + news.error();
    if (tries > course.plan().retries()) {
      return new Move(news.device(), MemberState.FAILED, null, tries, null, error);
    }
    Duration wait = course.plan().backOff().multipliedBy(1L << Math.min(tries - 1, 10));
    Instant due = course.now.plus(wait);
    return new Move(news.device(), MemberState.PENDING, null, tries, due, error);
  }

  /** Whoever has come to match is taken in. */
  private Future<Void> takeIn(Course course, Release release) {
    if (!course.plan().isDynamic() || course.state() != RolloutState.RUNNING) {
      return Future.succeededFuture();
    }
    Optional<int[]> whom = newcomers.take(course.id(), course.now);
    if (whom.isPresent() && whom.get().length == 0) {
      return Future.succeededFuture();
    }
    Filter filter = Filter.parse(course.before().filter());
    Candidates all = Candidates.of(release, filter, catalog.all().get());
    Candidates some = whom.map(all::restrictedTo).orElse(all);
    return Draw.joining(
            course.sql, course.before(), first -> some.numberedFrom(first).select(), course.now)
        .map(
            joined -> {
              if (joined > 0) {
                course.sized(course.before().size() + joined);
                course.note("rollout.joined", new JsonObject().put("devices", joined));
              }
              return null;
            });
  }

  private Future<Void> running(Course course, Release release, Counts counts) {
    if (release.state() != ReleaseState.PUBLISHED) {
      String found = release.state().name().toLowerCase(java.util.Locale.ROOT);
      course.to(
          RolloutState.HALTED,
          Why.of(
              "release %s is %s".formatted(release.version(), found),
              "rollout.release." + found,
              Map.of("version", release.version())));
      return Future.succeededFuture();
    }
    if (course.wave() < 0) {
      Claims.begin(course, release);
      return openNext(course, Why.of("started", "rollout.started", Map.of()))
          .compose(done -> offers.make(course, counts));
    }
    return gatekeeper
        .judge(course, counts)
        .compose(
            verdict ->
                switch (verdict.decision()) {
                  case HALT -> halt(course, release, counts, verdict);
                  case GO -> pass(course, release, counts, verdict);
                  case WAIT -> offers.make(course, counts);
                });
  }

  private Future<Void> halt(
      Course course, Release release, Counts counts, Gatekeeper.Decided verdict) {
    course.to(RolloutState.HALTED, verdict.why());
    long run = counts.open() + counts.of(MemberState.UPDATED) + counts.of(MemberState.DELIVERED);
    return consequences
        .halted(
            course.sql,
            new Consequences.Halt(
                course.before(), release, verdict.why().text(), verdict.where(), run, course.now))
        .map(
            ticket -> {
              if (!ticket.isEmpty()) {
                course.problem(ticket);
              }
              return null;
            });
  }

  private Future<Void> pass(
      Course course, Release release, Counts counts, Gatekeeper.Decided verdict) {
    int last = course.plan().waves().size() - 1;
    if (course.wave() < last) {
      return openNext(course, verdict.why()).compose(done -> offers.make(course, counts));
    }
    boolean hasHeld = counts.of(-1, MemberState.HELD) > 0;
    var waits = hasHeld ? Claims.waits(course, release) : Optional.<Why>empty();
    if (waits.isPresent()) {
      course.waits(waits.get());
      return offers.make(course, counts);
    }
    Why because = hasHeld ? Claims.because(course, release, verdict.why()) : verdict.why();
    if (course.wave() == last && hasHeld && course.plan().opensHoldBack()) {
      return openNext(course, because).compose(done -> offers.make(course, counts));
    }
    boolean isThrough = counts.of(MemberState.PENDING) == 0 && counts.open() == 0;
    if (isThrough) {
      course.to(RolloutState.FINISHED, because);
      return Future.succeededFuture();
    }
    return offers.make(course, counts);
  }

  /** The wave behind the last is those held back. */
  private Future<Void> openNext(Course course, Why because) {
    int next = course.wave() + 1;
    course.open(next, because);
    return next < course.plan().waves().size()
        ? gatekeeper.opened(course)
        : PgMembers.release(course.sql, course.id(), next, course.now)
            .compose(done -> gatekeeper.opened(course));
  }

  private Future<Void> halted(Course course) {
    if (course.plan().rollback() == null || course.tallies().isNotBroughtBack()) {
      return Future.succeededFuture();
    }
    try {
      course.to(
          RolloutState.ROLLING_BACK,
          Why.words(
              "to %s, as planned, because %s"
                  .formatted(course.plan().rollback(), course.reason())));
      return Rollback.begin(course, catalog);
    } catch (Problem problem) {
      course.tallies().notBroughtBack();
      course.to(
          RolloutState.HALTED,
          Why.words(course.reason() + "; not brought back: " + problem.message()));
      return Future.succeededFuture();
    }
  }

  private Future<Void> bringBack(Course course, Counts counts) {
    long left = counts.of(MemberState.PENDING) + counts.open();
    long back = counts.of(MemberState.BROUGHT_BACK);
    String version = String.valueOf(course.plan().rollback());
    String done = "%d brought back to %s".formatted(back, version);
    if (left == 0) {
      course.to(
          RolloutState.ROLLED_BACK,
          Why.of(done, "rollout.back.done", Map.of("count", back, "version", version)));
      return Future.succeededFuture();
    }
    Duration within = course.plan().rollbackWithin();
    Instant until = course.backSince().plus(within);
    if (!course.now.isBefore(until)) {
      course.to(
          RolloutState.ROLLED_BACK,
          Why.of(
              "%s; %d not reached within %s, whose update stays open"
                  .formatted(done, left, Durations.format(within)),
              "rollout.back.unreachable",
              Map.of(
                  "count", back,
                  "version", version,
                  "left", left,
                  "withinSeconds", within.toSeconds())));
      return Rollback.giveUp(course, "not reached within " + Durations.format(within));
    }
    course.waits(awaited(counts, done, back, version, left, until));
    return offers.make(course, counts);
  }

  private static Why awaited(
      Counts counts, String done, long back, String version, long left, Instant until) {
    long open = counts.of(MemberState.OPEN) + counts.of(MemberState.ASKED);
    long silent = counts.of(MemberState.SILENT);
    long pending = counts.of(MemberState.PENDING);
    return Why.of(
        ("%s; waits for %d more until %s at the latest: %d have the update, %d are silent,"
                + " %d have not had their turn")
            .formatted(done, left, until, open, silent, pending),
        "rollout.back.waits",
        Map.of(
            "count", back,
            "version", version,
            "left", left,
            "until", until.toString(),
            "open", open,
            "silent", silent,
            "pending", pending));
  }
}
