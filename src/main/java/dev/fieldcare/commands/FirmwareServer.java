package dev.fieldcare.commands;

import dev.fieldcare.Settings;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The running server a command talks to, and the token it shows there. */
final class FirmwareServer {
  private static final int LONGEST_REFUSAL = 1 << 16;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Where the server is; without it http://<http.host>:<http.port>.")
  private @Nullable String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The file with an API token; without it <data.dir>/admin-token.")
  private @Nullable Path tokenFile;

  private @Nullable String token;

  /** A server that is known, for commands that start it themselves. */
  static FirmwareServer at(String url, String token) {
    var server = new FirmwareServer();
    server.url = url;
    server.token = token;
    return server;
  }

  /** Made when it is first needed: most commands that could ask a server are never run. */
  private @Nullable HttpClient client;

  private HttpClient client() {
    if (client == null) {
      client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }
    return client;
  }

  /** Whether the command line says where the server is. */
  boolean isNamed() {
    return url != null;
  }

  /** Its answer, which must be a success. */
  JsonObject send(String method, String path, @Nullable JsonObject body) {
    return send(
        method,
        path,
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
  }

  JsonObject send(String method, String path, BodyPublisher body) {
    HttpRequest request = request(path).method(method, body).build();
    HttpResponse<String> response = exchange(request, HttpResponse.BodyHandlers.ofString());
    JsonObject answer = json(request.uri(), response.body());
    if (response.statusCode() >= 300) {
      throw refused(request.uri(), response.statusCode(), answer);
    }
    return answer;
  }

  /**
   * A file of the server's, as it comes.
   *
   * @param size negative when the server does not say
   */
  record File(InputStream bytes, long size) {}

  /** Whoever asks closes the stream. */
  File fetch(String path) throws IOException {
    HttpRequest request = request(path).GET().build();
    HttpResponse<InputStream> response =
        exchange(request, HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      try (InputStream body = response.body()) {
        String said = new String(body.readNBytes(LONGEST_REFUSAL), StandardCharsets.UTF_8);
        throw refused(request.uri(), response.statusCode(), json(request.uri(), said));
      }
    }
    return new File(
        response.body(), response.headers().firstValueAsLong("Content-Length").orElse(-1));
  }

  private HttpRequest.Builder request(String path) {
    Settings settings =
        Settings.load(Path.of(System.getProperty("fieldcare.home", ".")), System.getenv());
    return HttpRequest.newBuilder(URI.create((url == null ? settings.publicUrl() : url) + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token(settings));
  }

  private static JsonObject json(URI uri, String body) {
    try {
      return body.isEmpty() ? new JsonObject() : new JsonObject(body);
    } catch (DecodeException e) {
      throw Problem.badInput("server.answer", uri + ": expected JSON, found something else");
    }
  }

  private static Problem refused(URI uri, int status, JsonObject answer) {
    return new Problem(
        kind(status),
        answer.getString("code", "server.answer"),
        uri + ": " + answer.getString("detail", "answered " + status));
  }

  private static Problem.Kind kind(int status) {
    return switch (status) {
      case 404 -> Problem.Kind.NOT_FOUND;
      case 409 -> Problem.Kind.CONFLICT;
      case 502, 503, 504 -> Problem.Kind.UNAVAILABLE;
      default -> Problem.Kind.BAD_INPUT;
    };
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client().send(request, handler);
    } catch (IOException e) {
      throw Problem.unavailable(
          "server.unreachable", request.uri() + " cannot be reached: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("server.unreachable", "interrupted", e);
    }
  }

  private String token(Settings settings) {
    if (token != null) {
      return token;
    }
    String given = System.getenv("FIELDCARE_ADMIN_TOKEN");
    if (tokenFile == null && given != null && !given.isEmpty()) {
      return given;
    }
    Path file = tokenFile == null ? settings.dataDirectory().resolve("admin-token") : tokenFile;
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw Problem.badInput("token.file", file + ": expected an API token: " + e);
    }
  }
}
