package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Json;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The whole server in this process, and the administrator who gives it images and devices. */
final class FirmwareServer implements AutoCloseable {
  static final String MODEL = "gateway-x1";
  static final String ADMIN = "Bearer firmware-server-test";

  final Server server;
  final Path data;
  private final Map<String, String> tokens = new HashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  FirmwareServer(Path data, Map<String, String> settings) {
    this.data = data;
    var all = new HashMap<>(settings);
    all.put("data.dir", data.toString());
    all.put("database.port", "0");
    all.put("http.port", "0");
    all.put("mqtt.port", "0");
    server =
        Server.start(
            Settings.load(Checkout.HOME, Map.of()).with(all), ADMIN.substring("Bearer ".length()));
  }

  /** The name of the header that a device shows, and its token in it. */
  String bearer(String device) {
    return "Bearer " + token(device);
  }

  String token(String device) {
    return Objects.requireNonNull(tokens.get(device), device);
  }

  HttpResponse<byte[]> send(
      String method, String path, @Nullable String as, byte @Nullable [] body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .timeout(Duration.ofSeconds(120))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (as != null) {
      request.header("Authorization", as);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (Exception e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  HttpResponse<byte[]> get(String path, @Nullable String as, String... headers) {
    return send("GET", path, as, null, headers);
  }

  HttpResponse<byte[]> send(String method, String path, JsonObject body) {
    return send(method, path, ADMIN, body.toBuffer().getBytes());
  }

  static JsonObject json(HttpResponse<byte[]> answer) {
    return new JsonObject(new String(answer.body(), StandardCharsets.UTF_8));
  }

  /** The code of the problem in a refusal. */
  static String code(HttpResponse<byte[]> answer) {
    return json(answer).getString("code");
  }

  private JsonObject must(int status, HttpResponse<byte[]> answer) {
    assertEquals(
        status, answer.statusCode(), () -> new String(answer.body(), StandardCharsets.UTF_8));
    return json(answer);
  }

  void device(JsonObject wish) {
    JsonObject made = must(201, send("POST", "/api/v1/devices", wish));
    tokens.put(wish.getString("id"), made.getString("token"));
  }

  void device(String id) {
    device(new JsonObject().put("id", id).put("model", MODEL).put("hardwareRevision", "B"));
  }

  /** Uploads an image; its SHA-256. */
  String image(String filename, byte[] bytes) {
    var begin =
        new JsonObject()
            .put("filename", filename)
            .put("size", bytes.length)
            .put("sha256", Json.sha256Hex(bytes));
    String upload = must(201, send("POST", "/api/v1/uploads", begin)).getString("id");
    must(200, send("PATCH", "/api/v1/uploads/" + upload + "?offset=0", ADMIN, bytes));
    return must(201, send("POST", "/api/v1/uploads/" + upload + "/completion", ADMIN, null))
        .getString("sha256");
  }

  HttpResponse<byte[]> draft(JsonObject release) {
    return send("POST", "/api/v1/releases", release);
  }

  HttpResponse<byte[]> move(long release, String to) {
    return send(
        "POST", "/api/v1/releases/" + release + "/transitions", new JsonObject().put("to", to));
  }

  /** Publishes; the release's number. */
  long release(JsonObject wish) {
    long id = must(201, draft(wish)).getLong("id");
    must(200, move(id, "published"));
    return id;
  }

  long release(String version, String image) {
    return release(wish(MODEL, version, image));
  }

  static JsonObject wish(String model, String version, String image) {
    return new JsonObject().put("model", model).put("version", version).put("image", image);
  }

  HttpResponse<byte[]> assignment(String device, String release) {
    return send(
        "POST", "/api/v1/actions", new JsonObject().put("device", device).put("release", release));
  }

  /** The action's id. */
  String assign(String device, String release) {
    return must(201, assignment(device, release)).getString("id");
  }

  JsonObject action(String id) {
    return must(200, get("/api/v1/actions/" + id, ADMIN));
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
