package dev.fieldcare.commands;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches a server's database for fault tickets of devices, and notes when each can be read. */
final class OpenedTickets implements AutoCloseable {
  private static final String NEW =
      "SELECT id, device, symptom FROM tickets"
          + " WHERE id > ? AND device IS NOT NULL AND symptom LIKE 'm%.high' ORDER BY id";
  private static final long EVERY_MILLIS = 5;

  private final Connection database;
  private final Map<String, Long> seen = new HashMap<>();
  private long newest;

  OpenedTickets(Connection database) {
    this.database = database;
  }

  /** Forgets what was seen so far; only newer tickets count from now on. */
  void clear() {
    seen.clear();
  }

  /** Waits until so many are open, at most so long; answers how many are. */
  int await(int count, Duration longest) throws SQLException, InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (seen.size() < count && System.nanoTime() < end) {
      read();
      TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
    }
    return seen.size();
  }

  /** Looks until that moment by {@link System#nanoTime}. */
  void readUntil(long nanos) throws SQLException, InterruptedException {
    while (System.nanoTime() < nanos) {
      read();
      TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
    }
  }

  /** By {@link System#nanoTime}, or null. */
  @Nullable Long seenAt(String device, String symptom) {
    return seen.get(device + " " + symptom);
  }

  private void read() throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(NEW)) {
      statement.setLong(1, newest);
      try (ResultSet rows = statement.executeQuery()) {
        long now = System.nanoTime();
        while (rows.next()) {
          newest = rows.getLong(1);
          seen.put(rows.getString(2) + " " + rows.getString(3), now);
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
