package dev.fieldcare.commands;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;

/** Compares what a load generator was promised with what the database holds. */
final class AcknowledgedCheck {

  /**
   * @param missing acknowledged messages that are not stored
   * @param repeated messages stored more than once
   * @param bytes on disk of all readings with their indexes
   */
  record Outcome(long acknowledged, long stored, long missing, long repeated, long bytes) {}

  private AcknowledgedCheck() {}

  static Outcome run(Connection connection, LoadGenerator generator) throws SQLException {
    long acknowledged = 0;
    long stored = 0;
    long missing = 0;
    long repeated = 0;
    connection.setAutoCommit(false);
    try (var select =
        connection.prepareStatement(
            """
            select r.ts from readings r join devices d on d.number = r.device
            where d.id = ? and r.ts between ? and ? order by r.ts
            """)) {
      select.setFetchSize(10_000);
      for (LoadConnection each : generator.connections()) {
        // Before looking: what is acknowledged while we look need not be in what we see.
        BitSet lost = (BitSet) each.acknowledged().clone();
        var found = new BitSet();
        select.setString(1, each.device());
        select.setLong(2, each.tsOf(0));
        select.setLong(3, each.tsOf(each.sent()));
        try (var rows = select.executeQuery()) {
          while (rows.next()) {
            int number = (int) each.numberOf(rows.getLong(1));
            stored++;
            if (found.get(number)) {
              repeated++;
            }
            found.set(number);
          }
        }
        acknowledged += lost.cardinality();
        lost.andNot(found);
        missing += lost.cardinality();
      }
    }
    connection.rollback();
    return new Outcome(acknowledged, stored, missing, repeated, bytes(connection));
  }

  private static long bytes(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select sum(pg_total_relation_size(inhrelid)) from pg_inherits
                where inhparent = 'readings'::regclass
                """)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
