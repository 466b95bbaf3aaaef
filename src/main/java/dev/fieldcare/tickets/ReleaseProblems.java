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

/**
 * Problems about releases that do harm: one for each, whoever finds it and however often. In the
 * transaction of whoever finds it.
 */
public final class ReleaseProblems {
  /** The symptom such a problem is filed under. */
  public static final String SYMPTOM = "release.harmful";

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
      VALUES ($1, 'problem', $2, $3, $4, $5, $6, $7, $8, $8, $8, $8, 0, 0, $9,
        'release.harmful', $10, $11)
      """;

  private final TicketDesk desk;

  public ReleaseProblems(TicketDesk desk) {
    this.desk = desk;
  }

  /**
   * A release that does harm.
   *
   * @param where whom, such as {@code hardwareRevision=B}; empty: all alike
   * @param because what speaks against it, with the numbers
   * @param rollout which rollout was stopped
   * @param devices how many run it or are on the way to it
   */
  public record Harm(
      String model, String version, String where, String because, long rollout, long devices) {
    String words() {
      return "release %s of %s%s: %s; rollout %d was halted, %d devices run it or are on the way"
          .formatted(
              version,
              model,
              where.isEmpty() ? "" : " on devices with " + where,
              because,
              rollout,
              devices);
    }
  }

  /** Succeeds with the number of the open problem about the release; there is one from then on. */
  public Future<String> open(SqlConnection sql, Harm harm, Instant now) {
    Cause cause = Cause.firmware(harm.model(), harm.version());
    var year = now.atOffset(ZoneOffset.UTC).getYear();
    var key = Tuple.of(cause.type().code(), cause.id(), SYMPTOM);
    return sql.preparedQuery(NUMBER)
        .execute(Tuple.of(year, 0))
        .compose(locked -> sql.preparedQuery(OPEN).execute(key))
        .compose(
            rows -> {
              var found = rows.iterator();
              return found.hasNext()
                  ? Future.succeededFuture(found.next().getString(0))
                  : raise(sql, harm, cause, now, year);
            });
  }

  private Future<String> raise(SqlConnection sql, Harm harm, Cause cause, Instant now, int year) {
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
                                .execute(values(number, harm, cause, now))
                                .map(done -> List.of(opened(number, harm, cause))))
                    .map(number));
  }

  private static TicketDesk.Change opened(String number, Harm harm, Cause cause) {
    var data =
        new JsonObject()
            .put("to", Kind.PROBLEM.table().start().name())
            .put("cause", cause.json())
            .put("symptom", SYMPTOM)
            .put("because", harm.words());
    return new TicketDesk.Change(number, TicketNews.Type.OPENED, data);
  }

  private static Tuple values(String number, Harm harm, Cause cause, Instant now) {
    var arguments =
        new JsonObject()
            .put("model", harm.model())
            .put("release", harm.version())
            .put("where", harm.where())
            .put("because", harm.because())
            .put("rollout", harm.rollout())
            .put("devices", harm.devices());
    return Tuple.tuple()
        .addString(number)
        .addString(Kind.PROBLEM.table().start().name())
        .addString(harm.model())
        .addString(cause.type().code())
        .addString(cause.id())
        .addString(SYMPTOM)
        .addString(Severity.CRITICAL.code())
        .addOffsetDateTime(utc(now))
        .addString(harm.words())
        .addValue(arguments)
        .addValue(new JsonObject().put("rollout", arguments));
  }
}
