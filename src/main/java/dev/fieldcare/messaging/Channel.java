package dev.fieldcare.messaging;

import io.vertx.core.Future;

/** A way for messages to get out. */
@FunctionalInterface
public interface Channel {

  /**
   * Succeeds when the target has the message. Fails when it should be tried again; with a {@link
   * dev.fieldcare.base.Problem} of kind NOT_FOUND when that is of no use.
   */
  Future<Void> deliver(Delivery delivery);
}
