package dev.fieldcare.simulator;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The real broker, for tests; keeps sessions over a restart. */
final class Mosquitto implements AutoCloseable {
  private final Path program;
  private final Path configuration;
  final int port;
  private @Nullable Process process;

  private Mosquitto(Path program, Path folder) throws IOException {
    this.program = program;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    configuration = folder.resolve("mosquitto.conf");
    String user = System.getProperty("user.name");
    Files.writeString(
        configuration,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence true
        persistence_location %s/
        max_queued_messages 0
        user %s
        """
            .formatted(port, folder, user));
  }

  /** Starts it; the test is skipped where it is not installed. */
  static Mosquitto start(Path folder) throws IOException {
    Optional<Path> program =
        Stream.of(
                "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(
        program.isPresent(), "no mosquitto here; to run this: apt-get install mosquitto");
    var broker = new Mosquitto(program.orElseThrow(), folder);
    broker.start();
    return broker;
  }

  String uri() {
    return "tcp://127.0.0.1:" + port;
  }

  void start() throws IOException {
    process =
        new ProcessBuilder(program.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(configuration.resolveSibling("mosquitto.log").toFile())
            .start();
    Waiting.until(this::answers);
  }

  /** Ends it in good order, so that it writes its sessions down. */
  void stop() {
    Process running = process;
    if (running != null) {
      running.destroy();
      try {
        if (!running.waitFor(10, TimeUnit.SECONDS)) {
          running.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean answers() {
    try (var socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
