package dev.fieldcare.base;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fresh, migrated databases for tests, all in one embedded PostgreSQL that is started with the
 * first of them and stopped with the JVM.
 */
public final class TestDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private TestDatabase() {}

  /** Blocks. The caller may close it; it goes with the JVM anyway. */
  public static Database open(Vertx vertx) {
    String name = "test_" + NUMBER.incrementAndGet();
    try (Connection connection =
            Database.openJdbc(Server.POSTGRES.coordinates().withDatabase("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " TEMPLATE template_of_tests");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return Database.open(vertx, Server.POSTGRES.coordinates().withDatabase(name), null);
  }

  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        Path directory = Files.createTempDirectory("fieldcare-test-");
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(directory, 0, Map.of("shared_buffers", "64MB", "fsync", "off"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres, directory)));
        FirstConnection.prepare(postgres.coordinates().withDatabase("template_of_tests"));
        return postgres;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop(EmbeddedPostgres postgres, Path directory) {
      postgres.close();
      try {
        PostgresBinaries.deleteAll(directory);
      } catch (IOException e) {
        System.err.println("left behind: " + directory + ": " + e);
      }
    }
  }
}
