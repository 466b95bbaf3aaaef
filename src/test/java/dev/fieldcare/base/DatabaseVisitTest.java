package dev.fieldcare.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DatabaseVisitTest {

  @Test
  void the_embedded_database_is_read_beside_its_server_and_without_it() throws Exception {
    Vertx vertx = Vertx.vertx();
    Path data = Files.createTempDirectory("fieldcare-visit-");
    DatabaseSettings settings = DatabaseSettings.embedded(0);
    try {
      assertThrows(Problem.class, () -> DatabaseVisit.of(settings, data));
      try (Database database = Await.get(Database.open(vertx, settings, data))) {
        var journal = new PgJournal(Clock.systemUTC());
        var entry = new Journal.Entry("user:me", "x:1", "x.done", new JsonObject());
        Await.get(database.transaction(transaction -> journal.append(transaction, entry)));
        assertEquals(1, seen(settings, data));
      }
      assertEquals(1, seen(settings, data));
    } finally {
      Await.get(vertx.close());
      PostgresBinaries.deleteAll(data);
    }
  }

  private static long seen(DatabaseSettings settings, Path data) throws SQLException, IOException {
    try (DatabaseVisit visit = DatabaseVisit.of(settings, data);
        Statement statement = visit.connection().createStatement()) {
      assertThrows(SQLException.class, () -> statement.execute("CREATE TABLE t (a int)"));
      visit.connection().rollback();
      return new JournalReader(visit).head().seq();
    }
  }
}
