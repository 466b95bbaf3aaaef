package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Problems that somebody found elsewhere than among tickets: a rollout's gates, an inspection. One
 * for each cause and symptom, whoever finds it and however often, in the transaction of whoever
 * finds it.
 */
public final class FoundProblems {
  private static final String OPEN =
      """
      SELECT number FROM tickets
      WHERE kind = 'problem' AND is_open AND cause_type = $1 AND cause_id = $2 AND symptom = $3
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
      VALUES ($1, 'problem', $2, $3, $4, $5, $6, $7, $8, $8, $8, $8, 0, 0, $9, $6, $10, $11)
      """;

  private final TicketDesk desk;

  public FoundProblems(TicketDesk desk) {
    this.desk = desk;
  }

  /**
   * What was found.
   *
   * @param symptom what it is filed under, and the key of its because
   * @param words why, in English
   * @param arguments what the words are made of
   * @param facts what is kept with it
   */
  public record Found(
      Cause cause,
      String symptom,
      Severity severity,
      @Nullable String model,
      String words,
      JsonObject arguments,
      JsonObject facts) {}

  /** Succeeds with the number of the open problem about it; there is one from then on. */
  public Future<String> open(SqlConnection sql, Found it, Instant now) {
    int year = now.atOffset(ZoneOffset.UTC).getYear();
    var key = Tuple.of(it.cause().type().code(), it.cause().id(), it.symptom());
    return sql.preparedQuery(NUMBER)
        .execute(Tuple.of(year, 0))
        .compose(locked -> sql.preparedQuery(OPEN).execute(key))
        .compose(
            rows -> {
              var open = rows.iterator();
              return open.hasNext()
                  ? Future.succeededFuture(open.next().getString(0))
                  : raise(sql, it, now, year);
            });
  }

  private Future<String> raise(SqlConnection sql, Found it, Instant now, int year) {
    return sql.preparedQuery(NUMBER)
        .execute(Tuple.of(year, 1))
        .map(rows -> Kind.PROBLEM.number(year, rows.iterator().next().getInteger(0)))
        .compose(
            number ->
                desk.changeWithin(
                        sql,
                        Actor.SYSTEM,
                        within ->
                            within
                                .preparedQuery(INSERT)
                                .execute(values(number, it, now))
                                .map(done -> List.of(opened(number, it))))
                    .map(number));
  }

  private static TicketDesk.Change opened(String number, Found it) {
    var data =
        new JsonObject()
            .put("to", Kind.PROBLEM.table().start().name())
            .put("cause", it.cause().json())
            .put("symptom", it.symptom())
            .put("because", it.words());
    return new TicketDesk.Change(number, TicketNews.Type.OPENED, data);
  }

  private static Tuple values(String number, Found it, Instant now) {
    return Tuple.tuple()
        .addString(number)
        .addString(Kind.PROBLEM.table().start().name())
        .addString(it.model())
        .addString(it.cause().type().code())
        .addString(it.cause().id())
        .addString(it.symptom())
        .addString(it.severity().code())
        .addOffsetDateTime(utc(now))
        .addString(it.words())
        .addValue(it.arguments())
        .addValue(it.facts());
  }
}
