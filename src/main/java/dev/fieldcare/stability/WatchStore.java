package dev.fieldcare.stability;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the detectors know, so that a restart goes on where the last checkpoint was and feeds
 * them only what arrived since. All methods block.
 */
public final class WatchStore {

  private static final long DAY = 86_400_000;

  /**
   * The state of one device's watch when it had been fed everything up to {@code arrival}.
   *
   * @param base to be kept with it, if there is one
   */
  public record Snapshot(
      int device, long arrival, byte[] state, HistoryJudge.@Nullable Base base) {}

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
        for (Snapshot snapshot : snapshots) {
          if (snapshot.base() != null) {
            keepBase(connection, snapshot.device(), snapshot.base());
          }
        }
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
            reader.take(new Snapshot(rows.getInt(1), rows.getLong(2), rows.getBytes(3), null));
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

  /** The newest base of the device that knows nothing from {@code from}, event time, on. */
  HistoryJudge.@Nullable Base baseBefore(int device, long from) {
    try (Connection connection = database.openJdbc();
        var statement =
            connection.prepareStatement(
                """
                select at, state from watch_bases where device = ? and at < ?
                order by at desc limit 1
                """)) {
      statement.setInt(1, device);
      statement.setLong(2, from);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? new HistoryJudge.Base(rows.getLong(1), rows.getBytes(2)) : null;
      }
    } catch (SQLException e) {
      throw SqlFailure.problem("stability.not.loaded", "a base cannot be read", e);
    }
  }

  /** Forgets the bases of the device that know something from {@code from}, event time, on. */
  void dropBases(int device, long from) {
    try (Connection connection = database.openJdbc();
        var statement =
            connection.prepareStatement("delete from watch_bases where device = ? and at >= ?")) {
      statement.setInt(1, device);
      statement.setLong(2, from);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw SqlFailure.problem("stability.not.saved", "bases cannot be dropped", e);
    }
  }

  void keepBase(int device, HistoryJudge.Base base) {
    try (Connection connection = database.openJdbc()) {
      keepBase(connection, device, base);
    } catch (SQLException e) {
      throw SqlFailure.problem("stability.not.saved", "a base cannot be kept", e);
    }
  }

  /**
   * Keeps of each device the bases of the last two days, of the last two eighth days and of the
   * last two sixty-fourth days before: what comes a day late costs two days' judging, what comes a
   * year late some months'.
   */
  private static void keepBase(Connection connection, int device, HistoryJudge.Base base)
      throws SQLException {
    try (var insert =
            connection.prepareStatement(
                """
                insert into watch_bases values (?, ?, ?)
                on conflict (device, at) do update set state = excluded.state
                """);
        var thin =
            connection.prepareStatement(
                """
                delete from watch_bases where device = ? and at < ?
                  and not (at / ? % 8 = 0 and at >= ?) and not (at / ? % 64 = 0 and at >= ?)
                """)) {
      insert.setInt(1, device);
      insert.setLong(2, base.at());
      insert.setBytes(3, base.state());
      insert.executeUpdate();
      thin.setInt(1, device);
      thin.setLong(2, base.at() - 2 * DAY);
      thin.setLong(3, DAY);
      thin.setLong(4, base.at() - 16 * DAY);
      thin.setLong(5, DAY);
      thin.setLong(6, base.at() - 128 * DAY);
      thin.executeUpdate();
    }
  }
}
