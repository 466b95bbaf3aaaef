package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EarshotTest {
  private final MovableClock wall = new MovableClock(Instant.parse("2026-11-22T08:00:00Z"));
  private CompletableFuture<Void> digested = CompletableFuture.completedFuture(null);
  private boolean isStored = true;
  private final Earshot earshot = new Earshot(() -> isStored, () -> digested, wall);

  private boolean isOpenAfter(int seconds) {
    wall.move(Duration.ofSeconds(seconds));
    return earshot.isOpen();
  }

  @Test
  void a_store_that_refuses_makes_us_deaf() {
    assertTrue(earshot.isOpen());
    isStored = false;
    assertFalse(isOpenAfter(1));
    isStored = true;
    assertTrue(isOpenAfter(1));
  }

  @Test
  void a_store_that_hangs_makes_us_deaf_after_five_seconds() {
    digested = new CompletableFuture<>();
    assertTrue(earshot.isOpen());
    assertTrue(isOpenAfter(5));
    assertFalse(isOpenAfter(1));
    digested.complete(null);
    assertTrue(isOpenAfter(1));
  }
}
