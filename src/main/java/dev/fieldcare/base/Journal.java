package dev.fieldcare.base;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * Appends many entries of one moment, in their order; succeeds with the last one's sequence
   * number, or null when there are none.
   */
  default Future<@Nullable Long> appendAll(SqlConnection transaction, List<Entry> entries) {
    Future<@Nullable Long> last = Future.succeededFuture();
    for (Entry entry : entries) {
      last = last.compose(done -> append(transaction, entry));
    }
    return last;
  }
}
