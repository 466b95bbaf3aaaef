package dev.fieldcare.base;

import dev.fieldcare.base.Database.Coordinates;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One data directory of PostgreSQL, with its programs, its password and its flags: makes it,
 * launches a server on it, finds one left running, stops one. Keeps no state of what runs.
 */
final class PostgresCluster {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);
  static final String USER = "fieldcare";
  private static final int TAIL_LINES = 12;
  private static final long KEEP_LOG_BYTES = 16 << 20;

  private final Path dataDirectory;
  private final Path directory;
  private final Path programs;
  private final PostgresAccount account;
  private final String password;
  private final PostgresFlags flags;

  private PostgresCluster(
      Path dataDirectory,
      Path programs,
      PostgresAccount account,
      String password,
      PostgresFlags flags) {
    this.dataDirectory = dataDirectory;
    this.directory = dataDirectory.resolve("postgres");
    this.programs = programs;
    this.account = account;
    this.password = password;
    this.flags = flags;
  }

  /** Unpacks and initialises what is not there yet. */
  static PostgresCluster in(Path dataDirectory, Map<String, String> settings) throws IOException {
    PostgresAccount account = PostgresAccount.forDirectory(dataDirectory);
    Path programs = PostgresBinaries.unpacked(account, dataDirectory).resolve("bin");
    String password = password(dataDirectory.resolve("password"), account);
    var cluster =
        new PostgresCluster(
            dataDirectory, programs, account, password, PostgresFlags.with(settings));
    if (Files.exists(cluster.directory)) {
      account.own(cluster.directory);
    } else {
      cluster.initialise();
    }
    return cluster;
  }

  private static String password(Path file, PostgresAccount account) throws IOException {
    if (!Files.exists(file)) {
      var random = new byte[16];
      new SecureRandom().nextBytes(random);
      Path draft = file.resolveSibling("password.new");
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, HexFormat.of().formatHex(random) + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
    account.own(file);
    return Files.readString(file).trim();
  }

  private void initialise() throws IOException {
    LOG.info("initialising a database in {}", directory);
    Path draft = dataDirectory.resolve("postgres.new");
    PostgresBinaries.deleteAll(draft);
    Files.createDirectory(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    account.own(draft);
    long from = logSize();
    Process process =
        builder(
                account.command(
                    List.of(
                        programs.resolve("initdb").toString(),
                        "-D",
                        draft.toString(),
                        "-U",
                        USER,
                        "--pwfile=" + dataDirectory.resolve("password"),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--locale=C.UTF-8")))
            .start();
    if (exitOf(process) != 0) {
      throw failed("initdb could not make a database in " + draft, from);
    }
    Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  private static int exitOf(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a program of PostgreSQL ran", e);
    }
  }

  private ProcessBuilder builder(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.directory(dataDirectory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.equals("LANG"));
    builder.environment().put("LC_ALL", "C");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    return builder;
  }

  Path directory() {
    return directory;
  }

  Coordinates coordinates(int port, String database) {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    return new Coordinates(url, USER, password);
  }

  /** A server that outlived its master; a stale note of a dead one is cleared away. */
  Optional<PostmasterFile> orphan() throws IOException {
    Optional<PostmasterFile> file = PostmasterFile.read(directory);
    if (file.isPresent() && file.get().process(directory).isPresent()) {
      return file;
    }
    // The directory is locked by us: whatever wears that pid now is not a PostgreSQL of ours, but
    // PostgreSQL would take it for one.
    Files.deleteIfExists(PostmasterFile.in(directory));
    return Optional.empty();
  }

  /** Whether the server on that port runs with our flags and knows our password. */
  boolean isOurs(int port) throws IOException {
    if (!PostgresFlags.isRunningAs(command(port), directory)) {
      return false;
    }
    try (Connection connection = Database.openJdbc(coordinates(port, "postgres"))) {
      return connection.isValid(5);
    } catch (SQLException e) {
      LOG.info("the PostgreSQL on port {} does not answer as ours: {}", port, e.getMessage());
      return false;
    }
  }

  private List<String> command(int port) {
    return flags.command(programs.resolve("postgres"), directory, port);
  }

  /** Starts a server, without waiting for it to be ready. */
  ProcessHandle launch(int port) throws IOException {
    orphan()
        .ifPresent(
            left -> {
              throw Problem.conflict(
                  "database.running", "a PostgreSQL, process " + left.pid() + ", still runs");
            });
    if (!PortHolder.isFree(port)) {
      throw portTaken(port);
    }
    startNewLogWhenLong();
    return builder(withoutTerminal(account.command(command(port)))).start().toHandle();
  }

  private static Problem portTaken(int port) {
    return Problem.conflict(
        "database.port-taken",
        "port "
            + port
            + ", where the embedded PostgreSQL should listen, is taken"
            + PortHolder.find(port).map(holder -> " by " + holder).orElse("")
            + "; free it or set database.port (FIELDCARE_DATABASE_PORT) to another, 0 for any free"
            + " one");
  }

  /** In a session of its own, so that Ctrl-C reaches us, who then stop it in good order. */
  private static List<String> withoutTerminal(List<String> command) {
    if (!Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      return command;
    }
    var detached = new ArrayList<>(List.of("/usr/bin/setsid"));
    detached.addAll(command);
    return detached;
  }

  /** Blocks while the server starts or recovers; a server that ends is a Problem with its log. */
  void awaitReady(ProcessHandle process, BooleanSupplier givenUp) throws IOException {
    long started = System.nanoTime();
    long toldSeconds = 5;
    while (!isReady(process)) {
      if (!process.isAlive() || givenUp.getAsBoolean()) {
        throw failed("PostgreSQL ended while starting", 0);
      }
      long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();
      if (seconds >= toldSeconds) {
        LOG.info("PostgreSQL has been recovering for {} s", seconds);
        toldSeconds *= 2;
      }
      waitFor(process, Duration.ofMillis(10));
    }
  }

  private boolean isReady(ProcessHandle process) {
    return PostmasterFile.read(directory)
        .filter(file -> file.pid() == process.pid() && file.isReady())
        .isPresent();
  }

  /** Fast shutdown; when that takes longer than the limit, an immediate one. */
  static void stop(ProcessHandle process, Duration limit) {
    signal(process, "INT");
    if (!waitFor(process, limit)) {
      LOG.warn("PostgreSQL did not stop within {} s; it will recover next time", limit.toSeconds());
      signal(process, "QUIT");
      if (!waitFor(process, Duration.ofSeconds(2))) {
        process.destroyForcibly();
      }
    }
  }

  private static void signal(ProcessHandle process, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it ended within the limit. */
  private static boolean waitFor(ProcessHandle process, Duration limit) {
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  private Path log() {
    return dataDirectory.resolve("postgres.log");
  }

  private long logSize() throws IOException {
    return Files.exists(log()) ? Files.size(log()) : 0;
  }

  private void startNewLogWhenLong() throws IOException {
    if (logSize() > KEEP_LOG_BYTES) {
      Files.move(
          log(), dataDirectory.resolve("postgres.log.old"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Problem failed(String what, long from) throws IOException {
    return new Problem(
        Problem.Kind.UNAVAILABLE,
        "database.start",
        what + "; its log (" + log() + ") ends:\n" + tail(from));
  }

  private String tail(long from) throws IOException {
    if (!Files.exists(log())) {
      return "";
    }
    try (var file = new RandomAccessFile(log().toFile(), "r")) {
      long start = Math.max(from, file.length() - 4096);
      file.seek(start);
      var bytes = new byte[(int) (file.length() - start)];
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
  }
}
