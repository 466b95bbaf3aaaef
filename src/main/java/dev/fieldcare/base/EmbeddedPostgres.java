package dev.fieldcare.base;

import dev.fieldcare.base.Database.Coordinates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own: unpacked, initialised, started, started again when it dies, and stopped
 * with us. If we die, it lives on; the next start on the same data directory adopts it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final DirectoryLock lock;
  private final PostgresCluster cluster;
  private final Coordinates coordinates;
  private final int port;

  private final Object gate = new Object();
  private ProcessHandle process;
  private int restarts;
  private boolean ready = true;
  private boolean closing;
  private @Nullable String lastFailure;

  private EmbeddedPostgres(
      DirectoryLock lock, PostgresCluster cluster, ProcessHandle process, int port) {
    this.lock = lock;
    this.cluster = cluster;
    this.process = process;
    this.port = port;
    this.coordinates = cluster.coordinates(port, "fieldcare");
  }

  /**
   * Blocks until the server answers: well under a second on an existing directory, seconds on the
   * first start, longer when it has to recover from a crash.
   *
   * @param port 0 for any free one
   * @throws Problem naming the directory or port that was in the way
   */
  public static EmbeddedPostgres start(Path dataDirectory, int port) {
    return start(dataDirectory, port, Map.of());
  }

  /** The same with settings of postgresql.conf laid over ours. */
  static EmbeddedPostgres start(Path dataDirectory, int port, Map<String, String> settings) {
    try {
      Files.createDirectories(dataDirectory);
      DirectoryLock lock = DirectoryLock.take(dataDirectory);
      boolean started = false;
      try {
        var cluster = PostgresCluster.in(dataDirectory.toRealPath(), settings);
        var postgres = start(lock, cluster, port);
        started = true;
        return postgres;
      } finally {
        if (!started) {
          lock.close();
        }
      }
    } catch (IOException e) {
      throw Problem.unavailable(
          "database.start", "cannot start PostgreSQL in " + dataDirectory + ": " + e, e);
    }
  }

  private static EmbeddedPostgres start(DirectoryLock lock, PostgresCluster cluster, int port)
      throws IOException {
    Optional<PostmasterFile> orphan = cluster.orphan();
    if (orphan.isPresent()) {
      ProcessHandle process = orphan.get().process(cluster.directory()).orElseThrow();
      int itsPort = orphan.get().port();
      if ((port == 0 || port == itsPort) && cluster.isOurs(itsPort)) {
        LOG.info(
            "adopting the PostgreSQL left running, process {}, port {}", process.pid(), itsPort);
        return watched(new EmbeddedPostgres(lock, cluster, process, itsPort));
      }
      LOG.info("stopping the PostgreSQL left running, process {}", process.pid());
      PostgresCluster.stop(process, Duration.ofSeconds(60));
    }
    int chosen = port == 0 ? PortHolder.anyFree() : port;
    ProcessHandle process = cluster.launch(chosen);
    cluster.awaitReady(process, () -> false);
    LOG.info("PostgreSQL is ready on port {}", chosen);
    return watched(new EmbeddedPostgres(lock, cluster, process, chosen));
  }

  private static EmbeddedPostgres watched(EmbeddedPostgres postgres) {
    Thread.ofPlatform().name("postgres-keeper").daemon(true).start(postgres::keep);
    return postgres;
  }

  /** Waits for the process to die and starts another, until closed. */
  private void keep() {
    while (true) {
      process().onExit().join();
      synchronized (gate) {
        if (closing) {
          return;
        }
        ready = false;
      }
      LOG.warn("PostgreSQL (process {}) has died; starting it again", process().pid());
      if (!restart()) {
        return;
      }
    }
  }

  /** False when closed meanwhile. */
  private boolean restart() {
    // The dead server's last backends may take a moment to notice and let go of its memory.
    long pauseMillis = 50;
    while (true) {
      try {
        ProcessHandle next;
        synchronized (gate) {
          if (closing) {
            return false;
          }
          next = cluster.launch(port);
          process = next;
        }
        cluster.awaitReady(next, this::isClosing);
        synchronized (gate) {
          ready = true;
          restarts++;
          gate.notifyAll();
        }
        LOG.info("PostgreSQL is ready again on port {}", port);
        return true;
      } catch (Problem | IOException e) {
        note(e);
      }
      if (!pause(pauseMillis)) {
        return false;
      }
      pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    }
  }

  private void note(Exception failure) {
    String text = String.valueOf(failure.getMessage());
    synchronized (gate) {
      if (closing || text.equals(lastFailure)) {
        return;
      }
      lastFailure = text;
    }
    LOG.warn("PostgreSQL does not start yet: {}", text);
  }

  private boolean pause(long millis) {
    long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    synchronized (gate) {
      try {
        for (long left = millis; left > 0 && !closing; ) {
          gate.wait(left);
          left = (until - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException e) {
        return false;
      }
      return !closing;
    }
  }

  public Coordinates coordinates() {
    return coordinates;
  }

  public int port() {
    return port;
  }

  /** Of the server's first process, the postmaster. */
  public long pid() {
    return process().pid();
  }

  /** How often it died and was started again. */
  public int restarts() {
    synchronized (gate) {
      return restarts;
    }
  }

  /** False from the server's death until its successor answers. */
  public boolean isReady() {
    synchronized (gate) {
      return ready;
    }
  }

  /** Blocks; false when it was not ready in time. */
  public boolean awaitReady(Duration limit) throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    synchronized (gate) {
      for (long left = limit.toMillis(); !ready && left > 0; ) {
        gate.wait(left);
        left = (until - System.nanoTime()) / 1_000_000;
      }
      return ready;
    }
  }

  private ProcessHandle process() {
    synchronized (gate) {
      return process;
    }
  }

  private boolean isClosing() {
    synchronized (gate) {
      return closing;
    }
  }

  /** Disconnects whoever is left, stops the server and gives the directory free; idempotent. */
  @Override
  public void close() {
    synchronized (gate) {
      if (closing) {
        return;
      }
      closing = true;
      gate.notifyAll();
    }
    PostgresCluster.stop(process(), STOP_WITHIN);
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("cannot release the data directory's lock: {}", e.toString());
    }
    LOG.info("PostgreSQL stopped");
  }
}
