package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device that polls over DDI, installs what it is offered and reports what it then runs. It
 * remembers where it was, so that it goes on after an answer that never came.
 */
final class PollingDevice {
  private final String id;
  private final String root;
  private final String token;
  private final HttpClient http;
  private final Set<String> offered = new LinkedHashSet<>();
  private String version;
  private @Nullable String installed;
  private boolean isKnown;

  PollingDevice(HttpClient http, String url, String id, String token, String version) {
    this.http = http;
    this.id = id;
    this.token = token;
    this.version = version;
    root = url + "/default/controller/v1/" + id;
  }

  String id() {
    return id;
  }

  /** The ids of all actions it was ever offered. */
  Set<String> offered() {
    return offered;
  }

  String version() {
    return version;
  }

  /**
   * One poll and what follows of it. Fails where the server is not there; the next step goes on.
   *
   * @param next the version an offered image is
   */
  void step(String next) throws IOException, InterruptedException {
    JsonObject links = json(get(root)).getJsonObject("_links", new JsonObject());
    JsonObject deployment = links.getJsonObject("deploymentBase");
    if (deployment != null) {
      follow(deployment.getString("href"), next);
    }
    if (!isKnown) {
      var data = new JsonObject().put("data", new JsonObject().put("version", version));
      isKnown = send("PUT", root + "/configData", data).statusCode() == 200;
    }
  }

  private void follow(String href, String next) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get(href);
    if (answer.statusCode() != 200) {
      return;
    }
    JsonObject order = json(answer);
    String action = order.getString("id");
    offered.add(action);
    if (!action.equals(installed)) {
      feedback(action, "proceeding", "none");
      fetch(order);
      feedback(action, "downloaded", "none");
      installed = action;
      version = next;
      isKnown = false;
    }
    feedback(action, "closed", "success");
  }

  private void fetch(JsonObject order) throws IOException, InterruptedException {
    JsonObject artifact =
        order
            .getJsonObject("deployment")
            .getJsonArray("chunks")
            .getJsonObject(0)
            .getJsonArray("artifacts")
            .getJsonObject(0);
    JsonObject link = artifact.getJsonObject("_links").getJsonObject("download-http");
    HttpResponse<byte[]> image = get(link.getString("href"));
    assertEquals(200, image.statusCode(), id);
    assertEquals(
        artifact.getJsonObject("hashes").getString("sha256"), Json.sha256Hex(image.body()), id);
  }

  private void feedback(String action, String execution, String finished)
      throws IOException, InterruptedException {
    var status =
        new JsonObject()
            .put("execution", execution)
            .put("result", new JsonObject().put("finished", finished))
            .put("details", new JsonArray());
    send(
        "POST",
        root + "/deploymentBase/" + action + "/feedback",
        new JsonObject().put("id", action).put("status", status));
  }

  private static JsonObject json(HttpResponse<byte[]> answer) {
    return answer.statusCode() == 200
        ? new JsonObject(io.vertx.core.buffer.Buffer.buffer(answer.body()))
        : new JsonObject();
  }

  private HttpResponse<byte[]> get(String url) throws IOException, InterruptedException {
    return exchange(request(url).GET());
  }

  private HttpResponse<byte[]> send(String method, String url, JsonObject body)
      throws IOException, InterruptedException {
    return exchange(
        request(url)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.encode())));
  }

  private HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(java.time.Duration.ofSeconds(10))
        .header("Authorization", "TargetToken " + token);
  }

  private HttpResponse<byte[]> exchange(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
