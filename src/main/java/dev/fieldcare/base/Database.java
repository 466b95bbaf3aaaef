package dev.fieldcare.base;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.Function;

/**
 * The one relational database: a reactive pool for ordinary work and plain JDBC connections for
 * what wants COPY or its own thread.
 */
public final class Database {

  /** Where the database is and who we are there; {@code jdbcUrl} carries no password. */
  public record Coordinates(String jdbcUrl, String user, String password) {
    @Override
    public String toString() {
      return jdbcUrl + " as " + user;
    }
  }

  private final Coordinates coordinates;
  private final Pool pool;

  public Database(Coordinates coordinates, Pool pool) {
    this.coordinates = coordinates;
    this.pool = pool;
  }

  public Pool pool() {
    return pool;
  }

  /** Succeeds with the work's result once it is committed; fails, rolled back, with its failure. */
  public <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
    return pool.withTransaction(work);
  }

  /** A new JDBC connection; the caller closes it. Blocks: never on an event loop. */
  public Connection openJdbc() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", coordinates.user());
    properties.setProperty("password", coordinates.password());
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "5");
    return java.sql.DriverManager.getConnection(coordinates.jdbcUrl(), properties);
  }

  public Coordinates coordinates() {
    return coordinates;
  }
}
