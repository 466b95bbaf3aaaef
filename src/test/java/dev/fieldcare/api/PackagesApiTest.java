package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseDraft;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.firmware.carried.PackageCheck;
import dev.fieldcare.firmware.tuf.Root;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Role;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Evidence;
import dev.fieldcare.rollout.Terms;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages are downloaded by whom the device belongs to, whole, and verify. */
class PackagesApiTest {
  private static final String MODEL = "gateway-x1";
  private static ApiServer server;
  private static Image image;
  private static Release release;

  @TempDir private Path directory;

  @BeforeAll
  static void open(@TempDir Path uploads) throws Exception {
    server = new ApiServer();
    for (String[] each : new String[][] {{"d-17", "acme"}, {"d-18", "other"}}) {
      var device = new JsonObject().put("id", each[0]).put("model", MODEL).put("customer", each[1]);
      assertEquals(201, server.send("POST", "/api/v1/devices", Role.ADMIN, device).statusCode());
    }
    byte[] bytes = new byte[3_000_001];
    new SplittableRandom(4).nextBytes(bytes);
    Path file = Files.write(uploads.resolve("image.bin"), bytes);
    image = Await.get(server.depot.images.adopt(file, "image.bin", null, "user:test"));
    ReleaseDraft draft = ReleaseDraft.of(MODEL, "1.5.0", image.sha256());
    Release made = Await.get(server.depot.releases.create(draft, "user:test"));
    release =
        Await.get(server.depot.releases.transition(made.id(), ReleaseState.PUBLISHED, "user:test"));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void a_customer_downloads_the_package_of_a_device_and_it_verifies() throws Exception {
    assertVerifies("/api/v1/devices/d-17/package", Role.CUSTOMER, "d-17");
  }

  @Test
  void a_package_of_a_model_is_for_every_device_of_it() throws Exception {
    assertVerifies("/api/v1/models/" + MODEL + "/package?release=1.5.0", Role.SUPPORT, "*");
  }

  @Test
  void a_customer_does_not_get_that_of_another_ones_device() {
    assertEquals(404, server.get("/api/v1/devices/d-18/package", Role.CUSTOMER).statusCode());
  }

  @Test
  void a_package_names_the_open_action_so_that_its_receipt_can_close_it() throws Exception {
    var wish = new JsonObject().put("id", "d-19").put("model", MODEL).put("customer", "acme");
    assertEquals(201, server.send("POST", "/api/v1/devices", Role.ADMIN, wish).statusCode());
    server.releases.put(release.id(), release);
    Device device = server.devices.get("d-19");
    Action action = Await.get(server.actions.assign(device, release, Terms.AT_ONCE, "user:test"));
    Path file = download("/api/v1/devices/d-19/package", Role.SUPPORT);
    assertEquals(Long.toString(action.id()), actionIn(file));
    Await.get(
        server.actions.hear(action.id(), new Evidence.Failed("WRITE", "failed"), "device:d-19"));
    assertEquals("", actionIn(download("/api/v1/devices/d-19/package", Role.SUPPORT)));
  }

  private static String actionIn(Path file) throws Exception {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Matcher found = Pattern.compile("\"action\":\"([0-9]+)\"").matcher(text);
    return found.find() ? found.group(1) : "";
  }

  @Test
  void a_release_that_is_not_there_is_said_so() {
    var answer = server.get("/api/v1/devices/d-17/package?release=9.9.9", Role.SUPPORT);
    assertEquals(404, answer.statusCode());
    assertTrue(answer.body().contains("release.unknown"), answer.body());
  }

  private void assertVerifies(String path, Role role, String device) throws Exception {
    Path file = download(path, role);
    Path trusted = server.depot.directory.resolve("keys/director/1.root.json");
    PackageCheck.Contents contents =
        PackageCheck.verify(
            file, List.of(Root.parse(Files.readAllBytes(trusted), "root")), server.clock.instant());
    assertEquals(device, contents.device());
    assertEquals(image.sha256(), contents.sha256());
  }

  private Path download(String path, Role role) throws Exception {
    Path file = directory.resolve("a.fcpkg");
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request =
          server.request(path).header("Authorization", "Bearer " + server.token(role)).build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofFile(file));
      assertEquals(200, response.statusCode());
    }
    return file;
  }
}
