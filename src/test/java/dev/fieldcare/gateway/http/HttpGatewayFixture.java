package dev.fieldcare.gateway.http;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.gateway.Fleet;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Registration;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Assignment;
import dev.fieldcare.rollout.RolloutFixture;
import dev.fieldcare.rollout.Terms;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The gateway on a real port, with one device and one release whose image lies on disk. */
final class HttpGatewayFixture implements AutoCloseable {
  static final int SIZE = 1_000_003;

  /** An answer whose body is text. */
  record Answer(int status, String body, java.net.http.HttpHeaders headers) {
    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  final RolloutFixture house = new RolloutFixture();
  final Device device = house.device("d-17");
  final byte[] bytes;
  final Path file;
  final Release release;
  final Map<String, Path> metadata = new HashMap<>();
  final String base;
  boolean confidential;
  volatile int cutDownloads;
  volatile int ranges;
  boolean altered;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HttpGatewayFixture() {
    this(HttpGatewaySettings.DEFAULT);
  }

  private static String sha1(byte[] bytes) {
    try {
      return java.util.HexFormat.of()
          .formatHex(java.security.MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] random() {
    var bytes = new byte[SIZE];
    new SplittableRandom(7).nextBytes(bytes);
    return bytes;
  }

  HttpGatewayFixture(HttpGatewaySettings settings) {
    this(settings, random(), "raw");
  }

  HttpGatewayFixture(HttpGatewaySettings settings, byte[] bytes, String format) {
    this.bytes = bytes;
    try {
      file = Files.createTempFile("image", ".bin");
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    release =
        house.release(
            "1.5.0",
            7,
            List.of(),
            List.of(),
            ReleaseState.PUBLISHED,
            format,
            Json.sha256Hex(bytes),
            sha1(bytes),
            bytes.length);
    var firmware =
        new Firmware(
            this::open,
            path -> path.equals(targetPath()) ? Optional.of(release.image()) : Optional.empty(),
            name -> Optional.ofNullable(metadata.get(name)),
            (who, name) ->
                Future.succeededFuture(
                    name.equals("timestamp.json")
                        ? Optional.of(Buffer.buffer("{\"of\":\"" + who.id() + "\"}"))
                        : Optional.empty()),
            model -> confidential,
            (of, sha) -> of.image().sha256().equals(sha));
    var gateway =
        new HttpGateway(
            house.vertx,
            new Fleet(house.devices::authenticate, house.devices::find, house.devices::child),
            this::register,
            house.actions,
            (who, version, sha) ->
                house.states.reportedFirmware(who, version, sha, house.clock.instant()),
            firmware,
            settings,
            house.clock,
            new SimpleMeterRegistry());
    var server =
        Await.get(
            house
                .vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setCompressionSupported(true)
                        .setHandle100ContinueAutomatically(true))
                .requestHandler(
                    request -> {
                      if (cutDownloads > 0
                          && request.method() == io.vertx.core.http.HttpMethod.GET
                          && request.path().contains("/artifacts/image.")) {
                        cutDownloads--;
                        cut(request);
                        return;
                      }
                      if (request.getHeader("Range") != null) {
                        ranges++;
                      }
                      if (!gateway.handle(request)) {
                        request.response().setStatusCode(404).end("not a device's");
                      }
                    })
                .listen(0, "127.0.0.1"));
    base = "http://127.0.0.1:" + server.actualPort();
  }

  /** Sends a part of what was promised, then the line is dead. */
  private void cut(io.vertx.core.http.HttpServerRequest request) {
    request
        .response()
        .putHeader("Content-Length", Integer.toString(bytes.length))
        .write(Buffer.buffer(java.util.Arrays.copyOf(bytes, bytes.length / 3)))
        .onComplete(sent -> request.connection().close());
  }

  private Future<Path> open(Image image) {
    return altered
        ? Future.failedFuture(new Problem(Problem.Kind.INTERNAL, "image.altered", "altered"))
        : Future.succeededFuture(file);
  }

  private Future<Device> register(String id) {
    var wish = new Registration(id, null, "generic", null, null, null, null, null, null, Map.of());
    return house.devices.register(wish, "gateway").map(registered -> registered.device());
  }

  String targetPath() {
    return "gateway-x1/1.5.0/" + release.image().sha256() + "." + release.image().filename();
  }

  Action assign() {
    return assign(Terms.AT_ONCE);
  }

  Action assign(Terms terms) {
    return Await.get(house.actions.assign(device, release, terms, "user:ann"));
  }

  /** As a rollout does. */
  Action assignByRollout(Terms terms) {
    var given =
        Await.get(
            house.database.transaction(
                sql ->
                    sql.preparedQuery(
                            "INSERT INTO rollouts (name, model, release, filter, plan, state,"
                                + " created_by, created_at, changed_at) VALUES ('all',"
                                + " 'gateway-x1', $1, '', '{}', 'RUNNING', 'me', now(), now())"
                                + " RETURNING id")
                        .execute(Tuple.of(release.id()))
                        .compose(
                            rows ->
                                house.actions.assignAll(
                                    sql,
                                    List.of(
                                        new Assignment(
                                            device,
                                            release,
                                            terms,
                                            rows.iterator().next().getLong(0),
                                            Action.USUAL,
                                            null)),
                                    "rollout:1"))));
    house.actions.announce(given, "assigned");
    return given.made().getFirst();
  }

  Action newest() {
    return Objects.requireNonNull(house.actions.update(device.number()).newest());
  }

  static String of(String rest) {
    return "/DEFAULT/controller/v1/d-17" + (rest.isEmpty() ? "" : "/" + rest);
  }

  /** As the device. */
  Answer get(String path, String... headers) {
    return text(send("GET", path, "TargetToken " + house.token("d-17"), null, headers));
  }

  Answer send(String method, String path, String json) {
    return text(
        send(
            method,
            path,
            "TargetToken " + house.token("d-17"),
            json.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            "Content-Type",
            "application/json"));
  }

  private static Answer text(HttpResponse<byte[]> answer) {
    return new Answer(
        answer.statusCode(),
        new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8),
        answer.headers());
  }

  HttpResponse<byte[]> send(
      String method,
      String path,
      @Nullable String authorization,
      byte @Nullable [] body,
      String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client
          .sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
          .get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  Answer feedback(Action action, String execution, String finished) {
    return send(
        "POST",
        of("deploymentBase/" + action.id() + "/feedback"),
        "{\"id\":\"1\",\"status\":{\"execution\":\""
            + execution
            + "\",\"result\":{\"finished\":\""
            + finished
            + "\"},\"details\":[\"a word\"]}}");
  }

  JsonObject poll() {
    return new JsonObject(get(of("")).body());
  }

  JsonObject links() {
    return poll().getJsonObject("_links");
  }

  /** The path in a link. */
  String path(JsonObject links, String rel) {
    String address = links.getJsonObject(rel).getString("href");
    if (!address.startsWith(base)) {
      throw new AssertionError(address + " is not below " + base);
    }
    return address.substring(base.length());
  }

  @Override
  public void close() {
    house.close();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
