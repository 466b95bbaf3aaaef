package dev.fieldcare.stability;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Keeps what the detectors know, so that a restart goes on where the last checkpoint was and feeds
 * them only what arrived since. All methods block.
 */
public final class WatchStore {

  /** The state of one device's watch when it had been fed everything up to {@code arrival}. */
  public record Snapshot(int device, long arrival, byte[] state) {}

  /** Takes a snapshot read from the database. */
  public interface Reader {
    void take(Snapshot snapshot);
  }

  private final Database database;

  public WatchStore(Database database) {
    this.database = database;
  }

  /**
   * Writes the snapshots and moves the checkpoint, all or nothing.
   *
   * @param arrival everything that arrived up to here has been fed, and its alarms are durable
   */
  public void save(List<Snapshot> snapshots, long arrival) {
    try (Connection connection = database.openJdbc()) {
      connection.setAutoCommit(false);
      try (var upsert =
              connection.prepareStatement(
                  """
                  insert into watch_snapshots values (?, ?, ?)
                  on conflict (device) do update
                    set arrival = excluded.arrival, state = excluded.state
                  """);
          var move =
              connection.prepareStatement(
                  """
                  insert into stability_checkpoint values (true, ?)
                  on conflict (one) do update set arrival = excluded.arrival
                  """)) {
        for (Snapshot snapshot : snapshots) {
          upsert.setInt(1, snapshot.device());
          upsert.setLong(2, snapshot.arrival());
          upsert.setBytes(3, snapshot.state());
          upsert.addBatch();
        }
        upsert.executeBatch();
        move.setLong(1, arrival);
        move.executeUpdate();
      }
      connection.commit();
    } catch (SQLException e) {
      throw SqlFailure.problem(
          "stability.not.saved", "the checkpoint with " + snapshots.size() + " watches", e);
    }
  }

  /** Hands over every snapshot and answers the arrival of the checkpoint, 0 when there is none. */
  public long load(Reader reader) {
    try (Connection connection = database.openJdbc()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.setFetchSize(1_000);
        try (var rows = statement.executeQuery("select * from watch_snapshots")) {
          while (rows.next()) {
            reader.take(new Snapshot(rows.getInt(1), rows.getLong(2), rows.getBytes(3)));
          }
        }
        try (var rows = statement.executeQuery("select arrival from stability_checkpoint")) {
          return rows.next() ? rows.getLong(1) : 0;
        }
      }
    } catch (SQLException e) {
      throw SqlFailure.problem("stability.not.loaded", "the checkpoint cannot be read", e);
    }
  }
}
