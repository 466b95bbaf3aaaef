package dev.fieldcare.rollout.waves;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseKind;
import dev.fieldcare.rollout.notices.Answer;
import dev.fieldcare.rollout.notices.CustomerNotices;
import dev.fieldcare.rollout.notices.CustomerNotices.About;
import dev.fieldcare.rollout.notices.Notice;
import dev.fieldcare.rollout.notices.NoticePlan;
import dev.fieldcare.rollout.notices.PgNotices;
import dev.fieldcare.rollout.notices.Standing;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a rollout tells its customers, and how it goes by what they answer. */
public final class Asking {
  /** How often those are tried again whom no notice reached. */
  private static final Duration AGAIN = Duration.ofMinutes(15);

  private final CustomerNotices notices;

  public Asking(CustomerNotices notices) {
    this.notices = notices;
  }

  CustomerNotices notices() {
    return notices;
  }

  /** Tells every customer of the members that were drawn. */
  Future<Void> begin(Course course, Release release) {
    if (course.plan().notice().mode() == NoticePlan.Mode.NONE) {
      return Future.succeededFuture();
    }
    return tell(course, release, null);
  }

  private Future<Void> tell(
      Course course, Release release, @Nullable Collection<String> customers) {
    return notices
        .give(course.sql, about(course, release), customers)
        .map(
            told -> {
              JsonObject facts = told.json();
              if (facts.getInteger("customers") > 0) {
                course.note("rollout.customers-told", facts);
              }
              return null;
            });
  }

  static About about(Course course, Release release) {
    return new About(course.id(), release, course.plan().notice(), course.now, course.actor());
  }

  /** Tells programs outside how the rollout now stands, as far as it took steps. */
  Future<Void> publish(Course course, Rollout after, Release release) {
    if (course.steps().isEmpty()) {
      return Future.succeededFuture();
    }
    var rollout =
        new JsonObject()
            .put("id", Long.toString(after.id()))
            .put("name", after.name())
            .put("model", after.model())
            .put("release", release.version())
            .put("state", after.state().code())
            .put("because", after.because())
            .put("wave", after.wave() + 1)
            .put("size", after.size())
            .put("problem", after.problem())
            .put("by", course.actor())
            .put("version", after.version());
    return notices.publish(course.sql, course.steps(), new JsonObject().put("rollout", rollout));
  }

  /** Nothing comes any more: those who were not told need not be. */
  Future<Void> end(Course course, Release release) {
    return notices.drop(course.sql, about(course, release), "the rollout was canceled");
  }

  /** Tries those again whom the notice did not reach, now and then. */
  Future<Void> again(Course course, Release release) {
    Instant last = course.tallies().toldAt();
    if (course.state() != RolloutState.RUNNING
        || course.plan().notice().mode() == NoticePlan.Mode.NONE
        || last != null && course.now.isBefore(last.plus(AGAIN))) {
      return Future.succeededFuture();
    }
    course.tallies().toldAt(course.now);
    return notices
        .sendAgain(course.sql, about(course, release))
        .map(
            told -> {
              if (!told.reached().isEmpty()) {
                course.note("rollout.customers-told", told.json());
              } else if (!told.unreached().isEmpty()) {
                course.touch();
              }
              return null;
            });
  }

  /**
   * How each of these customers stands to the release. Who was not told yet, because a device of
   * theirs came in later, is told now.
   */
  Future<Map<String, Standing>> standings(Course course, Release release, Set<String> customers) {
    NoticePlan plan = course.plan().notice();
    if (plan.mode() == NoticePlan.Mode.NONE || customers.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return PgNotices.of(course.sql, course.id(), customers)
        .compose(
            found -> {
              var missing = new HashSet<>(customers);
              found.forEach(each -> missing.remove(each.customer()));
              return missing.isEmpty()
                  ? Future.succeededFuture(found)
                  : tell(course, release, missing)
                      .compose(told -> PgNotices.of(course.sql, course.id(), customers));
            })
        .map(
            found -> {
              var standings = new HashMap<String, Standing>();
              for (Notice each : found) {
                standings.put(each.customer(), Standing.of(plan, release.kind(), each, course.now));
              }
              return standings;
            });
  }

  /** Whose devices are to be spared, by their answer, where it is honoured. */
  static Future<Set<String>> refusing(Course course, Release release) {
    return course.plan().notice().honours(release.kind())
        ? PgNotices.refusing(course.sql, course.id(), course.now)
        : Future.succeededFuture(Set.of());
  }

  /** Takes an answer down, and has the customer's devices follow it that have not begun. */
  Future<Void> answered(Course course, Release release, Notice before, Answer.Given given) {
    Instant until = given.until();
    course.note(
        "rollout.notice-answered",
        new JsonObject()
            .put("notice", Long.toString(before.id()))
            .put("customer", before.customer())
            .put("answer", given.answer().code())
            .put("until", until == null ? null : until.toString())
            .put("reason", given.reason()));
    if (release.kind() == ReleaseKind.SECURITY && given.answer() != Answer.ACCEPTED) {
      course.note(
          "rollout.upgrade-escalated",
          new JsonObject()
              .put("notice", Long.toString(before.id()))
              .put("customer", before.customer())
              .put("role", "manager"));
    }
    return PgNotices.answer(course.sql, before.id(), given, course.actor(), course.now)
        .compose(done -> notices.escalate(course.sql, about(course, release), before, given))
        .compose(done -> PgNotices.find(course.sql, before.id()))
        .compose(after -> follow(course, release, after.orElseThrow()));
  }

  private static Future<Void> follow(Course course, Release release, Notice notice) {
    if (course.state() == RolloutState.ROLLING_BACK) {
      return Future.succeededFuture();
    }
    Standing standing = Standing.of(course.plan().notice(), release.kind(), notice, course.now);
    return PgMembers.follow(course.sql, course.id(), notice.customer(), standing, course.now);
  }
}
