package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Photos and papers on tickets. */
class AttachmentTest {
  private static final byte[] PNG = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 1
  };

  private final ApiServer server = new ApiServer();
  private String number = "";

  @BeforeEach
  void open() {
    server.device("d-1", "gateway-x1", "acme");
    number = server.alarm("d-1", NOW.minusSeconds(90), NOW);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> send(String name, byte[] bytes, Role role, String more) {
    return server.send(
        server
            .request("/api/v1/tickets/" + number + "/attachments?name=" + name + more)
            .header("Authorization", "Bearer " + server.token(role))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(bytes)));
  }

  private JsonObject added(String name, byte[] bytes, Role role, String more) {
    HttpResponse<String> answer = send(name, bytes, role, more);
    assertEquals(201, answer.statusCode(), answer.body());
    return ApiServer.json(answer);
  }

  private static void refused(int status, String code, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(code, ApiServer.json(answer).getString("code"), answer.body());
  }

  private JsonArray listed(Role role) {
    var answer = server.get("/api/v1/tickets/" + number + "/attachments", role);
    assertEquals(200, answer.statusCode(), answer.body());
    return ApiServer.json(answer).getJsonArray("items");
  }

  private byte[] content(String id, Role role) {
    return server.bytes(
        server
            .request("/api/v1/attachments/" + id)
            .header("Authorization", "Bearer " + server.token(role)));
  }

  /** How many files lie there. */
  private long kept() throws IOException {
    Path directory = server.attachments.directory();
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void a_customers_photo_is_what_staff_see_and_is_never_run() {
    JsonObject photo = added("%E6%B3%B5.png", PNG, Role.CUSTOMER, "");
    assertEquals("image/png", photo.getString("type"));
    assertEquals("泵.png", photo.getString("name"));
    String id = photo.getString("id");
    assertArrayEquals(PNG, content(id, Role.SUPPORT));
    HttpResponse<String> shown = server.get("/api/v1/attachments/" + id, Role.SUPPORT);
    assertEquals("nosniff", shown.headers().firstValue("X-Content-Type-Options").orElse(""));
    assertTrue(
        shown.headers().firstValue("Content-Security-Policy").orElse("").startsWith("sandbox"));
    assertEquals(1, listed(Role.CUSTOMER).size());
  }

  @Test
  void what_is_internal_is_unknown_to_the_customer() {
    JsonObject note = added("note.txt", "he lies".getBytes(UTF_8), Role.SUPPORT, "&internal=true");
    assertEquals(0, listed(Role.CUSTOMER).size());
    refused(
        404,
        "attachment.unknown",
        server.get("/api/v1/attachments/" + note.getString("id"), Role.CUSTOMER));
    assertEquals(1, listed(Role.SUPPORT).size());
  }

  @Test
  void what_is_not_a_picture_a_paper_or_a_text_is_refused_whatever_its_name() throws IOException {
    byte[] program = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0};
    refused(400, "attachment.type", send("photo.png", program, Role.SUPPORT, ""));
    refused(400, "attachment.empty", send("photo.png", new byte[0], Role.SUPPORT, ""));
    byte[] large = Arrays.copyOf(PNG, 100_001);
    refused(400, "attachment.size", send("photo.png", large, Role.SUPPORT, ""));
    JsonObject page =
        added("page.html", "<script>alert(1)</script>".getBytes(UTF_8), Role.SUPPORT, "");
    assertEquals("text/plain", page.getString("type"), "a page is text, and shown as that");
    assertEquals(1, kept());
  }

  @Test
  void what_the_scanner_refuses_is_not_kept() throws IOException {
    refused(400, "attachment.refused", send("a.txt", "EVIL".getBytes(UTF_8), Role.CUSTOMER, ""));
    assertEquals(0, kept());
    assertEquals(0, listed(Role.SUPPORT).size());
  }

  @Test
  void what_was_altered_on_the_disk_is_not_given_out() throws IOException {
    JsonObject photo = added("a.png", PNG, Role.CUSTOMER, "");
    String sha256 = photo.getString("sha256");
    Path file = server.attachments.directory().resolve(sha256.substring(0, 2)).resolve(sha256);
    Files.write(file, new byte[] {1, 2, 3});
    HttpResponse<String> answer =
        server.get("/api/v1/attachments/" + photo.getString("id"), Role.SUPPORT);
    assertEquals(500, answer.statusCode(), answer.body());
  }

  @Test
  void erasing_takes_content_and_name_and_the_journal_still_holds() throws Exception {
    JsonObject first = added("Li-Wei.png", PNG, Role.CUSTOMER, "");
    JsonObject same = added("again.png", PNG, Role.SUPPORT, "");
    assertEquals(1, kept(), "the same content is kept once");
    String path = "/api/v1/attachments/" + first.getString("id");
    var reason = new JsonObject().put("reason", "asked for");
    assertEquals(403, server.send("POST", path + "/erasure", Role.SUPPORT, reason).statusCode());
    var erased = server.send("POST", path + "/erasure", Role.MANAGER, reason);
    assertEquals(200, erased.statusCode(), erased.body());
    refused(404, "attachment.erased", server.get(path, Role.SUPPORT));
    assertArrayEquals(PNG, content(same.getString("id"), Role.SUPPORT), "on the other it stays");
    server.send(
        "POST", "/api/v1/attachments/" + same.getString("id") + "/erasure", Role.MANAGER, reason);
    assertEquals(0, kept());

    String journal = server.get("/api/v1/journal?limit=200", Role.ADMIN).body();
    assertTrue(journal.contains("attachment.erased"), journal);
    assertFalse(journal.contains("Li-Wei"), "names are not in the journal");
    var chain = Await.get(server.journal.verify(server.database.pool()));
    assertTrue(chain.isSound(), chain.toString());
  }

  @Test
  void content_that_is_added_while_it_is_erased_elsewhere_is_kept() throws Exception {
    JsonObject known = added("a.png", PNG, Role.CUSTOMER, "");
    var reason = new JsonObject().put("reason", "asked for");
    for (int round = 0; round < 20; round++) {
      String path = "/api/v1/attachments/" + known.getString("id");
      var erasing =
          java.util.concurrent.CompletableFuture.supplyAsync(
              () -> server.send("POST", path + "/erasure", Role.MANAGER, reason).statusCode());
      known = added("a.png", PNG, Role.CUSTOMER, "");
      assertEquals(200, erasing.get());
      assertArrayEquals(PNG, content(known.getString("id"), Role.SUPPORT), "round " + round);
    }
    assertEquals(1, kept());
  }
}
