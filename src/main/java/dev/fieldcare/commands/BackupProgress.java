package dev.fieldcare.commands;

import dev.fieldcare.base.backup.Told;
import java.io.PrintWriter;
import java.util.Locale;

/** Says every few seconds which table or file is under way. */
final class BackupProgress implements Told {
  private static final long EVERY_NANOS = 2_000_000_000L;
  private static final double MEGABYTE = 1e6;

  private final PrintWriter out;
  private long toldAt = System.nanoTime();

  BackupProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void of(String what, long done) {
    long now = System.nanoTime();
    if (now - toldAt > EVERY_NANOS) {
      toldAt = now;
      out.printf(Locale.ROOT, "%s: %,.0f MB%n", what, done / MEGABYTE);
      out.flush();
    }
  }
}
