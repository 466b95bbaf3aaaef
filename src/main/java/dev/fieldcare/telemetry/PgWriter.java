package dev.fieldcare.telemetry;

import static java.util.Objects.requireNonNull;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.SqlFailure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes readings over one JDBC connection.
 *
 * <p>The way there is COPY straight into the partition, with no statement around it when a batch
 * lies in one partition. COPY knows no ON CONFLICT: when a key repeats the batch is done again
 * through a temporary table. Figures and what was rejected:
 * docs/decisions/0003-one-row-per-message.md.
 */
final class PgWriter implements TelemetryStore.Writer {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String COLUMNS = " (ts, arrival, device, metric_set, vals)";

  private final Database database;
  private final Partitions partitions;
  private final MetricSetIds sets;
  private final Rollups rollups;
  private final CopyBuffer buffer = new CopyBuffer();
  private @Nullable Connection connection;

  PgWriter(Database database, Partitions partitions, MetricSetIds sets, Rollups rollups) {
    this.database = database;
    this.partitions = partitions;
    this.sets = sets;
    this.rollups = rollups;
  }

  @Override
  public TelemetryStore.Appended append(List<Reading> readings) {
    try {
      return append(readings, connected());
    } catch (SQLException e) {
      close();
      throw SqlFailure.problem(
          "telemetry.not.stored", "the database did not take " + readings.size() + " readings", e);
    }
  }

  private TelemetryStore.Appended append(List<Reading> readings, Connection connection)
      throws SQLException {
    Map<Partitions.Partition, List<Reading>> byPartition = divide(readings, connection);
    try {
      if (byPartition.size() == 1) {
        copyAll(byPartition, connection);
      } else {
        connection.setAutoCommit(false);
        copyAll(byPartition, connection);
        connection.commit();
        connection.setAutoCommit(true);
      }
      var fresh = new BitSet(readings.size());
      fresh.set(0, readings.size());
      return new TelemetryStore.Appended(fresh, 0);
    } catch (SQLException e) {
      if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      return appendWithRepeats(readings, byPartition, connection);
    }
  }

  private Map<Partitions.Partition, List<Reading>> divide(
      List<Reading> readings, Connection connection) throws SQLException {
    var divided = new LinkedHashMap<Partitions.Partition, List<Reading>>();
    Partitions.@Nullable Partition last = null;
    long lastHour = Long.MIN_VALUE;
    @Nullable Reading lastUse = null;
    List<Reading> part = List.of();
    for (Reading reading : readings) {
      if (lastUse == null
          || lastUse.device() != reading.device()
          || lastUse.metrics() != reading.metrics()) {
        lastUse = reading;
        int set = sets.of(reading.metrics(), connection);
        sets.noteUse(reading.device().number(), set, connection);
      }
      if (last == null || !last.covers(reading.ts())) {
        last = partitions.of(reading.ts(), connection);
        part = divided.computeIfAbsent(last, any -> new ArrayList<>(readings.size()));
      }
      part.add(reading);
      long hour = Rollups.hourOf(reading.ts());
      if (hour != lastHour) {
        rollups.touch(hour, connection);
        lastHour = hour;
      }
    }
    return divided;
  }

  private void copyAll(Map<Partitions.Partition, List<Reading>> byPartition, Connection connection)
      throws SQLException {
    for (Map.Entry<Partitions.Partition, List<Reading>> part : byPartition.entrySet()) {
      copy(part.getValue(), part.getKey().table(), connection);
    }
  }

  private void copy(List<Reading> readings, String table, Connection connection)
      throws SQLException {
    buffer.start();
    @Nullable MetricSet last = null;
    int id = 0;
    for (Reading reading : readings) {
      if (reading.metrics() != last) {
        last = reading.metrics();
        id = sets.of(last, connection);
      }
      buffer.add(reading, id);
    }
    buffer.finish();
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + table + COLUMNS + " from stdin binary");
    try {
      copy.writeToCopy(buffer.array(), 0, buffer.length());
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /**
   * The slow way, for a batch in which a key repeats. A row that is already there under our own
   * arrival was committed by a try whose answer was lost, so it is fresh all the same.
   */
  private TelemetryStore.Appended appendWithRepeats(
      List<Reading> readings,
      Map<Partitions.Partition, List<Reading>> byPartition,
      Connection connection)
      throws SQLException {
    var positions = new HashMap<Long, Integer>();
    for (int i = 0; i < readings.size(); i++) {
      positions.put(readings.get(i).arrival(), i);
    }
    var fresh = new BitSet(readings.size());
    int conflicts = 0;
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          create temporary table if not exists incoming
            (ts bigint, arrival bigint, device integer, metric_set integer, vals float8[])
            on commit delete rows
          """);
      for (Map.Entry<Partitions.Partition, List<Reading>> part : byPartition.entrySet()) {
        String table = part.getKey().table();
        copy(part.getValue(), "incoming", connection);
        statement.execute(
            "insert into "
                + table
                + COLUMNS
                + " select ts, arrival, device, metric_set, vals from incoming order by arrival"
                + " on conflict do nothing");
        try (var rows =
            statement.executeQuery(
                """
                select i.arrival, i.arrival = r.arrival, i.vals is distinct from r.vals
                from incoming i join %s r using (device, ts, metric_set)
                """
                    .formatted(table))) {
          while (rows.next()) {
            if (rows.getBoolean(2)) {
              fresh.set(requireNonNull(positions.get(rows.getLong(1))));
            } else if (rows.getBoolean(3)) {
              conflicts++;
            }
          }
        }
        statement.execute("truncate incoming");
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
    return new TelemetryStore.Appended(fresh, conflicts);
  }

  private Connection connected() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = database.openJdbc();
      connection = open;
    }
    return open;
  }

  /** Lets the connection go; the next append opens another. */
  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        // A broken connection may wait long for a polite farewell.
        open.abort(Runnable::run);
      } catch (SQLException e) {
        throw new java.io.UncheckedIOException(new IOException("closing a connection", e));
      }
    }
  }
}
