package dev.fieldcare.base;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/**
 * The append-only, hash-chained record of everything that was decided: who did what to which
 * subject, when. A correction is a new entry.
 */
public interface Journal {

  /**
   * One thing that happened. The actor is {@code system}, {@code device:<id>} or {@code
   * user:<name>}; the subject is {@code <noun>:<id>}, as in {@code ticket:F-2026-000123}; the type
   * is {@code ticket.opened}.
   */
  record Entry(String actor, String subject, String type, JsonObject data) {}

  /** Succeeds with the entry's sequence number; it is durable when the transaction commits. */
  Future<Long> append(SqlConnection transaction, Entry entry);

  /** As {@link #append} for each, in this order; succeeds at once when there is none. */
  default Future<?> appendAll(SqlConnection transaction, List<Entry> entries) {
    return Future.join(entries.stream().map(each -> append(transaction, each)).toList());
  }
}
