package dev.fieldcare.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DatabaseTest {
  private final Vertx vertx = Vertx.vertx();
  private Path directory = Path.of("unset");

  @BeforeEach
  void makeDirectory() throws Exception {
    directory = Files.createTempDirectory("fieldcare-database-");
  }

  @AfterEach
  void clear() throws Exception {
    await(vertx.close());
    PostgresBinaries.deleteAll(directory);
  }

  @Test
  void the_pool_reconnects_by_itself_when_the_server_was_killed() throws Exception {
    try (Database database = await(Database.open(vertx, DatabaseSettings.embedded(0), directory))) {
      EmbeddedPostgres postgres = database.embedded().orElseThrow();
      assertEquals(0, count(database, "devices"));

      assertEquals(
          0, new ProcessBuilder("kill", "-KILL", Long.toString(postgres.pid())).start().waitFor());
      EmbeddedPostgresTest.await(() -> postgres.restarts() == 1);

      assertEquals(0, count(database, "devices"));
    }
  }

  @Test
  void tables_are_made_once_and_found_again() throws Exception {
    await(Database.open(vertx, DatabaseSettings.embedded(0), directory)).close();
    try (Database again = await(Database.open(vertx, DatabaseSettings.embedded(0), directory))) {
      assertEquals(0, count(again, "journal"));
      assertFalse(again.embedded().isEmpty());
    }
  }

  @Test
  void a_changed_migration_is_not_overlooked() throws Exception {
    try (Database database = TestDatabase.open(vertx)) {
      try (Connection connection = database.openJdbc();
          Statement statement = connection.createStatement()) {
        statement.execute("UPDATE flyway_schema_history SET checksum = 0 WHERE version = '1'");
      }
      Problem problem =
          assertThrows(Problem.class, () -> FirstConnection.prepare(database.coordinates()));
      assertEquals("database.migration", problem.code());
    }
  }

  @Test
  void a_database_may_be_given_by_url() throws Exception {
    try (Database other = TestDatabase.open(vertx)) {
      Database.Coordinates there = other.coordinates();
      String url =
          there.jdbcUrl().replace("jdbc:postgresql://", "postgresql://" + there.user() + ":x@");
      var settings = new DatabaseSettings(url, null, there.password(), 0);
      try (Database database = await(Database.open(vertx, settings, directory))) {
        assertEquals(0, count(database, "journal"));
        assertTrue(database.embedded().isEmpty());
      }
    }
  }

  @Test
  void a_malformed_url_is_refused_without_repeating_its_password() {
    for (String url : new String[] {"mysql://a:secret@b/c", "postgresql://a:secret@", "secret"}) {
      var settings = new DatabaseSettings(url, null, null, 0);
      Problem problem = assertThrows(Problem.class, () -> DatabaseUrl.parse(settings));
      assertEquals("database.url", problem.code());
      assertFalse(problem.message().contains("secret"), problem.message());
    }
  }

  @Test
  void a_wrong_password_is_a_problem_that_names_the_database() throws SQLException {
    try (Database other = TestDatabase.open(vertx)) {
      String url = other.coordinates().jdbcUrl().substring("jdbc:".length());
      var settings = new DatabaseSettings(url, "fieldcare", "guess", 0);
      Problem problem =
          assertThrows(Problem.class, () -> await(Database.open(vertx, settings, directory)));
      assertTrue(problem.message().contains("127.0.0.1"), problem.message());
    }
  }

  private static int count(Database database, String table) throws Exception {
    return await(
        database
            .pool()
            .query("SELECT count(*)::int FROM " + table)
            .execute()
            .map(rows -> rows.iterator().next().getInteger(0)));
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
