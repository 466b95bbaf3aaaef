package dev.fieldcare.base;

import dev.fieldcare.base.Database.Coordinates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that only reads, all of it as of one moment, for commands that look into the
 * database beside the server. An embedded one that does not run is started for as long.
 */
public final class DatabaseVisit implements AutoCloseable {
  private final Connection connection;
  private final @Nullable EmbeddedPostgres started;

  private DatabaseVisit(Connection connection, @Nullable EmbeddedPostgres started) {
    this.connection = connection;
    this.started = started;
  }

  /**
   * Blocks; changes nothing, not even the schema.
   *
   * @throws Problem naming the database that cannot be reached or the directory that holds none
   */
  public static DatabaseVisit of(DatabaseSettings settings, Path dataDirectory) {
    if (settings.url() != null) {
      return of(DatabaseUrl.parse(settings), null);
    }
    Optional<Coordinates> running = running(dataDirectory);
    if (running.isPresent()) {
      return of(running.get(), null);
    }
    mustBeThere(dataDirectory);
    EmbeddedPostgres postgres = EmbeddedPostgres.start(dataDirectory, 0);
    try {
      return of(postgres.coordinates(), postgres);
    } catch (Problem e) {
      postgres.close();
      throw e;
    }
  }

  static DatabaseVisit of(Coordinates coordinates, @Nullable EmbeddedPostgres started) {
    try {
      Connection connection = Database.openJdbc(coordinates);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      return new DatabaseVisit(connection, started);
    } catch (SQLException e) {
      throw Problem.unavailable(
          "database.unreachable",
          "cannot use the database " + coordinates + ": " + e.getMessage(),
          e);
    }
  }

  static void mustBeThere(Path dataDirectory) {
    if (!Files.isDirectory(dataDirectory.resolve("postgres"))) {
      throw Problem.notFound(
          "database.none", dataDirectory + ": expected the data of a server, found no database");
    }
  }

  /** Where the embedded database is, if somebody runs it. */
  static Optional<Coordinates> running(Path dataDirectory) {
    Path cluster = dataDirectory.resolve("postgres");
    Optional<PostmasterFile> file =
        PostmasterFile.read(cluster)
            .filter(PostmasterFile::isReady)
            .filter(found -> found.process(cluster).isPresent());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Path password = dataDirectory.resolve("password");
    try {
      String url = "jdbc:postgresql://127.0.0.1:" + file.get().port() + "/fieldcare";
      String secret = Files.readString(password).trim();
      return Optional.of(new Coordinates(url, PostgresCluster.USER, secret));
    } catch (IOException e) {
      throw Problem.unavailable("database.password", password + " cannot be read: " + e, e);
    }
  }

  /** Ends with the visit. */
  public Connection connection() {
    return connection;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw Problem.unavailable("database.close", "the database did not let go: " + e, e);
    } finally {
      if (started != null) {
        started.close();
      }
    }
  }
}
