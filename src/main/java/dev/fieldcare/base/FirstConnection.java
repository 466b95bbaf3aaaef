package dev.fieldcare.base;

import dev.fieldcare.base.Database.Coordinates;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What is done once before a database is used: it is created if missing, its version checked, its
 * tables brought up to date.
 */
final class FirstConnection {
  private static final int OLDEST_MAJOR = 15;
  private static final String NO_SUCH_DATABASE = "3D000";

  private FirstConnection() {}

  static void prepare(Coordinates coordinates) {
    try (Connection connection = connect(coordinates)) {
      int major = connection.getMetaData().getDatabaseMajorVersion();
      if (major < OLDEST_MAJOR) {
        throw new Problem(
            Problem.Kind.UNAVAILABLE,
            "database.too-old",
            coordinates + " is PostgreSQL " + major + "; expected " + OLDEST_MAJOR + " or newer");
      }
      Migrations.apply(coordinates, connection);
    } catch (SQLException e) {
      throw unreachable(coordinates, e);
    }
  }

  /** Makes the database if there is none of its name. */
  static void create(Coordinates coordinates) {
    try {
      connect(coordinates).close();
    } catch (SQLException e) {
      throw unreachable(coordinates, e);
    }
  }

  private static Problem unreachable(Coordinates coordinates, SQLException e) {
    return Problem.unavailable(
        "database.unreachable",
        "cannot use the database " + coordinates + ": " + e.getMessage(),
        e);
  }

  private static Connection connect(Coordinates coordinates) throws SQLException {
    try {
      return Database.openJdbc(coordinates);
    } catch (SQLException e) {
      if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
        throw e;
      }
      make(coordinates);
      return Database.openJdbc(coordinates);
    }
  }

  private static void make(Coordinates coordinates) throws SQLException {
    String path = coordinates.jdbcUrl().replaceFirst("\\?.*", "");
    String name = path.substring(path.lastIndexOf('/') + 1);
    try (Connection connection = Database.openJdbc(coordinates.withDatabase("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
    }
  }
}
