package dev.fieldcare.tickets;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.JudgedFix;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * What becomes of tickets when the field has shown that a release fixes their symptom, or that it
 * does not. What nobody has begun and no customer asked for is closed; whatever else is told, and
 * goes on by its own table.
 */
public final class FixedTickets {
  private static final int MOST = 200;

  private static final String QUIET =
      """
      SELECT number, device, state IN ('NEW', 'TRIAGED') AND channel = 'telemetry'
          AND occurrences > 0 AS unbegun FROM tickets t
      WHERE is_open AND kind = 'fault' AND model = $1 AND symptom = $2 AND device IS NOT NULL
        AND active_alarms = 0
        AND state IN ('NEW', 'TRIAGED', 'REMOTE_FIX', 'TESTING', 'AWAITING_SIGNOFF')
        AND NOT EXISTS (SELECT FROM ticket_messages c WHERE c.ticket = t.number AND c.body = $3)
      ORDER BY id
      """;

  private static final String CLOSED =
      """
      SELECT number, device FROM tickets
      WHERE kind = 'fault' AND state = 'CLOSED' AND model = $1 AND symptom = $2
        AND facts -> 'verified' ->> 'release' = $3
      ORDER BY id
      """;

  private static final String RELIED =
      """
      SELECT number, device, coalesce(facts -> 'fix' ->> 'release' = $3, false) AS fixing
      FROM tickets t
      WHERE kind = 'fault' AND model = $1 AND symptom = $2 AND device IS NOT NULL
        AND (is_open OR state = 'CLOSED' AND facts -> 'fix' ->> 'release' = $3
          AND facts -> 'verified' ->> 'release' IS DISTINCT FROM $3)
      ORDER BY id
      """;

  private static final String PROBLEMS =
      """
      SELECT number FROM tickets
      WHERE kind = 'problem' AND is_open AND symptom = $2
        AND (model = $1 OR number IN (
          SELECT facts ->> 'problem' FROM tickets
          WHERE kind = 'fault' AND model = $1 AND symptom = $2))
      ORDER BY id
      """;

  private final TicketDesk desk;
  private final TicketWork work;
  private final BiPredicate<String, JudgedFix> runs;

  /**
   * @param runs whether the device of that id is confirmed to run the release
   */
  public FixedTickets(TicketDesk desk, java.time.Clock clock, BiPredicate<String, JudgedFix> runs) {
    this.desk = desk;
    this.work = new TicketWork(clock);
    this.runs = runs;
  }

  private record Concerned(String number, boolean unbegun) {}

  /** Whether there is something to do about what was shown. */
  public Future<Boolean> isDue(SqlClient sql, JudgedFix shown) {
    return concerned(sql, shown).map(found -> !found.isEmpty());
  }

  /**
   * Ends, or tells, the open tickets about the symptom on devices that run the release and whose
   * alarms are back to normal; some at a time, each once. Within the caller's transaction.
   */
  public Future<Void> verified(SqlConnection sql, JudgedFix shown) {
    return concerned(sql, shown)
        .compose(
            found ->
                desk.changeWithin(
                    sql, Actor.SYSTEM, within -> each(found, it -> end(within, it, shown))));
  }

  private Future<List<Concerned>> concerned(SqlClient sql, JudgedFix shown) {
    return sql.preparedQuery(QUIET)
        .execute(Tuple.of(shown.model(), shown.symptom(), proof(shown)))
        .map(
            rows ->
                rows.stream()
                    .filter(row -> runs.test(row.getString("device"), shown))
                    .limit(MOST)
                    .map(row -> new Concerned(row.getString("number"), row.getBoolean("unbegun")))
                    .toList());
  }

  private static String proof(JudgedFix shown) {
    return "it is verified that %s fixes %s: %s"
        .formatted(shown.version(), shown.symptom(), shown.because());
  }

