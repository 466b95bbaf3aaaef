package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.registry.Severity;
import dev.fieldcare.tickets.siblings.Culprit;
import dev.fieldcare.tickets.siblings.Scanned;
import dev.fieldcare.tickets.siblings.SiblingScan;
import dev.fieldcare.tickets.siblings.Siblings.Question;
import dev.fieldcare.tickets.siblings.Suspicion;
import dev.fieldcare.tickets.siblings.Trait;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Raises the one problem about what the failed have in common. Whoever raises one takes the row
 * that counts them first and looks again, so that of several servers one does.
 */
final class PgProblems {
  private static final String LAST =
      """
      SELECT number, is_open, ended_at FROM tickets
      WHERE kind = 'problem' AND symptom IS NOT DISTINCT FROM $1 AND (is_open OR ended_at > $4)
        AND (cause_type, cause_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))
      ORDER BY is_open DESC, CASE WHEN is_open THEN id ELSE -id END LIMIT 1
      """;

  private static final String NUMBER =
      """
      INSERT INTO ticket_numbers (kind, year, last) VALUES ('problem', $1, $2)
      ON CONFLICT (kind, year) DO UPDATE SET last = ticket_numbers.last + $2 RETURNING last
      """;

  private static final String INSERT =
      """
      INSERT INTO tickets (number, kind, state, model, cause_type, cause_id, symptom, severity,
        opened_at, updated_at, first_seen_at, last_seen_at, occurrences, active_alarms, because,
        because_key, because_args, facts)
      VALUES ($1, 'problem', $2, $3, $4, $5, $6, $7, $8, $8, $9, $8, 0, 0, $10, $11, $12, $13)
      """;

  private static final String LINK =
      """
      UPDATE tickets SET facts = facts || jsonb_build_object('problem', $1::text),
        updated_at = $4, version = version + 1
      WHERE number IN (
        SELECT number FROM tickets
        WHERE kind = 'fault' AND is_open AND symptom = $2 AND device = ANY($3)
          AND NOT facts ? 'problem'
        ORDER BY id FOR UPDATE)
      RETURNING number
      """;

  private final SqlConnection sql;
  private final Instant now;
  private final Instant since;

  /**
   * @param since a problem that ended before is forgotten
   */
  PgProblems(SqlConnection sql, Instant now, Instant since) {
    this.sql = sql;
    this.now = now;
    this.since = since;
  }

  /** A problem, and what was changed to have it. */
  record Raised(String number, List<TicketDesk.Change> changes) {}

  /**
   * The open problem about the culprit or what cannot be told apart from it, raised if there is
   * none; none after one that ended and nothing like it since.
   */
  Future<Optional<Raised>> about(Question question, Scanned scanned, Culprit culprit) {
    return last(question, culprit)
        .compose(
            last -> {
              if (last.isPresent()) {
                return found(last.get(), scanned, culprit, question);
              }
              return sql.preparedQuery(NUMBER)
                  .execute(Tuple.of(year(), 0))
                  .compose(locked -> last(question, culprit))
                  .compose(
                      again ->
                          again.isPresent()
                              ? found(again.get(), scanned, culprit, question)
                              : raise(question, scanned, culprit).map(Optional::of));
            });
  }

  private int year() {
    return now.atOffset(ZoneOffset.UTC).getYear();
  }

  private Future<Optional<Row>> last(Question question, Culprit culprit) {
    List<Cause> causes =
        culprit.doubles().stream().map(each -> Cause.of(each, question.model())).toList();
    return sql.preparedQuery(LAST)
        .execute(
            Tuple.tuple()
                .addString(question.symptom())
                .addArrayOfString(
                    causes.stream().map(each -> each.type().code()).toArray(String[]::new))
                .addArrayOfString(causes.stream().map(Cause::id).toArray(String[]::new))
                .addOffsetDateTime(utc(since)))
        .map(rows -> rows.stream().findFirst());
  }

