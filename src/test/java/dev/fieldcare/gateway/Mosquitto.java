package dev.fieldcare.gateway;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real mosquitto on loopback. Its state outlives its process, as of when it was last told to save
 * it: one that saves by itself every second does little else once its store is large.
 */
public final class Mosquitto implements AutoCloseable {
  private static final List<String> PLACES =
      List.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto");

  private final Path directory;
  private final Path configuration;
  private final int port;
  private Process process;

  public Mosquitto(Path directory) throws IOException {
    this.directory = directory;
    try (var any = new ServerSocket(0)) {
      port = any.getLocalPort();
    }
    configuration =
        Files.writeString(
            directory.resolve("mosquitto.conf"),
            """
            listener %d 127.0.0.1
            allow_anonymous true
            user root
            persistence true
            persistence_location %s/
            autosave_on_changes false
            autosave_interval 0
            max_queued_messages 0
            """
                .formatted(port, directory));
    process = run();
  }

  public static void assumeInstalled() {
    Assumptions.assumeTrue(
        PLACES.stream().anyMatch(place -> Files.isExecutable(Path.of(place))),
        "mosquitto is not installed; what would run it: apt-get install mosquitto");
  }

  private Process run() throws IOException {
    String binary =
        PLACES.stream()
            .filter(place -> Files.isExecutable(Path.of(place)))
            .findFirst()
            .orElseThrow();
    Process started =
        new ProcessBuilder(binary, "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
            .start();
    Await.until("mosquitto listens", this::listens);
    return started;
  }

  private boolean listens() {
    try (var socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  public String url() {
    return "tcp://127.0.0.1:" + port;
  }

  /** Has it write what it holds into its file, and waits until it has. */
  public void awaitSaved() throws Exception {
    Path file = directory.resolve("mosquitto.db");
    long before = file.toFile().lastModified();
    Await.until("a millisecond has passed", () -> System.currentTimeMillis() > before + 1);
    new ProcessBuilder("kill", "-USR1", String.valueOf(process.pid())).start().waitFor();
    Await.until("mosquitto saved", () -> file.toFile().lastModified() > before);
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(5, TimeUnit.SECONDS);
  }

  public void restart() throws IOException {
    process = run();
  }

  @Override
  public void close() throws Exception {
    kill();
  }
}
