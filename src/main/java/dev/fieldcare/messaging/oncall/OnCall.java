package dev.fieldcare.messaging.oncall;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The roster that is in force. */
public final class OnCall {
  /** So far ahead a roster must reach when it is saved. */
  public static final Duration REACH = Duration.ofDays(7);

  private static final Duration KEPT = Duration.ofDays(1);

  private final Database database;
  private final Journal journal;
  private final Clock clock;

  public OnCall(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /** The shifts that are not over. */
  public Future<Roster> roster() {
    return read(database.pool(), clock.instant());
  }

  /** Where those who are on call now get mail; nobody when there is no roster. */
  public Future<List<String>> addresses() {
    Instant now = clock.instant();
    return read(database.pool(), now)
        .map(roster -> roster.at(now).stream().map(Shift::email).distinct().toList());
  }

  /** Where those who are on call now get short messages. */
  public Future<List<String>> phones(SqlClient sql) {
    Instant now = clock.instant();
    return read(sql, now)
        .map(
            roster ->
                roster.at(now).stream()
                    .map(Shift::phone)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList());
  }

  static Future<Roster> read(SqlClient sql, Instant now) {
    return sql.preparedQuery(
            "SELECT person, email, phone, zone, from_at, to_at FROM oncall_shifts WHERE to_at > $1")
        .execute(Tuple.of(now.atOffset(ZoneOffset.UTC)))
        .map(
            rows -> {
              var shifts = new ArrayList<Shift>();
              rows.forEach(row -> shifts.add(shift(row)));
              return new Roster(shifts);
            });
  }

  private static Shift shift(Row row) {
    return new Shift(
        row.getString("person"),
        row.getString("email"),
        row.getString("phone"),
        ZoneId.of(row.getString("zone")),
        row.getOffsetDateTime("from_at").toInstant(),
        row.getOffsetDateTime("to_at").toInstant());
  }

  /**
   * Puts this roster in the place of the one in force; what is over for long is not kept.
   *
   * @throws dev.fieldcare.base.Problem {@code roster.gap} when it leaves a moment open
   */
  public Future<Roster> save(Roster roster, String actor) {
    Instant now = clock.instant();
    roster.check(now, REACH);
    List<Shift> kept =
        roster.shifts().stream().filter(each -> each.to().isAfter(now.minus(KEPT))).toList();
    var data =
        new JsonObject()
            .put("shifts", kept.size())
            .put("coveredUntil", roster.coveredUntil(now).toString());
    return database
        .transaction(
            sql ->
                sql.query("DELETE FROM oncall_shifts")
                    .execute()
                    .compose(
                        gone ->
                            sql.preparedQuery(
                                    "INSERT INTO oncall_shifts (person, email, phone, zone,"
                                        + " from_at, to_at) VALUES ($1, $2, $3, $4, $5, $6)")
                                .executeBatch(kept.stream().map(OnCall::tuple).toList()))
                    .compose(
                        written ->
                            journal.append(
                                sql,
                                new Journal.Entry(actor, "roster:oncall", "roster.saved", data))))
        .map(new Roster(kept));
  }

  private static Tuple tuple(Shift it) {
    return Tuple.of(
        it.person(),
        it.email(),
        it.phone(),
        it.zone().getId(),
        it.from().atOffset(ZoneOffset.UTC),
        it.to().atOffset(ZoneOffset.UTC));
  }
}
