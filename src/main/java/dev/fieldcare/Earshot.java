package dev.fieldcare;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether what devices send gets through to the lanes. While it does not, as when the database is
 * away, it is we who do not hear, and nobody's silence counts. Belongs to one thread.
 */
final class Earshot {
  private static final Duration LONG = Duration.ofSeconds(5);

  private final BooleanSupplier isStored;
  private final Supplier<CompletableFuture<Void>> digested;
  private final Clock wall;
  private @Nullable CompletableFuture<Void> probe;
  private Instant sent = Instant.MIN;

  /**
   * @param isStored whether the last attempt to store succeeded
   * @param digested completes when all that was taken in before is on its lane and judged
   * @param wall real time, however fast the server's clock runs
   */
  Earshot(BooleanSupplier isStored, Supplier<CompletableFuture<Void>> digested, Clock wall) {
    this.isStored = isStored;
    this.digested = digested;
    this.wall = wall;
  }

  /** To be asked about once a second. */
  boolean isOpen() {
    Instant now = wall.instant();
    if (probe == null || probe.isDone()) {
      probe = digested.get();
      sent = now;
    }
    boolean isStuck = !probe.isDone() && now.isAfter(sent.plus(LONG));
    return !isStuck && isStored.getAsBoolean();
  }
}
