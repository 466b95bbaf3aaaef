package dev.fieldcare.tickets;

import dev.fieldcare.base.Database;
import dev.fieldcare.promises.Stages;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The states tickets went through, as the journal tells them. */
public final class TicketStages implements Stages {
  private static final String SELECT =
      """
      SELECT subject, data ->> 'to' AS state, at FROM journal
      WHERE subject = ANY($1::text[]) AND type IN ('ticket.transitioned', 'ticket.closed')
        AND data ->> 'to' IS NOT NULL
      ORDER BY seq
      """;

  private final Database database;

  public TicketStages(Database database) {
    this.database = database;
  }

  @Override
  public Future<Map<String, List<Begun>>> of(List<String> subjects) {
    return database
        .pool()
        .preparedQuery(SELECT)
        .execute(Tuple.tuple().addArrayOfString(subjects.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, List<Begun>> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found
                          .computeIfAbsent(row.getString("subject"), any -> new ArrayList<>())
                          .add(
                              new Begun(
                                  row.getString("state"),
                                  row.getOffsetDateTime("at").toInstant())));
              return found;
            });
  }
}
