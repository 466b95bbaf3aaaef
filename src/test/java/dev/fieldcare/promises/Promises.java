package dev.fieldcare.promises;

import static dev.fieldcare.promises.TestCalendars.at;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Promises on a real database, with a clock that tests move. */
final class Promises implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  final MovableClock clock = new MovableClock(at("2026-03-02T10:00"));
  final Database database = TestDatabase.open(vertx);
  final PgJournal journal = new PgJournal(clock);
  final Calendars calendars = new Calendars(database);
  final CalendarImports imports = new CalendarImports(database, journal, clock, calendars);
  final Commitments commitments =
      new Commitments(database, journal, clock, calendars, PauseRules.DEFAULT);
  final List<Escalation> told = new CopyOnWriteArrayList<>();
  final Escalations escalations =
      new Escalations(
          database,
          journal,
          clock,
          calendars,
          commitments,
          role -> calendars.get("cn"),
          (sql, escalation) -> {
            told.add(escalation);
            return Future.succeededFuture();
          });

  Promises() {
    Await.get(imports.load(TestCalendars.DIRECTORY));
  }

  <T> T in(Function<SqlConnection, Future<T>> work) {
    return Await.get(database.transaction(work));
  }

  Commitment start(String subject, String kind, Term term) {
    return start(subject, kind, term, clock.instant());
  }

  Commitment start(String subject, String kind, Term term, Instant since) {
    return in(
        sql ->
            commitments.start(
                sql, Undertaking.of(subject, kind, term, since, "cn").to("acme"), "user:ann"));
  }

  List<Commitment> pause(String subject, String reason) {
    return in(sql -> commitments.pause(sql, subject, reason, "m-1", "user:ann"));
  }

  List<Commitment> resume(String subject) {
    return in(
        sql -> commitments.resume(sql, subject, clock.instant(), "user:ann", "a message came"));
  }

  Commitment stop(String subject, String kind) {
    return in(sql ->
            commitments.stop(sql, subject, kind, clock.instant(), "user:ann", "guidance given"))
        .orElseThrow();
  }

  Commitment now(Commitment it) {
    return Await.get(commitments.get(it.id()));
  }

  List<PgJournal.Line> journal(String subject) {
    return Await.get(journal.list(database.pool(), null, 1_000, subject)).items();
  }

  List<String> types(String subject) {
    return journal(subject).stream().map(PgJournal.Line::type).toList();
  }

  /** A notice for 2027 in which the first week of the year is off. */
  static JsonObject notice2027() {
    return new JsonObject()
        .put("source", "https://example.org/2027")
        .put(
            "off",
            new JsonObject()
                .put("2027-01-01", "元旦")
                .put("2027-01-04", "元旦")
                .put("2027-01-05", "元旦"))
        .put("work", new JsonObject().put("2027-01-09", "元旦"));
  }

  @Override
  public void close() {
    database.close();
    Await.get(vertx.close());
  }
}
