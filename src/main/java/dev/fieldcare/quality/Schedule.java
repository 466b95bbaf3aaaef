package dev.fieldcare.quality;

import dev.fieldcare.promises.Commitments;
import dev.fieldcare.promises.Deadline;
import dev.fieldcare.promises.Undertaking;
import dev.fieldcare.promises.standards.Catalogue;
import dev.fieldcare.promises.standards.Parameter;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By when a line is sampled again, and how: what the service standard says. An overdue inspection
 * is a broken promise like any other.
 */
final class Schedule {
  private static final String PERIOD = "sampling.period";
  private static final String PLAN = "sampling.plan";

  private final Commitments commitments;
  private final Standards standards;
  private final Clock clock;

  Schedule(Commitments commitments, Standards standards, Clock clock) {
    this.commitments = commitments;
    this.standards = standards;
    this.clock = clock;
  }

  SamplingRule ruleOf(String model) {
    return SamplingRule.parse(
        standards.resolve(PLAN, Target.of(null, model), clock.instant()).text());
  }

  /** Succeeds with when it is overdue. */
  Future<@Nullable Instant> promise(SqlConnection sql, Inspection it, Instant since, String actor) {
    Target target = Target.of(null, it.model());
    Parameter period = standards.resolve(PERIOD, target, clock.instant());
    Parameter calendar = standards.resolve(Catalogue.CALENDAR, target, clock.instant());
    var calendarOf =
        new JsonObject().put("level", calendar.level().code()).put("subject", calendar.subject());
    Undertaking promise =
        Undertaking.of(it.subject(), PERIOD, period.term(), since, calendar.text())
            .by(period.clause(), period.version(), period.json().put("calendar", calendarOf));
    return commitments
        .start(sql, promise, actor)
        .map(
            started -> {
              Deadline due = started.deadline();
              return due == null ? null : due.at();
            });
  }

  Future<Void> done(SqlConnection sql, Inspection it, String actor) {
    return commitments
        .stop(sql, it.subject(), PERIOD, clock.instant(), actor, "the inspection was decided")
        .mapEmpty();
  }

  Future<Void> cancelled(SqlConnection sql, Inspection it, String actor) {
    return commitments.cancel(sql, it.subject(), actor, "the inspection was cancelled").mapEmpty();
  }
}
