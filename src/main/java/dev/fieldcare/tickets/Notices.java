package dev.fieldcare.tickets;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** Hands news on to be sent, within the transaction that makes it true. */
@FunctionalInterface
public interface Notices {

  /** Tells nobody. */
  Notices NONE = (transaction, news) -> Future.succeededFuture();

  /** Succeeds when what must be sent is written down. */
  Future<Void> enqueue(SqlConnection transaction, List<TicketNews> news);
}
