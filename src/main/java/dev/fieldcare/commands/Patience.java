package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Asks again and again until the answer will do; for ten minutes in all, then it fails. */
final class Patience {
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(10);
  private static final long PAUSE = 200;

  private final String code;
  private final long until = System.nanoTime() + LONGEST;

  /**
   * @param code of the problem that giving up is
   */
  Patience(String code) {
    this.code = code;
  }

  /** Blocks until {@code enough} says so; an answer that fails counts as none. */
  JsonObject await(String what, Callable<JsonObject> ask, Predicate<JsonObject> enough)
      throws InterruptedException {
    while (true) {
      Throwable refused = null;
      try {
        JsonObject found = ask.call();
        if (!found.isEmpty() && enough.test(found)) {
          return found;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        refused = e;
      }
      if (System.nanoTime() > until) {
        String why = refused == null ? "" : ": " + refused.getMessage();
        throw new Problem(
            Problem.Kind.INTERNAL, code, "waited ten minutes in vain for " + what + why);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE);
    }
  }
}
