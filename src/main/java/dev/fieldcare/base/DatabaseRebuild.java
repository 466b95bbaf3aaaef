package dev.fieldcare.base;

import dev.fieldcare.base.Database.Coordinates;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The database of an installation that is to be filled anew, without a server: its own one is
 * started for as long and kept from others. Blocks.
 */
public final class DatabaseRebuild implements AutoCloseable {
  private final Coordinates coordinates;
  private final @Nullable EmbeddedPostgres embedded;

  private DatabaseRebuild(Coordinates coordinates, @Nullable EmbeddedPostgres embedded) {
    this.coordinates = coordinates;
    this.embedded = embedded;
  }

  /**
   * @throws Problem with {@code data.in-use} when a server runs on that directory
   */
  public static DatabaseRebuild of(DatabaseSettings settings, Path dataDirectory) {
    EmbeddedPostgres embedded =
        settings.url() == null ? EmbeddedPostgres.start(dataDirectory, 0) : null;
    Coordinates coordinates =
        embedded == null ? DatabaseUrl.parse(settings) : embedded.coordinates();
    try {
      FirstConnection.create(coordinates);
      return new DatabaseRebuild(coordinates, embedded);
    } catch (Problem e) {
      if (embedded != null) {
        embedded.close();
      }
      throw e;
    }
  }

  /** The last migration that this program brings. */
  public static int newest() {
    return Migrations.newest();
  }

  /** Whether anything was ever written into it. */
  public boolean isEmpty() {
    try (Connection connection = Database.openJdbc(coordinates);
        Statement statement = connection.createStatement()) {
      return !isTrue(statement, "SELECT to_regclass('journal') IS NOT NULL")
          || !isTrue(statement, "SELECT EXISTS (SELECT FROM journal)");
    } catch (SQLException e) {
      throw failed("looked into", e);
    }
  }

  private static boolean isTrue(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Everything in it is gone; the tables are those of this migration, without rows. */
  public void empty(int schema) {
    try (Connection connection = Database.openJdbc(coordinates);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS public CASCADE");
      statement.execute("CREATE SCHEMA public");
    } catch (SQLException e) {
      throw failed("emptied", e);
    }
    Migrations.to(coordinates, schema);
  }

  /** Takes what was filled in through the migrations that have come since. */
  public void bringUpToDate() {
    FirstConnection.prepare(coordinates);
  }

  /** The caller closes it. */
  public Connection open() throws SQLException {
    return Database.openJdbc(coordinates);
  }

  @Override
  public String toString() {
    return coordinates.toString();
  }

  private Problem failed(String what, SQLException e) {
    return Problem.unavailable(
        "database.rebuild",
        "the database " + coordinates + " cannot be " + what + ": " + e.getMessage(),
        e);
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
