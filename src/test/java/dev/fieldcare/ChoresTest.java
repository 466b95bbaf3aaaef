package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Problem;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What recurs. */
class ChoresTest {
  @Test
  void a_chore_that_failed_is_done_again() throws InterruptedException {
    var turns = new AtomicInteger();
    var third = new Semaphore(0);
    Runnable chore =
        () -> {
          switch (turns.incrementAndGet()) {
            case 1 -> throw Problem.badInput("chore", "not now");
            case 2 -> throw new IllegalStateException("never thought of");
            default -> third.release();
          }
        };
    try (var executor = Executors.newSingleThreadScheduledExecutor()) {
      executor.scheduleWithFixedDelay(Chores.careful(chore), 0, 1, TimeUnit.MILLISECONDS);
      assertEquals(true, third.tryAcquire(20, TimeUnit.SECONDS), "done " + turns + " times");
      executor.shutdownNow();
    }
  }
}
