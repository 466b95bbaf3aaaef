package dev.fieldcare.messaging.oncall;

import static java.time.ZoneOffset.UTC;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

/**
 * Warns, once for each step, that the roster runs out: two weeks before, three days before, and
 * when nobody is on call. Where there never was a roster there is none to run out.
 */
public final class RosterWatch {
  private static final Duration SOON = Duration.ofDays(14);
  private static final Duration URGENT = Duration.ofDays(3);

  private enum Step {
    SOON,
    URGENT,
    OPEN
  }

  /** That nobody is on call from a moment on. */
  public record Warning(Instant coveredUntil, boolean isOpen) {
    public String words() {
      return isOpen
          ? "nobody is on call since " + coveredUntil
          : "the roster ends " + coveredUntil + ": nobody is on call after that";
    }

    public JsonObject json() {
      return new JsonObject()
          .put("coveredUntil", coveredUntil.toString())
          .put("open", isOpen)
          .put("words", words());
    }
  }

  /** Takes a warning, to go out when the transaction commits. */
  @FunctionalInterface
  public interface Bell {
    Future<Void> tell(SqlConnection transaction, Warning warning);
  }

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Bell bell;
  private volatile double coveredSeconds = Double.NaN;

  public RosterWatch(Database database, Journal journal, Clock clock, Bell bell) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.bell = bell;
  }

  /** For how long from the last look somebody is on call; NaN where there is no roster. */
  public double coveredSeconds() {
    return coveredSeconds;
  }

  /** Succeeds when what there is to warn of is written down. */
  public Future<Void> look() {
    Instant now = clock.instant();
    return database.transaction(
        sql ->
            OnCall.read(sql, now)
                .compose(
                    roster ->
                        sql.preparedQuery(
                                "SELECT max(to_at) FILTER (WHERE to_at <= $1) AS left_at,"
                                    + " count(*)::int AS shifts FROM oncall_shifts")
                            .execute(Tuple.of(now.atOffset(UTC)))
                            .compose(
                                rows -> {
                                  var row = rows.iterator().next();
                                  return row.getInteger("shifts") == 0
                                      ? none()
                                      : judge(sql, roster, row.getOffsetDateTime("left_at"), now);
                                })));
  }

  private Future<Void> none() {
    coveredSeconds = Double.NaN;
    return Future.succeededFuture();
  }

  private Future<Void> judge(SqlConnection sql, Roster roster, OffsetDateTime leftAt, Instant now) {
    Instant until = roster.coveredUntil(now);
    coveredSeconds = Duration.between(now, until).toSeconds();
    boolean isOpen = roster.at(now).isEmpty();
    Duration left = Duration.between(now, until);
    if (isOpen) {
      Instant since = leftAt == null ? roster.shifts().getFirst().from() : leftAt.toInstant();
      return warn(sql, Step.OPEN, new Warning(since, true), now);
    }
    if (left.compareTo(SOON) >= 0) {
      return Future.succeededFuture();
    }
    Step step = left.compareTo(URGENT) < 0 ? Step.URGENT : Step.SOON;
    return warn(sql, step, new Warning(until, false), now);
  }

  private Future<Void> warn(SqlConnection sql, Step step, Warning warning, Instant now) {
    return sql.preparedQuery(
            "INSERT INTO roster_warnings (covered_until, step, told_at) VALUES ($1, $2, $3)"
                + " ON CONFLICT DO NOTHING")
        .execute(
            Tuple.of(
                warning.coveredUntil().atOffset(UTC),
                step.name().toLowerCase(Locale.ROOT),
                now.atOffset(UTC)))
        .compose(
            rows ->
                rows.rowCount() == 0
                    ? Future.succeededFuture()
                    : bell.tell(sql, warning)
                        .compose(
                            told ->
                                journal.append(
                                    sql,
                                    new Journal.Entry(
                                        "system",
                                        "roster:oncall",
                                        "roster.ending",
                                        warning.json())))
                        .mapEmpty());
  }
}