  private Future<List<TicketDesk.Change>> end(SqlConnection sql, Concerned it, JudgedFix shown) {
    if (!it.unbegun()) {
      return work.comment(sql, it.number(), proof(shown), Actor.SYSTEM);
    }
    var body =
        new JsonObject()
            .put("resolution", "fixed in " + shown.version() + ", verified")
            .put("verified", finding(shown));
    return unlessRefused(desk.step(sql, it.number(), State.CLOSED, body, Actor.SYSTEM));
  }

  private static JsonObject finding(JudgedFix judged) {
    return new JsonObject()
        .put("release", judged.version())
        .put("by", judged.by())
        .put("because", judged.because())
        .put("becauseKey", judged.becauseKey())
        .put("becauseArgs", judged.becauseArgs());
  }

  /** A guard decides before anything is written, so that the transaction goes on. */
  private static Future<List<TicketDesk.Change>> unlessRefused(
      Future<List<TicketDesk.Change>> step) {
    return step.recover(
        refused ->
            refused instanceof Problem
                ? Future.succeededFuture(List.of())
                : Future.failedFuture(refused));
  }

  /**
   * Opens again what was closed because the release was shown to fix it, and tells whoever relied
   * on the claim and whoever looks into the cause. Within the caller's transaction.
   */
  public Future<Void> withdrawn(SqlConnection sql, JudgedFix judged) {
    String reason =
        "that %s fixes %s is withdrawn: %s"
            .formatted(judged.version(), judged.symptom(), judged.because());
    var claim = Tuple.of(judged.model(), judged.symptom(), judged.version());
    return desk.changeWithin(
        sql,
        Actor.SYSTEM,
        within ->
            numbers(within, RELIED, claim, row -> row.getBoolean("fixing") || isOn(row, judged))
                .compose(
                    relied ->
                        numbers(within, CLOSED, claim, row -> true)
                            .compose(closed -> each(closed, it -> reopen(within, it, reason)))
                            .compose(
                                done ->
                                    after(
                                        done,
                                        each(
                                            relied,
                                            it -> work.comment(within, it, reason, Actor.SYSTEM)))))
                .compose(
                    done ->
                        numbers(
                                within,
                                PROBLEMS,
                                Tuple.of(judged.model(), judged.symptom()),
                                row -> true)
                            .compose(
                                problems ->
                                    after(
                                        done,
                                        each(
                                            problems,
                                            it ->
                                                work.comment(within, it, reason, Actor.SYSTEM))))));
  }

  private boolean isOn(Row row, JudgedFix judged) {
    return runs.test(row.getString("device"), judged);
  }

  /** Where it cannot be opened again, it says why. */
  private Future<List<TicketDesk.Change>> reopen(SqlConnection sql, String number, String reason) {
    var body = new JsonObject().put("reason", reason);
    return unlessRefused(desk.step(sql, number, State.TRIAGED, body, Actor.SYSTEM))
        .compose(
            taken ->
                taken.isEmpty()
                    ? work.comment(sql, number, reason, Actor.SYSTEM)
                    : Future.succeededFuture(taken));
  }

  private static Future<List<String>> numbers(
      SqlConnection sql, String which, Tuple values, java.util.function.Predicate<Row> filter) {
    return sql.preparedQuery(which)
        .execute(values)
        .map(rows -> rows.stream().filter(filter).map(row -> row.getString("number")).toList());
  }

  /** One after another, as tickets are locked in order. */
  private static <T> Future<List<TicketDesk.Change>> each(
      List<T> all, Function<T, Future<List<TicketDesk.Change>>> change) {
    Future<List<TicketDesk.Change>> done = Future.succeededFuture(List.of());
    for (T one : all) {
      done = done.compose(before -> after(before, change.apply(one)));
    }
    return done;
  }

  private static Future<List<TicketDesk.Change>> after(
      List<TicketDesk.Change> before, Future<List<TicketDesk.Change>> next) {
    return next.map(
        more -> {
          var all = new ArrayList<>(before);
          all.addAll(more);
          return all;
        });
  }
}
