package dev.fieldcare.base.backup;

import dev.fieldcare.base.DatabaseVisit;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;

/** Writes every table as COPY gives it, all of them as of one moment. Blocks. */
final class DatabaseDump {
  /** Flyway keeps its own record; restoring writes it anew. */
  static final String HISTORY = "flyway_schema_history";

  private static final String TABLES =
      """
      SELECT c.relname FROM pg_class c
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
        AND NOT c.relispartition AND c.relname <> ?
      ORDER BY 1
      """;

  private static final String COLUMNS =
      """
      SELECT attname FROM pg_attribute
      WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      ORDER BY attnum
      """;

  private static final String PARTITIONS =
      """
      SELECT c.relname, pg_get_expr(c.relpartbound, c.oid)
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = ?::regclass AND c.relispartition ORDER BY 1
      """;

  private static final String SEQUENCES =
      """
      SELECT sequencename, last_value FROM pg_sequences
      WHERE schemaname = current_schema() ORDER BY 1
      """;

  private final Connection connection;

  DatabaseDump(DatabaseVisit visit) {
    this.connection = visit.connection();
  }

  /** The last migration that the tables have had. */
  int schema() {
    return Integer.parseInt(
        texts("SELECT max(version::int)::text FROM " + HISTORY + " WHERE success").getFirst());
  }

  List<Manifest.Table> tables(ZipOutputStream zip, Told told) throws IOException {
    var written = new ArrayList<Manifest.Table>();
    for (String name : texts(TABLES, HISTORY)) {
      written.add(table(name, zip, told));
    }
    return written;
  }

  private Manifest.Table table(String name, ZipOutputStream zip, Told told) throws IOException {
    List<String> columns = texts(COLUMNS, name);
    List<Manifest.Partition> partitions =
        pairs(PARTITIONS, name).stream()
            .map(each -> new Manifest.Partition(each[0], each[1]))
            .toList();
    var table = new Manifest.Table(name, columns, partitions, 0, "");
    zip.putNextEntry(new ZipEntry(table.entry()));
    var passing = new Passing(zip, name, told);
    // a partitioned table is only copied through a query
    String copy = "COPY (SELECT %s FROM %s) TO STDOUT".formatted(String.join(", ", columns), name);
    try {
      long rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copy, passing);
      zip.closeEntry();
      return new Manifest.Table(name, columns, partitions, rows, passing.hash());
    } catch (SQLException e) {
      throw failed(name, e);
    }
  }

  List<Manifest.Sequence> sequences() {
    return pairs(SEQUENCES).stream()
        .map(each -> new Manifest.Sequence(each[0], each[1] == null ? null : Long.valueOf(each[1])))
        .toList();
  }

  private List<String> texts(String sql, String... arguments) {
    return rows(sql, 1, arguments).stream().map(each -> each[0]).toList();
  }

  private List<String[]> pairs(String sql, String... arguments) {
    return rows(sql, 2, arguments);
  }

  private List<String[]> rows(String sql, int columns, String... arguments) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      var found = new ArrayList<String[]>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          var row = new String[columns];
          for (int i = 0; i < columns; i++) {
            row[i] = rows.getString(i + 1);
          }
          found.add(row);
        }
      }
      return found;
    } catch (SQLException e) {
      throw failed("the catalogue", e);
    }
  }

  private static Problem failed(String what, SQLException e) {
    return Problem.unavailable("backup.database", what + " cannot be read: " + e.getMessage(), e);
  }
}
