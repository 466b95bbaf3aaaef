package dev.fieldcare.gateway.http;

import dev.fieldcare.base.Json;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.gateway.Fleet;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Actions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The two repositories below {@code /repo}: the image repository for everybody, but for targets of
 * confidential models, and each device's director repository for that device.
 */
final class Repository {
  private static final String METADATA = "/repo/image/metadata/";
  private static final String TARGETS = "/repo/image/targets/";
  private static final String DIRECTOR = "/repo/director/";

  private final Vertx vertx;
  private final Doorman doorman;
  private final Fleet fleet;
  private final Actions actions;
  private final Firmware firmware;
  private final FileAnswer files;

  Repository(
      Vertx vertx,
      Doorman doorman,
      Fleet fleet,
      Actions actions,
      Firmware firmware,
      FileAnswer files) {
    this.vertx = vertx;
    this.doorman = doorman;
    this.fleet = fleet;
    this.actions = actions;
    this.firmware = firmware;
    this.files = files;
  }

  static boolean isFor(String path) {
    return path.startsWith("/repo/");
  }

  Future<Void> handle(HttpServerRequest request, String path) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      request.response().putHeader("Allow", "GET, HEAD");
      throw new Refusal(405, "rest.method", "expected GET or HEAD");
    }
    return find(doorman.known(request), decoded(path))
        .compose(
            found ->
                switch (found) {
                  case Found.Text text -> json(request, text.bytes());
                  case Found.File file -> files.send(request, file.blob());
                });
  }

  /** What lies at a path, for who asks; fails as it is to be answered over HTTP. */
  Future<Found> find(Optional<Device> asking, String path) {
    if (path.startsWith(METADATA)) {
      return metadata(path.substring(METADATA.length()));
    }
    if (path.startsWith(TARGETS)) {
      return target(asking, path.substring(TARGETS.length()));
    }
    if (path.startsWith(DIRECTOR)) {
      return director(asking, path.substring(DIRECTOR.length()));
    }
    throw Refusal.notFound(path);
  }

  /** A small text, or a file of any size. */
  sealed interface Found {
    record Text(Buffer bytes) implements Found {}

    record File(Blob blob) implements Found {}
  }

  private static String decoded(String path) {
    try {
      return path.indexOf('%') < 0
          ? path
          : URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "repo.constraintViolation", "the path is not percent-encoded UTF-8");
    }
  }

  private Future<Found> metadata(String name) {
    Path file =
        firmware
            .metadata()
            .apply(name)
            .orElseThrow(() -> Refusal.notFound("the image repository's file " + name));
    return vertx.fileSystem().readFile(file.toString()).map(Found.Text::new);
  }

  private Future<Found> director(Optional<Device> asking, String rest) {
    int end = rest.indexOf("/metadata/");
    if (end < 0 || asking.isEmpty()) {
      throw new Refusal(401, "", "");
    }
    Device device =
        fleet
            .findActive(rest.substring(0, end))
            .filter(
                each -> each.id().equals(asking.get().id()) || asking.get().id().equals(each.via()))
            .orElseThrow(
                () -> new Refusal(403, "insufficientPermission", "this is another device's"));
    actions.heard(device);
    String name = rest.substring(end + "/metadata/".length());
    return firmware
        .director()
        .apply(device, name)
        .map(
            found ->
                new Found.Text(
                    found.orElseThrow(() -> Refusal.notFound("the director's file " + name))));
  }

  /** By the hash of its bytes: metadata is small. */
  private static Future<Void> json(HttpServerRequest request, Buffer text) {
    String tag = "\"" + Json.sha256Hex(text.getBytes()).substring(0, 32) + "\"";
    var response =
        request
            .response()
            .putHeader("ETag", tag)
            .putHeader("Cache-Control", "no-cache")
            .putHeader("X-Content-Type-Options", "nosniff");
    if (tag.equals(request.getHeader("If-None-Match"))) {
      return response.setStatusCode(304).end();
    }
    response
        .putHeader("Content-Type", "application/json")
        .putHeader("Content-Length", Integer.toString(text.length()));
    return request.method() == HttpMethod.HEAD ? response.end() : response.end(text);
  }

  private Future<Found> target(Optional<Device> asking, String path) {
    Image target =
        firmware.target().apply(path).orElseThrow(() -> Refusal.notFound("target " + path));
    String model = path.substring(0, Math.max(0, path.indexOf('/')));
    asking.ifPresent(actions::heard);
    if (firmware.isConfidential().test(model)) {
      checkEntitled(asking, target, model);
    }
    String filename = path.substring(path.lastIndexOf('/') + 1);
    return firmware.open(target, target.sha256(), filename).map(Found.File::new);
  }

  /** A device of the model that is to have this image or has it; of deltas, the model's. */
  private void checkEntitled(Optional<Device> asking, Image target, String model) {
    if (asking.isEmpty()) {
      throw new Refusal(401, "", "");
    }
    Device device = asking.get();
    var update = actions.update(device.number());
    boolean entitled =
        device.model().equals(model)
            && (has(update.open(), target) || has(update.installed(), target));
    if (!entitled) {
      throw new Refusal(
          403, "insufficientPermission", "device " + device.id() + " has no update to this");
    }
  }

  private boolean has(@org.jspecify.annotations.Nullable Action action, Image target) {
    return action != null
        && (action.isOffered() || action.isFinished())
        && firmware.belongsTo().test(actions.release(action), target.sha256());
  }
}
