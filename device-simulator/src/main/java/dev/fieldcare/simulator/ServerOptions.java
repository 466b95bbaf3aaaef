package dev.fieldcare.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the server is and who we are to it. */
final class ServerOptions {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The server's HTTP address. Default: http://127.0.0.1 with the port of"
              + " FIELDCARE_HTTP_PORT, else 8080.")
  @Nullable String server;

  @Option(
      names = "--mqtt",
      paramLabel = "URI",
      description =
          "Where devices connect: tcp://host:port or ssl://host:port. Default: tcp://127.0.0.1 with"
              + " the port of FIELDCARE_MQTT_PORT, else 1883.")
  @Nullable String mqtt;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "The administrator's API token. Default: FIELDCARE_ADMIN_TOKEN, else the file admin-token"
              + " in the server's data folder (FIELDCARE_DATA_DIR, else data).")
  @Nullable String token;

  private final Map<String, String> environment = System.getenv();

  String server() {
    return server != null
        ? server
        : "http://127.0.0.1:" + environment.getOrDefault("FIELDCARE_HTTP_PORT", "8080");
  }

  String mqtt() {
    String given =
        mqtt != null
            ? mqtt
            : "tcp://127.0.0.1:" + environment.getOrDefault("FIELDCARE_MQTT_PORT", "1883");
    if (!given.matches("(tcp|ssl)://[^/\\s]+:\\d{1,5}")) {
      throw new Failure("--mqtt: expected tcp://host:port or ssl://host:port, found " + given);
    }
    return given;
  }

  String token() {
    String given = token != null ? token : environment.get("FIELDCARE_ADMIN_TOKEN");
    if (given != null && !given.isBlank()) {
      return given.strip();
    }
    String home = System.getProperty("fieldcare.home", "");
    Path file =
        Path.of(home)
            .resolve(environment.getOrDefault("FIELDCARE_DATA_DIR", "data"))
            .resolve("admin-token");
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new Failure(
          "no administrator's token: expected --token, FIELDCARE_ADMIN_TOKEN or the file " + file);
    }
  }
}
