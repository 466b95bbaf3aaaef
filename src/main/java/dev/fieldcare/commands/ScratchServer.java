package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A server of our own on free ports and temporary data, in a process apart, for the demo and the
 * bench; can be killed and started again on the same data.
 */
final class ScratchServer implements AutoCloseable {
  static final String TOKEN = "scratch";

  private final Path home;
  private final Path directory;
  private final Map<String, String> environment;
  private final int httpPort;
  private final int mqttPort;
  private final int databasePort;
  private final HttpClient http = HttpClient.newHttpClient();
  private ChildProcess process;

  private ScratchServer(Path home, Path directory, Map<String, String> settings)
      throws IOException, InterruptedException {
    this.home = home;
    this.directory = directory;
    this.httpPort = ChildProcess.freePort();
    this.mqttPort = ChildProcess.freePort();
    this.databasePort = ChildProcess.freePort();
    this.environment =
        new HashMap<>(
            Map.of(
                "FIELDCARE_HTTP_PORT", Integer.toString(httpPort),
                "FIELDCARE_MQTT_PORT", Integer.toString(mqttPort),
                "FIELDCARE_DATABASE_PORT", Integer.toString(databasePort),
                "FIELDCARE_DATA_DIR", directory.resolve("data").toString(),
                "FIELDCARE_ADMIN_TOKEN", TOKEN));
    environment.putAll(settings);
    this.process = launch();
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param settings further environment variables
   */
  static ScratchServer start(Path home, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("fieldcare-");
    try {
      return new ScratchServer(home, directory, settings);
    } catch (Problem | IOException e) {
      delete(directory);
      throw e;
    }
  }

  private ChildProcess launch() throws IOException, InterruptedException {
    var started =
        ChildProcess.ofOurs(
            "server", home, List.of("serve"), environment, directory.resolve("server.log"));
    try {
      started.awaitReady(url() + "/health/ready", Duration.ofSeconds(90));
    } catch (Problem e) {
      started.close();
      throw e;
    }
    return started;
  }

  String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  int mqttPort() {
    return mqttPort;
  }

  Path directory() {
    return directory;
  }

  long pid() {
    return process.pid();
  }

  /** The process id of the embedded PostgreSQL. */
  long databasePid() throws IOException {
    Path file = directory.resolve("data/postgres/postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).getFirst().strip());
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  void startAgain() throws IOException, InterruptedException {
    process = launch();
  }

  /** A connection to the server's own database. */
  Connection database() throws IOException, SQLException {
    var properties = new Properties();
    properties.setProperty("user", "fieldcare");
    properties.setProperty(
        "password", Files.readString(directory.resolve("data/password")).strip());
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + databasePort + "/fieldcare", properties);
  }

  /** Registers a device and answers its token. */
  String register(String id, String model) throws IOException, InterruptedException {
    return call("POST", "/api/v1/devices", new JsonObject().put("id", id).put("model", model))
        .getString("token");
  }

  JsonObject get(String path) throws IOException, InterruptedException {
    return call("GET", path, null);
  }

  JsonObject put(String path, JsonObject body) throws IOException, InterruptedException {
    return call("PUT", path, body);
  }

  private JsonObject call(
      String method, String path, @org.jspecify.annotations.Nullable JsonObject body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new Problem(
          Problem.Kind.INTERNAL,
          "server.refused",
          method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return new JsonObject(answer.body());
  }

  @Override
  public void close() throws IOException {
    process.close();
    http.close();
    delete(directory);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
