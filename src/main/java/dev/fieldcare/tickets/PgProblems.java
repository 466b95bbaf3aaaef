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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Raises the one problem about what the failed have in common. Whoever raises one takes the row
 * that counts them first and looks again, so that of several servers one does.
 */
final class PgProblems {
  private static final String LAST =
      """
      SELECT DISTINCT ON (cause_type, cause_id) cause_type, cause_id, number, is_open, ended_at
      FROM tickets
      WHERE kind = 'problem' AND symptom IS NOT DISTINCT FROM $1 AND (is_open OR ended_at > $4)
        AND (cause_type, cause_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))
      ORDER BY cause_type, cause_id, is_open DESC, id DESC
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

  /** Which problem each trait is about, and what was changed to have it so. */
  record Raised(Map<Trait, String> numbers, List<TicketDesk.Change> changes) {}

  /** A problem there is or was about a cause. */
  private record Last(String number, boolean isOpen, @Nullable Instant ended) {}

  /**
   * Succeeds with the open problems about what is suspected. One is raised about a culprit that
   * none is about, unless those that failed with it are failures of another problem already; after
   * one that ended only for new failures.
   */
  Future<Raised> about(Question question, Scanned scanned) {
    List<Culprit> culprits = Culprit.of(scanned.suspicions());
    if (culprits.isEmpty()) {
      return Future.succeededFuture(new Raised(Map.of(), List.of()));
    }
    return last(question, culprits)
        .compose(
            last ->
                wanting(question, scanned, culprits, last).isEmpty()
                    ? Future.succeededFuture(last)
                    : sql.preparedQuery(NUMBER)
                        .execute(Tuple.of(year(), 0))
                        .compose(locked -> last(question, culprits)))
        .compose(last -> raiseAll(question, scanned, culprits, last));
  }

  private Future<Raised> raiseAll(
      Question question, Scanned scanned, List<Culprit> culprits, Map<Cause, Last> last) {
    var numbers = new HashMap<Trait, String>();
    var changes = new ArrayList<TicketDesk.Change>();
    for (Culprit each : culprits) {
      open(question, each, last)
          .ifPresent(number -> each.doubles().forEach(trait -> numbers.put(trait, number)));
    }
    Future<Void> done = Future.succeededFuture();
    for (Culprit each : wanting(question, scanned, culprits, last)) {
      done =
          done.compose(before -> raise(question, scanned, each, changes))
              .map(
                  number -> {
                    each.doubles().forEach(trait -> numbers.put(trait, number));
                    return null;
                  });
    }
    return done.map(new Raised(numbers, changes));
  }

  /** Those a problem is to be raised about: a failure belongs to one problem, open ones first. */
  private List<Culprit> wanting(
      Question question, Scanned scanned, List<Culprit> culprits, Map<Cause, Last> last) {
    Set<String> explained = new HashSet<>();
    var left = new ArrayList<Culprit>();
    for (Culprit each : culprits) {
      if (open(question, each, last).isPresent()) {
        explained.addAll(failedWith(scanned, each));
      } else {
        left.add(each);
      }
    }
    var wanting = new ArrayList<Culprit>();
    for (Culprit each : left) {
      List<String> failed = failedWith(scanned, each);
      long unexplained = failed.stream().filter(device -> !explained.contains(device)).count();
      if (unexplained >= SiblingScan.FEWEST_FAILED && isNew(question, scanned, each, last)) {
        wanting.add(each);
        explained.addAll(failed);
      }
    }
    return wanting;
  }

  private static Optional<String> open(Question question, Culprit culprit, Map<Cause, Last> last) {
    return culprit.doubles().stream()
        .map(each -> last.get(Cause.of(each, question.model())))
        .filter(each -> each != null && each.isOpen)
        .map(each -> each.number)
        .min(Comparator.naturalOrder());
  }

  /** Whether enough failed since the last problem about it ended. */
  private static boolean isNew(
      Question question, Scanned scanned, Culprit culprit, Map<Cause, Last> last) {
    Trait trait = culprit.suspicion().trait();
    Last before = last.get(Cause.of(trait, question.model()));
    return before == null
        || before.ended == null
        || scanned.failedSince(trait, before.ended) >= SiblingScan.FEWEST_FAILED;
  }

  private int year() {
    return now.atOffset(ZoneOffset.UTC).getYear();
  }

  private Future<Map<Cause, Last>> last(Question question, List<Culprit> culprits) {
    List<Cause> causes =
        culprits.stream()
            .flatMap(each -> each.doubles().stream())
            .map(each -> Cause.of(each, question.model()))
            .toList();
    return sql.preparedQuery(LAST)
        .execute(
            Tuple.tuple()
                .addString(question.symptom())
                .addArrayOfString(
                    causes.stream().map(each -> each.type().code()).toArray(String[]::new))
                .addArrayOfString(causes.stream().map(Cause::id).toArray(String[]::new))
                .addOffsetDateTime(utc(since)))
        .map(
            rows -> {
              var found = new HashMap<Cause, Last>();
              for (Row row : rows) {
                OffsetDateTime ended = row.getOffsetDateTime("ended_at");
                found.put(
                    new Cause(
                        Cause.Type.find(row.getString("cause_type")).orElseThrow(),
                        row.getString("cause_id")),
                    new Last(
                        row.getString("number"),
                        row.getBoolean("is_open"),
                        ended == null ? null : ended.toInstant()));
              }
              return found;
            });
  }

  private Future<String> raise(
      Question question, Scanned scanned, Culprit culprit, List<TicketDesk.Change> changes) {
    Suspicion suspicion = culprit.suspicion();
    Cause cause = Cause.of(suspicion.trait(), question.model());
    List<String> failed = failedWith(scanned, culprit);
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
                          changes.add(new TicketDesk.Change(number, TicketNews.Type.OPENED, data));
                          linked.forEach(each -> changes.add(linked(each, number)));
                          return number;
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

  private static List<String> failedWith(Scanned scanned, Culprit culprit) {
    Trait trait = culprit.suspicion().trait();
    return scanned.traits().entrySet().stream()
        .filter(each -> each.getValue().contains(trait))
        .map(Map.Entry::getKey)
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
