package dev.fieldcare.promises;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Goes round the promises whose time is running out: tells of each step of their ladder once, ends
 * pauses that have lasted as long as they may, and finds deadlines that have passed.
 *
 * <p>Of steps that came due together only the last is told. Outside the hours of whom it is for a
 * step waits until they begin, unless the promise itself counts every hour.
 */
public final class Escalations {
  private static final int AT_A_TIME = 200;

  private final Database database;
  private final Journal journal;
  private final java.time.Clock clock;
  private final Calendars calendars;
  private final Commitments commitments;
  private final Function<String, WorkCalendar> hoursOf;
  private final BiFunction<SqlConnection, Escalation, Future<Void>> news;

  /**
   * @param hoursOf the calendar of whoever has a role
   * @param news hears of each step, in the transaction that records it
   */
  public Escalations(
      Database database,
      Journal journal,
      java.time.Clock clock,
      Calendars calendars,
      Commitments commitments,
      Function<String, WorkCalendar> hoursOf,
      BiFunction<SqlConnection, Escalation, Future<Void>> news) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.calendars = calendars;
    this.commitments = commitments;
    this.hoursOf = hoursOf;
    this.news = news;
  }

  /** One round; of several servers each takes what no other is at. Succeeds with what was told. */
  public Future<List<Escalation>> round() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return database
        .transaction(sql -> endPauses(sql, now))
        .compose(done -> database.transaction(sql -> breach(sql, now)))
        .compose(done -> database.transaction(sql -> warn(sql, now)));
  }

  private Future<Void> endPauses(SqlConnection sql, Instant now) {
    return PgPauses.expired(sql, now, AT_A_TIME)
        .compose(
            expired -> {
              Future<Void> all = Future.succeededFuture();
              for (PgPauses.Expired each : expired) {
                all =
                    all.compose(
                        done ->
                            commitments
                                .resume(
                                    sql,
                                    each.subject(),
                                    each.latest(),
                                    "system",
                                    "paused for as long as it may be")
                                .mapEmpty());
              }
              return all;
            });
  }

  private Future<Void> breach(SqlConnection sql, Instant now) {
    return PgCommitments.overdue(sql, now, AT_A_TIME)
        .compose(
            overdue ->
                Commitments.keep(
                    sql,
                    journal,
                    overdue.stream()
                        .map(
                            each ->
                                new Commitments.Change(
                                    each.ended(Outcome.BREACHED),
                                    "promise.breached",
                                    new JsonObject()))
                        .toList(),
                    "system"));
  }

  private Future<List<Escalation>> warn(SqlConnection sql, Instant now) {
    return PgCommitments.warned(sql, now, AT_A_TIME)
        .compose(
            due -> {
              var told = new ArrayList<Escalation>();
              var entries = new ArrayList<Journal.Entry>();
              Future<Void> all = Future.succeededFuture();
              for (Commitment each : due) {
                all = all.compose(done -> step(sql, each, now, told, entries));
              }
              return all.compose(done -> journal.appendAll(sql, entries)).map(told);
            });
  }

  private Future<Void> step(
      SqlConnection sql,
      Commitment it,
      Instant now,
      List<Escalation> told,
      List<Journal.Entry> entries) {
    WorkCalendar calendar = calendars.get(it.promise().calendar(), it.calendarVersion());
    int step = it.level();
    Instant following = it.moment(step + 1, calendar);
    while (following != null && !following.isAfter(now)) {
      step++;
      following = it.moment(step + 1, calendar);
    }
    Instant due = it.moment(step, calendar);
    if (due == null || due.isAfter(now)) {
      return PgCommitments.update(sql, it.warning(due));
    }
    Ladder.Level level = it.promise().ladder().levels().get(step);
    Term term = it.promise().term();
    if (term == null || term.measure() != Measure.ELAPSED) {
      Instant open = hoursOf.apply(level.role()).nextOpen(now);
      if (open.isAfter(now)) {
        return PgCommitments.update(sql, it.warning(open));
      }
    }
    Commitment after = it.atLevel(step + 1).warning(following);
    var escalation = new Escalation(after, step, level, due);
    return PgCommitments.fired(sql, it.id(), step, due, now)
        .compose(
            isNew -> {
              if (!isNew) {
                return Future.succeededFuture();
              }
              told.add(escalation);
              entries.add(entry(escalation));
              return news.apply(sql, escalation);
            })
        .compose(done -> PgCommitments.update(sql, after));
  }

  private static Journal.Entry entry(Escalation it) {
    var facts =
        new JsonObject()
            .put("step", it.step())
            .put("share", it.level().share())
            .put("what", it.level().step().code())
            .put("role", it.level().role())
            .put("due", it.due().toString());
    return Commitments.entry(
        new Commitments.Change(it.commitment(), "promise.escalated", facts), "system");
  }
}
