package dev.fieldcare.gateway;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that large, partly arrived packets of all connections may occupy together. */
final class Budget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  Budget(long limit) {
    this.limit = limit;
  }

  /** Changes what one connection occupies; false, and nothing changed, when it is too much. */
  boolean change(long before, long now) {
    long total = used.addAndGet(now - before);
    if (now > before && total > limit) {
      used.addAndGet(before - now);
      return false;
    }
    return true;
  }
}
