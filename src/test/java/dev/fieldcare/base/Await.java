package dev.fieldcare.base;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, in a test, for a future to come to its end. */
public final class Await {
  private Await() {}

  /** Its result; what it failed with is thrown. */
  public static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      return fail(e);
    }
  }

  /** The problem it failed with. */
  public static Problem problem(Future<?> future) {
    return assertThrows(Problem.class, () -> get(future));
  }

  /** Waits for a condition, at most 30 s. */
  public static void until(java.util.function.BooleanSupplier condition) {
    long until = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        fail("the condition did not come true within 30 s");
      }
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }
}
