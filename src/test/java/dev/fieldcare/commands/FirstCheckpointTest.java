package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a start had to feed again is not fed again by the next one. */
class FirstCheckpointTest {
  private final Path home = Path.of(System.getProperty("fieldcare.home", "."));

  @Test
  void a_server_writes_a_checkpoint_when_it_starts_not_only_when_one_is_due() throws Exception {
    try (var server = ScratchServer.start(home, Map.of("FIELDCARE_STABILITY_CHECKPOINT", "10h"));
        Connection database = server.database()) {
      long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!hasCheckpoint(database)) {
        assertTrue(System.nanoTime() < until, "no checkpoint within 60 s of the start");
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private static boolean hasCheckpoint(Connection database) throws Exception {
    try (var statement = database.createStatement();
        var rows = statement.executeQuery("select count(*) from stability_checkpoint")) {
      rows.next();
      return rows.getInt(1) == 1;
    }
  }
}