  private Future<Optional<Raised>> found(
      Row last, Scanned scanned, Culprit culprit, Question question) {
    if (last.getBoolean("is_open")) {
      return Future.succeededFuture(Optional.of(new Raised(last.getString("number"), List.of())));
    }
    Instant ended = last.getOffsetDateTime("ended_at").toInstant();
    boolean isBack =
        scanned.failedSince(culprit.suspicion().trait(), ended) >= SiblingScan.FEWEST_FAILED;
    return isBack
        ? raise(question, scanned, culprit).map(Optional::of)
        : Future.succeededFuture(Optional.empty());
  }

  private Future<Raised> raise(Question question, Scanned scanned, Culprit culprit) {
    Suspicion suspicion = culprit.suspicion();
    Cause cause = Cause.of(suspicion.trait(), question.model());
    List<String> failed = failedWith(scanned, suspicion.trait());
    Instant first =
        failed.stream().map(each -> first(scanned, each)).min(Instant::compareTo).orElse(now);
    var facts =
        new JsonObject()
            .put("suspicion", suspicion.json())
            .put("failed", new JsonArray(failed))
            .put("watchList", new JsonArray(suspicion.affected()));
    return sql.preparedQuery(NUMBER)
        .execute(Tuple.of(year(), 1))
        .map(rows -> Kind.PROBLEM.number(year(), rows.iterator().next().getInteger(0)))
        .compose(
            number ->
                sql.preparedQuery(INSERT)
                    .execute(values(number, question, cause, suspicion, first, facts))
                    .compose(done -> link(number, question.symptom(), failed))
                    .map(
                        linked -> {
                          var data =
                              new JsonObject()
                                  .put("to", Kind.PROBLEM.table().start().name())
                                  .put("cause", cause.json())
                                  .put("symptom", question.symptom())
                                  .put("because", suspicion.because())
                                  .put("faults", new JsonArray(linked))
                                  .put("watchList", new JsonArray(suspicion.affected()));
                          var changes = new ArrayList<TicketDesk.Change>();
                          changes.add(new TicketDesk.Change(number, TicketNews.Type.OPENED, data));
                          linked.forEach(each -> changes.add(linked(each, number)));
                          return new Raised(number, changes);
                        }));
  }

  /** A ticket that was there before names the problem, too. */
  private static TicketDesk.Change linked(String ticket, String problem) {
    return new TicketDesk.Change(
        ticket, TicketNews.Type.LINKED, new JsonObject().put("problem", problem));
  }

  private static Instant first(Scanned scanned, String device) {
    return scanned.failed().getOrDefault(device, scanned.at());
  }

  private static List<String> failedWith(Scanned scanned, Trait trait) {
    return scanned.traits().entrySet().stream()
        .filter(each -> each.getValue().contains(trait))
        .map(java.util.Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private Tuple values(
      String number,
      Question question,
      Cause cause,
      Suspicion suspicion,
      Instant first,
      JsonObject facts) {
    OffsetDateTime at = utc(now);
    return Tuple.tuple()
        .addString(number)
        .addString(Kind.PROBLEM.table().start().name())
        .addString(question.model())
        .addString(cause.type().code())
        .addString(cause.id())
        .addString(question.symptom())
        .addString(Severity.MAJOR.code())
        .addOffsetDateTime(at)
        .addOffsetDateTime(utc(first))
        .addString(suspicion.because())
        .addString("siblings." + suspicion.verdict().name().toLowerCase(java.util.Locale.ROOT))
        .addValue(suspicion.arguments())
        .addValue(facts);
  }

  private Future<List<String>> link(String problem, String symptom, List<String> devices) {
    return sql.preparedQuery(LINK)
        .execute(
            Tuple.tuple()
                .addString(problem)
                .addString(symptom)
                .addArrayOfString(devices.toArray(String[]::new))
                .addOffsetDateTime(utc(now)))
        .map(
            rows -> {
              var numbers = new ArrayList<String>();
              rows.forEach(row -> numbers.add(row.getString(0)));
              numbers.sort(null);
              return numbers;
            });
  }
}
