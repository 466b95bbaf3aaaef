package dev.fieldcare.commands;

import java.io.PrintWriter;

/** Says every few seconds how far a walk through the journal has come. */
final class JournalProgress {
  private static final long EVERY_NANOS = 2_000_000_000L;

  private final PrintWriter out;
  private final long last;
  private long toldAt = System.nanoTime();

  /**
   * @param last the number of the last entry; 0 when that is not known
   */
  JournalProgress(PrintWriter out, long last) {
    this.out = out;
    this.last = last;
  }

  void at(long seq) {
    long now = System.nanoTime();
    if (now - toldAt > EVERY_NANOS) {
      toldAt = now;
      out.println("journal: entry " + seq + (last == 0 ? "" : " of " + last));
      out.flush();
    }
  }
}
