package dev.fieldcare.api.signin;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * Failures to sign in, name by name, whether anybody is called so or not. An attempt counts as
 * failed before it is looked at and is forgiven afterwards, so that no number of attempts at the
 * same time are more than the same number one by one.
 */
final class Attempts {
  private static final Duration FORGOTTEN = Duration.ofDays(2);

  private final Database database;
  private final Clock clock;

  Attempts(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The number of an attempt under a name, counted since the last success. */
  record Attempt(String name, int number) {
    boolean locks() {
      return !LockOut.after(number).isZero();
    }
  }

  /** Succeeds with an attempt, counted as failed; fails while the name is locked. */
  Future<Attempt> begin(String name) {
    Instant now = clock.instant();
    return database.transaction(
        sql ->
            sql.preparedQuery(
                    "insert into signin_attempts (name_sha256, failures, last_at)"
                        + " values ($1, 0, $2)"
                        + " on conflict (name_sha256) do update set last_at = $2"
                        + " returning failures, locked_until")
                .execute(Tuple.of(key(name), at(now)))
                .compose(
                    rows -> {
                      var row = rows.iterator().next();
                      OffsetDateTime locked = row.getOffsetDateTime("locked_until");
                      if (locked != null && locked.toInstant().isAfter(now)) {
                        return Future.failedFuture(locked(locked.toInstant(), now));
                      }
                      return count(sql, name, row.getInteger("failures") + 1, now);
                    }));
  }

  private static Future<Attempt> count(SqlClient sql, String name, int number, Instant now) {
    Duration lock = LockOut.after(number);
    return sql.preparedQuery(
            "update signin_attempts set failures = $2, locked_until = $3 where name_sha256 = $1")
        .execute(Tuple.of(key(name), number, lock.isZero() ? null : at(now.plus(lock))))
        .map(done -> new Attempt(name, number));
  }

  /** It proved nothing against anybody: as if it had not been. */
  Future<Void> takeBack(Attempt attempt) {
    return database
        .pool()
        .preparedQuery(
            "update signin_attempts set failures = failures - 1,"
                + " locked_until = case when failures = $2 then null else locked_until end"
                + " where name_sha256 = $1 and failures > 0")
        .execute(Tuple.of(key(attempt.name()), attempt.number()))
        .mapEmpty();
  }

  /** Somebody proved who they are, or an administrator says so. */
  Future<Void> forgive(SqlClient sql, String name) {
    return sql.preparedQuery("delete from signin_attempts where name_sha256 = $1")
        .execute(Tuple.of(key(name)))
        .mapEmpty();
  }

  /** Until when nobody gets in under this name. */
  Future<Optional<Instant>> lockedUntil(String name) {
    Instant now = clock.instant();
    return database
        .pool()
        .preparedQuery(
            "select locked_until from signin_attempts"
                + " where name_sha256 = $1 and locked_until > $2")
        .execute(Tuple.of(key(name), at(now)))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(
                        rows.iterator().next().getOffsetDateTime("locked_until").toInstant()));
  }

  /** Succeeds when what is long past is forgotten. */
  Future<Void> prune() {
    return database
        .pool()
        .preparedQuery(
            "delete from signin_attempts"
                + " where last_at < $1 and (locked_until is null or locked_until < $1)")
        .execute(Tuple.of(at(clock.instant().minus(FORGOTTEN))))
        .mapEmpty();
  }

  private static Problem locked(Instant until, Instant now) {
    return Problem.tooMany(
        "signin.locked",
        "too many attempts failed under this name; try again later or ask an administrator",
        Duration.between(now, until));
  }

  static String folded(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private static Buffer key(String name) {
    return Buffer.buffer(Json.sha256(folded(name)));
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
