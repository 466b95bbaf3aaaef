package dev.fieldcare.base;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one relational database: a reactive pool for ordinary work and plain JDBC connections for
 * what wants COPY or its own thread.
 */
public final class Database implements AutoCloseable {
  private static final int POOL_SIZE = 8;
  private static final int PIPELINING = 16;

  /** Where the database is and who we are there; {@code jdbcUrl} carries no password. */
  public record Coordinates(String jdbcUrl, String user, String password) {
    @Override
    public String toString() {
      return jdbcUrl + " as " + user;
    }

    /** The same server's database of another name. */
    Coordinates withDatabase(String name) {
      int slash = jdbcUrl.indexOf('/', jdbcUrl.indexOf("//") + 2);
      int query = jdbcUrl.indexOf('?');
      String rest = query < 0 ? "" : jdbcUrl.substring(query);
      return new Coordinates(jdbcUrl.substring(0, slash + 1) + name + rest, user, password);
    }
  }

  private final Coordinates coordinates;
  private final Pool pool;
  private final @Nullable EmbeddedPostgres embedded;

  private Database(Coordinates coordinates, Pool pool, @Nullable EmbeddedPostgres embedded) {
    this.coordinates = coordinates;
    this.pool = pool;
    this.embedded = embedded;
  }

  /**
   * Succeeds with a database that is up, of a version we know and with its tables up to date; the
   * embedded one lives in {@code dataDirectory}. Fails with a {@link Problem} that says what to do.
   */
  public static Future<Database> open(Vertx vertx, DatabaseSettings settings, Path dataDirectory) {
    return vertx.executeBlocking(
        () -> {
          if (settings.url() != null) {
            return open(vertx, DatabaseUrl.parse(settings), null);
          }
          EmbeddedPostgres embedded = EmbeddedPostgres.start(dataDirectory, settings.port());
          try {
            return open(vertx, embedded.coordinates(), embedded);
          } catch (RuntimeException e) {
            embedded.close();
            throw e;
          }
        },
        false);
  }

  /**
   * The database for a command that works in it beside the server, if one runs; tables are left as
   * they are. An embedded one that does not run is started for as long. Blocks.
   *
   * @throws Problem naming the directory that holds none
   */
  public static Database beside(Vertx vertx, DatabaseSettings settings, Path dataDirectory) {
    if (settings.url() != null) {
      Coordinates coordinates = DatabaseUrl.parse(settings);
      return new Database(coordinates, pool(vertx, coordinates), null);
    }
    Optional<Coordinates> running = DatabaseVisit.running(dataDirectory);
    if (running.isPresent()) {
      return new Database(running.get(), pool(vertx, running.get()), null);
    }
    DatabaseVisit.mustBeThere(dataDirectory);
    EmbeddedPostgres postgres = EmbeddedPostgres.start(dataDirectory, 0);
    return new Database(postgres.coordinates(), pool(vertx, postgres.coordinates()), postgres);
  }

  /** Blocks. */
  static Database open(Vertx vertx, Coordinates coordinates, @Nullable EmbeddedPostgres embedded) {
    FirstConnection.prepare(coordinates);
    return new Database(coordinates, pool(vertx, coordinates), embedded);
  }

  private static Pool pool(Vertx vertx, Coordinates coordinates) {
    PgConnectOptions connect =
        PgConnectOptions.fromUri(coordinates.jdbcUrl().substring("jdbc:".length()))
            .setUser(coordinates.user())
            .setPassword(coordinates.password())
            .setCachePreparedStatements(true)
            .setPipeliningLimit(PIPELINING)
            // bridges a restart of the server, so that work waits instead of failing
            .setReconnectAttempts(40)
            .setReconnectInterval(250);
    var size =
        new PoolOptions()
            .setMaxSize(POOL_SIZE)
            .setConnectionTimeout(30)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    return PgBuilder.pool().with(size).connectingTo(connect).using(vertx).build();
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
    return openJdbc(coordinates);
  }

  static Connection openJdbc(Coordinates coordinates) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", coordinates.user());
    properties.setProperty("password", coordinates.password());
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "5");
    return DriverManager.getConnection(coordinates.jdbcUrl(), properties);
  }

  public Coordinates coordinates() {
    return coordinates;
  }

  /** The server that is ours to run; empty when the database was given by URL. */
  public Optional<EmbeddedPostgres> embedded() {
    return Optional.ofNullable(embedded);
  }

  /** Closes the pool and stops the server, if it is ours. Blocks: never on an event loop. */
  @Override
  public void close() {
    try {
      pool.close().toCompletionStage().toCompletableFuture().get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      org.slf4j.LoggerFactory.getLogger(Database.class)
          .warn("the connections did not close in good order: {}", e.toString());
    }
    if (embedded != null) {
      embedded.close();
    }
  }
}
