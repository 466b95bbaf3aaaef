package dev.fieldcare.base.backup;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.ZipFile;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Fills empty tables with the rows of a backup, in the caller's transaction. Blocks. */
final class DatabaseLoad {
  private static final int PIECE = 1 << 16;

  private final Connection connection;
  private final ZipFile zip;
  private final Told told;

  DatabaseLoad(Connection connection, ZipFile zip, Told told) {
    this.connection = connection;
    this.zip = zip;
    this.told = told;
  }

  /**
   * Fails with {@code backup.altered} when rows are not those that were written, with {@code
   * restore.rows} when the tables would not take them.
   */
  void fill(Manifest manifest) throws IOException {
    run("triggers", "SET LOCAL session_replication_role = replica"); // rows come as they were
    // what migrations put there comes from the backup
    run(
        "tables",
        "TRUNCATE "
            + String.join(", ", manifest.tables().stream().map(Manifest.Table::name).toList()));
    for (Manifest.Table table : manifest.tables()) {
      fill(table);
    }
    for (Manifest.Sequence sequence : manifest.sequences()) {
      set(sequence);
    }
    run("triggers", "SET LOCAL session_replication_role = origin");
  }

  private void fill(Manifest.Table table) throws IOException {
    for (Manifest.Partition each : table.partitions()) {
      run(
          each.name(),
          "CREATE TABLE IF NOT EXISTS %s PARTITION OF %s %s"
              .formatted(each.name(), table.name(), each.bound()));
    }
    String copy =
        "COPY %s (%s) FROM STDIN".formatted(table.name(), String.join(", ", table.columns()));
    try (InputStream in = zip.getInputStream(zip.getEntry(table.entry()))) {
      CopyIn into = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
      var passing = new Passing(new Rows(into), table.name(), told);
      passing.takeAll(in);
      long rows = into.endCopy();
      String hash = passing.hash();
      if (rows != table.rows() || !hash.equals(table.sha256())) {
        throw Problem.badInput(
            "backup.altered",
            "%s: expected %,d rows of hash %s, found %,d of %s"
                .formatted(table.name(), table.rows(), table.sha256(), rows, hash));
      }
    } catch (SQLException e) {
      throw failed(table.name(), e);
    }
  }

  private void set(Manifest.Sequence sequence) {
    if (sequence.last() == null) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT setval(?::regclass, ?)")) {
      statement.setString(1, sequence.name());
      statement.setLong(2, sequence.last());
      statement.executeQuery().close();
    } catch (SQLException e) {
      throw failed(sequence.name(), e);
    }
  }

  private void run(String what, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failed(what, e);
    }
  }

  private static Problem failed(String what, SQLException e) {
    return Problem.unavailable("restore.rows", what + " cannot be filled: " + e.getMessage(), e);
  }

  /** Rows on their way into a table. */
  private static final class Rows extends OutputStream {
    private final CopyIn into;

    Rows(CopyIn into) {
      this.into = into;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] some, int from, int length) throws IOException {
      try {
        for (int at = 0; at < length; at += PIECE) {
          into.writeToCopy(some, from + at, Math.min(PIECE, length - at));
        }
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }
  }
}
