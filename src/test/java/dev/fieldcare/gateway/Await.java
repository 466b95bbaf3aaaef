package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come to be. */
final class Await {
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT_NANOS) {
        fail("after 60 s still not: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
