package dev.fieldcare.registry;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Does one piece of work after another, each whether or not the one before succeeded, so that what
 * is in memory changes in the order in which the database did.
 */
public final class Turns {
  private Future<?> last = Future.succeededFuture();

  public synchronized <T> Future<T> next(Supplier<Future<T>> work) {
    Future<T> mine = last.transform(outcome -> work.get());
    last = mine;
    return mine;
  }
}
