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

/**
 * Watches a server's database for fault tickets of devices, and notes when each can be read whole:
 * with what it knows, what is covered, and its clocks.
 */
final class OpenedTickets implements AutoCloseable {
  private static final String NEW =
      """
      SELECT t.id, t.device, t.symptom, t.known -> 'siblings' ->> 'missing' FROM tickets t
      WHERE t.id > ? AND t.device IS NOT NULL AND t.symptom LIKE 'm%.high'
        AND t.known IS NOT NULL AND t.entitled_at_intake IS NOT NULL
        AND EXISTS (SELECT FROM commitments c WHERE c.subject = 'ticket:' || t.number)
      ORDER BY t.id
      """;
  private static final long EVERY_MILLIS = 5;

  private final Connection database;
  private final Map<String, Long> seen = new HashMap<>();
  private int incomplete;
  private long newest;

  OpenedTickets(Connection database) {
    this.database = database;
  }

  /** Forgets what was seen so far; only newer tickets count from now on. */
  void clear() {
    seen.clear();
    incomplete = 0;
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

  /** How many could not be compared with their siblings in time. */
  int incomplete() {
    return incomplete;
  }

  private void read() throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(NEW)) {
      statement.setLong(1, newest);
      try (ResultSet rows = statement.executeQuery()) {
        long now = System.nanoTime();
        while (rows.next()) {
          newest = rows.getLong(1);
          incomplete += rows.getString(4) == null ? 0 : 1;
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
