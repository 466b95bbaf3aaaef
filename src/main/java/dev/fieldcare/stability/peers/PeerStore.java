package dev.fieldcare.stability.peers;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.BiConsumer;

/** Keeps the habits of devices over a restart. All methods block. */
public final class PeerStore {
  private final Database database;

  public PeerStore(Database database) {
    this.database = database;
  }

  /** Writes states by device number, all or nothing; devices that are no more are left out. */
  void save(Map<Integer, byte[]> states) {
    try (Connection connection = database.openJdbc()) {
      connection.setAutoCommit(false);
      try (var upsert =
          connection.prepareStatement(
              """
              insert into peer_habits select number, ? from devices where number = ?
              on conflict (device) do update set state = excluded.state
              """)) {
        for (Map.Entry<Integer, byte[]> each : states.entrySet()) {
          upsert.setBytes(1, each.getValue());
          upsert.setInt(2, each.getKey());
          upsert.addBatch();
        }
        upsert.executeBatch();
      }
      connection.commit();
    } catch (SQLException e) {
      throw SqlFailure.problem("peers.not.saved", "the habits of " + states.size() + " devices", e);
    }
  }

  /** Hands over every state with its device's number. */
  void load(BiConsumer<Integer, byte[]> reader) {
    try (Connection connection = database.openJdbc()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.setFetchSize(1_000);
        try (var rows = statement.executeQuery("select device, state from peer_habits")) {
          while (rows.next()) {
            reader.accept(rows.getInt(1), rows.getBytes(2));
          }
        }
      }
    } catch (SQLException e) {
      throw SqlFailure.problem("peers.not.loaded", "the habits of devices cannot be read", e);
    }
  }
}
