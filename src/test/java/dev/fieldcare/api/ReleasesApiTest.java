package dev.fieldcare.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Json;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ReleasesApiTest {
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void an_image_that_arrives_in_pieces_becomes_a_published_release() {
    byte[] bytes = "an image in pieces".getBytes(UTF_8);
    String upload = begin("pieces.bin", bytes).getString("id");
    assertEquals(5, append(upload, 0, Arrays.copyOf(bytes, 5)).getInteger("offset"));
    assertEquals(
        5,
        ApiServer.json(server.get("/api/v1/uploads/" + upload, Role.RELEASE_ENGINEER))
            .getInteger("offset"));
    append(upload, 5, Arrays.copyOfRange(bytes, 5, bytes.length));
    var image = post("/api/v1/uploads/" + upload + "/completion", null);
    assertEquals(201, image.statusCode(), image.body());
    String sha256 = ApiServer.json(image).getString("sha256");
    assertEquals(Json.sha256Hex(bytes), sha256);

    var body =
        new JsonObject().put("model", "pump-p2").put("version", "2.0.0").put("image", sha256);
    var made = post("/api/v1/releases", body);
    assertEquals(201, made.statusCode(), made.body());
    assertEquals("SIGNED", ApiServer.json(made).getString("state"));
    String path = "/api/v1/releases/" + ApiServer.json(made).getInteger("id");
    var published = post(path + "/transitions", new JsonObject().put("to", "PUBLISHED"));
    assertEquals("PUBLISHED", ApiServer.json(published).getString("state"), published.body());
    assertTrue(
        server
            .workshop
            .repositories
            .image()
            .target("pump-p2/2.0.0/" + sha256 + ".pieces.bin")
            .isPresent());
  }

  @Test
  void bytes_at_another_offset_than_where_the_upload_stands_are_refused() {
    String upload = begin("a.bin", "abc".getBytes(UTF_8)).getString("id");
    assertEquals(409, patch(upload, 1, "bc".getBytes(UTF_8)).statusCode());
  }

  @Test
  void more_bytes_than_announced_are_refused() {
    String upload = begin("a.bin", "abc".getBytes(UTF_8)).getString("id");
    assertEquals(413, patch(upload, 0, "abcd".getBytes(UTF_8)).statusCode());
  }

  @Test
  void bytes_that_come_to_another_hash_are_refused_and_forgotten() {
    String upload = begin("a.bin", "abc".getBytes(UTF_8)).getString("id");
    append(upload, 0, "abd".getBytes(UTF_8));
    var refused = post("/api/v1/uploads/" + upload + "/completion", null);
    assertEquals(400, refused.statusCode());
    assertEquals("image.hash", ApiServer.json(refused).getString("code"));
    assertEquals(404, server.get("/api/v1/uploads/" + upload, Role.RELEASE_ENGINEER).statusCode());
  }

  @Test
  void an_image_above_the_limit_is_not_begun() {
    var body =
        new JsonObject().put("filename", "a").put("size", 1L << 40).put("sha256", "0".repeat(64));
    assertEquals(413, post("/api/v1/uploads", body).statusCode());
  }

  @Test
  void a_release_of_an_unknown_model_or_image_is_refused() {
    var body = new JsonObject().put("model", "none").put("version", "1").put("image", "ab");
    assertEquals(404, post("/api/v1/releases", body).statusCode());
    assertEquals(404, post("/api/v1/releases", body.put("model", "pump-p2")).statusCode());
  }

  private static JsonObject begin(String filename, byte[] bytes) {
    var body =
        new JsonObject()
            .put("filename", filename)
            .put("size", bytes.length)
            .put("sha256", Json.sha256Hex(bytes));
    var begun = post("/api/v1/uploads", body);
    assertEquals(201, begun.statusCode(), begun.body());
    return ApiServer.json(begun);
  }

  private static JsonObject append(String upload, long offset, byte[] bytes) {
    var answer = patch(upload, offset, bytes);
    assertEquals(200, answer.statusCode(), answer.body());
    return ApiServer.json(answer);
  }

  private static HttpResponse<String> patch(String upload, long offset, byte[] bytes) {
    return server.send(
        server
            .request("/api/v1/uploads/" + upload + "?offset=" + offset)
            .header("Authorization", "Bearer " + server.token(Role.RELEASE_ENGINEER))
            .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(bytes)));
  }

  private static HttpResponse<String> post(String path, @Nullable Object body) {
    return server.send("POST", path, Role.RELEASE_ENGINEER, body);
  }
}
