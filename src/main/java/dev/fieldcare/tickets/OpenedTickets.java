package dev.fieldcare.tickets;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which devices got fault tickets, for whoever counts them. */
public final class OpenedTickets {
  private final Database database;

  public OpenedTickets(Database database) {
    this.database = database;
  }

  public record Opened(String device, Instant at) {}

  /** Opened within {@code [from, until)}, in order. */
  public Future<List<Opened>> opened(Instant from, Instant until) {
    return database
        .pool()
        .preparedQuery(
            """
            SELECT device, opened_at FROM tickets
            WHERE opened_at >= $1 AND opened_at < $2 AND kind = 'fault' AND device IS NOT NULL
            ORDER BY opened_at, id
            """)
        .execute(Tuple.of(PgTickets.utc(from), PgTickets.utc(until)))
        .map(
            rows -> {
              var opened = new ArrayList<Opened>(rows.size());
              rows.forEach(
                  row ->
                      opened.add(
                          new Opened(row.getString(0), row.getOffsetDateTime(1).toInstant())));
              return opened;
            });
  }
}
