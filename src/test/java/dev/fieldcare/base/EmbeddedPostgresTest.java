package dev.fieldcare.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EmbeddedPostgresTest {
  private static final Map<String, String> SMALL = Map.of("shared_buffers", "32MB");

  private Path directory = Path.of("unset");

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("fieldcare-postgres-");
  }

  @AfterEach
  void removeDirectory() throws IOException {
    PostgresBinaries.deleteAll(directory);
  }

  @Test
  void committed_rows_survive_the_death_of_the_server() throws Exception {
    try (var postgres = start(0)) {
      execute(postgres, "CREATE TABLE kept (x int)");
      execute(postgres, "INSERT INTO kept VALUES (1), (2)");
      long dead = postgres.pid();

      kill(dead);

      await(() -> postgres.restarts() == 1);
      assertTrue(postgres.awaitReady(Duration.ofSeconds(30)));
      assertFalse(dead == postgres.pid());
      assertEquals("2", ask(postgres, "SELECT count(*) FROM kept"));
    }
  }

  @Test
  void it_is_restarted_as_often_as_it_dies() throws Exception {
    try (var postgres = start(0)) {
      for (int round = 1; round <= 3; round++) {
        int expected = round;
        kill(postgres.pid());
        await(() -> postgres.restarts() == expected);
        assertEquals("1", ask(postgres, "SELECT 1"));
      }
    }
  }

  @Test
  void what_was_asked_for_durability_is_on() throws Exception {
    try (var postgres = start(0)) {
      assertEquals("on", ask(postgres, "SHOW fsync"));
      assertEquals("on", ask(postgres, "SHOW synchronous_commit"));
      assertEquals("on", ask(postgres, "SHOW full_page_writes"));
      assertEquals("127.0.0.1", ask(postgres, "SHOW listen_addresses"));
    }
  }

  @Test
  void the_password_is_needed_and_only_ours_to_read() throws Exception {
    try (var postgres = start(0)) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(directory.resolve("password"))));
      var wrong =
          new Database.Coordinates(postgres.coordinates().jdbcUrl(), PostgresCluster.USER, "guess");
      assertEquals(
          "28P01", assertThrows(SQLException.class, () -> Database.openJdbc(wrong)).getSQLState());
    }
  }

  @Test
  void a_port_that_is_taken_is_named_with_its_holder() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Problem problem = assertThrows(Problem.class, () -> start(other.getLocalPort()));
      assertEquals("database.port-taken", problem.code());
      assertTrue(problem.message().contains(Integer.toString(other.getLocalPort())));
      assertTrue(problem.message().contains("FIELDCARE_DATABASE_PORT"));
      if (Files.exists(Path.of("/proc/net/tcp"))) {
        String self = "process " + ProcessHandle.current().pid();
        assertTrue(problem.message().contains(self), problem.message());
      }
    }
  }

  @Test
  void a_second_start_on_one_directory_is_refused() throws Exception {
    try (var postgres = start(0)) {
      Problem problem = assertThrows(Problem.class, () -> start(0));
      assertEquals("data.in-use", problem.code());
      assertTrue(problem.message().contains(directory.toString()));
      assertEquals("1", ask(postgres, "SELECT 1"));
    }
  }

  @Test
  void one_left_running_is_adopted_and_watched() throws Exception {
    var cluster = PostgresCluster.in(directory.toRealPath(), SMALL);
    int port = PortHolder.anyFree();
    ProcessHandle orphan = cluster.launch(port);
    cluster.awaitReady(orphan, () -> false);

    try (var postgres = start(port)) {
      assertEquals(orphan.pid(), postgres.pid());
      kill(orphan.pid());
      await(() -> postgres.restarts() == 1);
      assertEquals("1", ask(postgres, "SELECT 1"));
    }
  }

  @Test
  void one_left_running_with_other_settings_is_replaced() throws Exception {
    var cluster = PostgresCluster.in(directory.toRealPath(), Map.of("shared_buffers", "24MB"));
    ProcessHandle orphan = cluster.launch(PortHolder.anyFree());
    cluster.awaitReady(orphan, () -> false);

    try (var postgres = start(0)) {
      assertFalse(orphan.isAlive());
      assertEquals("32MB", ask(postgres, "SHOW shared_buffers"));
    }
  }

  @Test
  void a_stale_note_with_a_recycled_pid_is_no_hindrance() throws Exception {
    start(0).close();
    Path note = directory.resolve("postgres/postmaster.pid");
    Files.writeString(
        note, ProcessHandle.current().pid() + "\n" + directory.resolve("postgres") + "\n0\n5432\n");
    try (var postgres = start(0)) {
      assertEquals("1", ask(postgres, "SELECT 1"));
    }
  }

  @Test
  void a_failing_start_shows_what_postgres_says() throws Exception {
    var settings = Map.of("shared_buffers", "nonsense");
    Problem problem =
        assertThrows(Problem.class, () -> EmbeddedPostgres.start(directory, 0, settings));
    assertTrue(problem.message().contains("shared_buffers"), problem.message());
    start(0).close();
  }

  @Test
  void closing_stops_the_server_and_frees_the_directory() throws Exception {
    var postgres = start(0);
    long pid = postgres.pid();
    postgres.close();
    postgres.close();
    assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    start(0).close();
  }

  private EmbeddedPostgres start(int port) {
    return EmbeddedPostgres.start(directory, port, SMALL);
  }

  private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertTrue(rows.next());
      return String.valueOf(rows.getString(1));
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return Database.openJdbc(postgres.coordinates().withDatabase("postgres"));
  }

  private static void kill(long pid) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-KILL", Long.toString(pid)).start().waitFor());
  }

  static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "waited 30 s in vain");
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }
}
