package dev.fieldcare.tickets;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** The way from a ticket's thread to the customer's own mailbox. */
@FunctionalInterface
public interface ThreadPost {

  /** Customers read what is said where it is said. */
  ThreadPost NONE = (transaction, ticket, message) -> Future.succeededFuture();

  /**
   * Succeeds when the message is written down to be sent, if it is one to send. Fails with {@code
   * ticket.contact} or {@code mail.none} when it was to go by mail and cannot.
   */
  Future<Void> send(SqlConnection transaction, Ticket ticket, Message message);
}
