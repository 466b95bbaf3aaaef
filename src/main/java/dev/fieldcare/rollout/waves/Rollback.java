package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.rollout.Catalog;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/**
 * Brings devices back: those that run the release, or may, get another in its place. Devices never
 * go below a counter, so that one has the old image under a higher counter.
 */
final class Rollback {
  private static final String TURN =
      """
      UPDATE rollout_members SET tries = 0, due_at = '-infinity', changed_at = $2,
        state = CASE WHEN state IN ('UPDATED', 'DELIVERED', 'OPEN', 'SILENT') THEN 'PENDING'
          ELSE 'LEFT_OUT' END,
        reason = CASE WHEN state IN ('UPDATED', 'DELIVERED', 'OPEN', 'SILENT') THEN 'to be brought back'
          ELSE 'never ran it' END
      WHERE rollout = $1 AND state IN ('UPDATED', 'DELIVERED', 'OPEN', 'SILENT', 'PENDING', 'ASKED')
      """;

  private static final String GIVEN_UP =
      """
      UPDATE rollout_members SET state = 'UNREACHABLE', reason = $3, changed_at = $2
      WHERE rollout = $1 AND state IN ('OPEN', 'SILENT', 'PENDING', 'ASKED')
      """;

  private Rollback() {}

  /** Fails with {@code rollout.rollback} where the plan names no release for it. */
  static Future<Void> begin(Course course, Catalog catalog) {
    Release back = release(course.plan(), course.before().model(), catalog);
    if (back.state() != ReleaseState.PUBLISHED) {
      throw Problem.conflict(
          "rollout.rollback",
          "expected a published release to go back to, found %s %s, which is %s"
              .formatted(back.model(), back.version(), back.state()));
    }
    course.tallies().backSince(course.now);
    return course
        .sql
        .preparedQuery(TURN)
        .execute(Tuple.of(course.id(), PgRollouts.utc(course.now)))
        .compose(done -> countAgain(course));
  }

  /** Whoever could not be brought back in time; an update they have stays theirs. */
  static Future<Void> giveUp(Course course, String reason) {
    return course
        .sql
        .preparedQuery(GIVEN_UP)
        .execute(Tuple.of(course.id(), PgRollouts.utc(course.now), reason))
        .compose(done -> countAgain(course));
  }

  private static Future<Void> countAgain(Course course) {
    return course
        .sql
        .preparedQuery("DELETE FROM rollout_counts WHERE rollout = $1")
        .execute(Tuple.of(course.id()))
        .compose(done -> PgMembers.countAll(course.sql, course.id()));
  }

  static Release release(Plan plan, String model, Catalog catalog) {
    if (plan.rollback() == null) {
      throw Problem.conflict(
          "rollout.rollback",
          "expected a plan with \"rollback\": a version with the old image and a higher counter");
    }
    return catalog.get(model, plan.rollback());
  }
}
