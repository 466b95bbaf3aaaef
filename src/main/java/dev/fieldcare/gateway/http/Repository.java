package dev.fieldcare.gateway.http;

import dev.fieldcare.base.Json;
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
  private final Blobs blobs;
  private final FileAnswer files;

  Repository(
      Vertx vertx,
      Doorman doorman,
      Fleet fleet,
      Actions actions,
      Firmware firmware,
      Blobs blobs,
      FileAnswer files) {
    this.vertx = vertx;
    this.doorman = doorman;
    this.fleet = fleet;
    this.actions = actions;
    this.firmware = firmware;
    this.blobs = blobs;
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
    String name = decoded(path);
    if (name.startsWith(METADATA)) {
      return metadata(request, name.substring(METADATA.length()));
    }
    if (name.startsWith(TARGETS)) {
      return target(request, name.substring(TARGETS.length()));
    }
    if (name.startsWith(DIRECTOR)) {
      return director(request, name.substring(DIRECTOR.length()));
    }
    throw Refusal.notFound(path);
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

  private Future<Void> metadata(HttpServerRequest request, String name) {
    Path file =
        firmware
            .metadata()
            .apply(name)
            .orElseThrow(() -> Refusal.notFound("the image repository's file " + name));
    return vertx.fileSystem().readFile(file.toString()).compose(text -> json(request, text));
  }

  private Future<Void> director(HttpServerRequest request, String rest) {
    int end = rest.indexOf("/metadata/");
    Optional<Device> asking = doorman.known(request);
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
        .compose(
            found ->
                json(
                    request,
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

  private Future<Void> target(HttpServerRequest request, String path) {
    Firmware.Target target =
        firmware.target().apply(path).orElseThrow(() -> Refusal.notFound("target " + path));
    String model = path.substring(0, Math.max(0, path.indexOf('/')));
    Optional<Device> asking = doorman.known(request);
    asking.ifPresent(actions::heard);
    if (firmware.isConfidential().test(model)) {
      checkEntitled(asking, target, model);
    }
    String filename = path.substring(path.lastIndexOf('/') + 1);
    return blobs
        .open(target.file(), target.sha256(), target.sha256(), filename)
        .compose(blob -> files.send(request, blob));
  }

  /** A device of the model that is to have this image or has it; of deltas, the model's. */
  private void checkEntitled(Optional<Device> asking, Firmware.Target target, String model) {
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

  private boolean has(@org.jspecify.annotations.Nullable Action action, Firmware.Target target) {
    return action != null
        && (action.isOffered() || action.isFinished())
        && firmware.belongsTo().test(actions.release(action), target.sha256());
  }
}
