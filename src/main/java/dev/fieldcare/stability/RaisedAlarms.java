package dev.fieldcare.stability;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which devices began to alarm, for whoever counts them; withheld alarms count, too. */
public final class RaisedAlarms {
  private final Database database;

  public RaisedAlarms(Database database) {
    this.database = database;
  }

  /**
   * @param device its number
   * @param since event time
   */
  public record Raised(int device, Instant since) {}

  /**
   * Raised within {@code [from, until)} of server time, in order of event time.
   *
   * @param symptom only these; null: all
   */
  public Future<List<Raised>> raised(@Nullable String symptom, Instant from, Instant until) {
    return database
        .pool()
        .preparedQuery(
            """
            select device, active_since from alarms
            where raised_at >= $2 and raised_at < $3 and phase <> 'RETRACTED'
              and ($1::text is null or symptom = $1)
            order by active_since, id
            """)
        .execute(
            Tuple.from(
                Arrays.asList(
                    symptom, from.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC))))
        .map(
            rows -> {
              var raised = new ArrayList<Raised>(rows.size());
              rows.forEach(
                  row ->
                      raised.add(
                          new Raised(row.getInteger(0), row.getOffsetDateTime(1).toInstant())));
              return raised;
            });
  }
}
