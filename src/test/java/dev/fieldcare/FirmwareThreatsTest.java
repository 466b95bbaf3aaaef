package dev.fieldcare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The threats of RFC 9124 and the attacks on TUF and Uptane, as far as the server is there to stop
 * them, by name. docs/security.md has the whole table.
 */
@Timeout(600)
class FirmwareThreatsTest {
  private static final String PUBLIC = "https://fieldcare.example";
  private static final String MODEL = FirmwareServer.MODEL;
  private static final String ADMIN = FirmwareServer.ADMIN;
  private static final String VAULT = "vault-m1";
  private static final byte[] IMAGE = "the image of release 1.5.0".getBytes(UTF_8);

  @TempDir static Path directory;
  private static FirmwareServer house;
  private static String action;
  private static String sha256;
  private static String secret;

  @BeforeAll
  static void start() {
    house = new FirmwareServer(directory.resolve("data"), Map.of("http.publicUrl", PUBLIC));
    var vault = new JsonObject().put("id", VAULT).put("confidential", true);
    assertEquals(201, house.send("PUT", "/api/v1/models/" + VAULT, vault).statusCode());
    house.device(
        new JsonObject()
            .put("id", "d-17")
            .put("model", MODEL)
            .put("hardwareRevision", "B")
            .put("customer", "acme-waterworks")
            .put("serial", "SN-77-4711"));
    house.device("d-18");
    house.device(new JsonObject().put("id", "v-1").put("model", VAULT));
    house.device(new JsonObject().put("id", "v-2").put("model", VAULT));
    sha256 = house.image("image.bin", IMAGE);
    house.release(
        FirmwareServer.wish(MODEL, "1.5.0", sha256)
            .put("counter", 7)
            .put("notes", new JsonObject().put("en", "mends what they complained of")));
    secret = house.image("secret.bin", "nobody may read this".getBytes(UTF_8));
    house.release(FirmwareServer.wish(VAULT, "3.0.0", secret));
    action = house.assign("d-17", "1.5.0");
    house.assign("v-1", "3.0.0");
  }

  @AfterAll
  static void stop() {
    if (house != null) {
      house.close();
    }
  }

  private static String target(String sha256) {
    return "/repo/image/targets/" + MODEL + "/1.5.0/" + sha256 + ".image.bin";
  }

  private static String controller(String device) {
    return "/default/controller/v1/" + device;
  }

  private static JsonObject signed(HttpResponse<byte[]> answer) {
    assertEquals(200, answer.statusCode());
    return FirmwareServer.json(answer).getJsonObject("signed");
  }

  /** The signed part of a file that the snapshot of a repository names. */
  private static JsonObject current(String folder, String device, String role) {
    String as = device.isEmpty() ? null : house.bearer(device);
    JsonObject timestamp = signed(house.get(folder + "timestamp.json", as));
    String snapshot = version(timestamp, "snapshot.json") + ".snapshot.json";
    JsonObject named = signed(house.get(folder + snapshot, as));
    return signed(house.get(folder + version(named, role + ".json") + "." + role + ".json", as));
  }

  private static Object version(JsonObject signed, String file) {
    return signed.getJsonObject("meta").getJsonObject(file).getValue("version");
  }

  @Test
  void THREAT_IMG_EXPIRED_a_counter_that_is_not_above_the_last_is_not_signed() {
    for (int counter : new int[] {6, 7}) {
      var answer = house.draft(FirmwareServer.wish(MODEL, "1.4.9", sha256).put("counter", counter));
      assertEquals(409, answer.statusCode(), new String(answer.body(), UTF_8));
      String code = counter == 7 ? "release.exists" : "release.counter";
      assertEquals(code, FirmwareServer.code(answer));
    }
  }

  @Test
  void THREAT_IMG_EXPIRED_OFFLINE_what_the_director_says_holds_for_a_day() {
    String folder = "/repo/director/d-17/metadata/";
    JsonObject timestamp = signed(house.get(folder + "timestamp.json", house.bearer("d-17")));
    Instant latest = Instant.now().plus(Duration.ofHours(24));
    assertFalse(Instant.parse(timestamp.getString("expires")).isAfter(latest));
    JsonObject targets = director("d-17");
    assertFalse(Instant.parse(targets.getString("expires")).isAfter(latest));
  }

  private static JsonObject director(String device) {
    return current("/repo/director/" + device + "/metadata/", device, "targets");
  }

  @Test
  void THREAT_IMG_INCOMPATIBLE_another_models_release_is_given_to_no_device_by_any_way() {
    var byApi = house.assignment("d-18", "3.0.0");
    assertTrue(byApi.statusCode() == 404 || byApi.statusCode() == 409);
    String releases = "/softwaremodules/";
    for (int id = 1; id < 10; id++) {
      String link = controller("d-18") + releases + id + "/artifacts/secret.bin";
      assertEquals(404, house.get(link, "TargetToken " + house.token("d-18")).statusCode());
    }
    assertEquals(new JsonObject(), director("d-18").getJsonObject("targets"));
    var carried = house.get("/api/v1/devices/d-18/package?release=3.0.0", FirmwareServer.ADMIN);
    assertEquals(404, carried.statusCode());
  }

  @Test
  void THREAT_IMG_INCOMPATIBLE_another_hardware_revision_is_refused_by_name() {
    house.release(
        FirmwareServer.wish(MODEL, "1.6.0", house.image("c.bin", "for C only".getBytes(UTF_8)))
            .put("hardwareRevisions", new JsonArray().add("C")));
    var refused = house.assignment("d-18", "1.6.0");
    assertEquals(409, refused.statusCode());
    assertEquals("action.hardware-revision", FirmwareServer.code(refused));
  }

  @Test
  void THREAT_IMG_FORMAT_and_THREAT_IMG_LOCATION_are_part_of_what_is_signed() {
    JsonObject custom =
        current("/repo/image/metadata/", "", MODEL)
            .getJsonObject("targets")
            .getJsonObject(MODEL + "/1.5.0/image.bin")
            .getJsonObject("custom");
    assertEquals("raw", custom.getString("format"));
    assertEquals("main", custom.getString("component"));
    assertEquals(MODEL, custom.getString("hardwareId"));
    var odd = house.draft(FirmwareServer.wish(MODEL, "9.0.0", sha256).put("format", "exe"));
    assertEquals(400, odd.statusCode());
  }

  @Test
  void THREAT_NET_REDIRECT_no_header_changes_where_links_lead() throws Exception {
    String forged =
        raw(
            "GET "
                + controller("d-17")
                + " HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
                + "Forwarded: host=evil.example\r\nAuthorization: TargetToken "
                + house.token("d-17")
                + "\r\nConnection: close\r\n\r\n");
    assertTrue(forged.startsWith("HTTP/1.1 200"), forged);
    assertFalse(forged.contains("evil"), forged);
    assertTrue(forged.contains("\"" + PUBLIC + "/"), forged);
  }

  private static String raw(String request) throws Exception {
    URI address = URI.create(house.server.url());
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void THREAT_IMG_REPLACE_an_image_overwritten_on_disk_is_not_sent() throws Exception {
    byte[] bytes = "good bytes of 1.7.0".getBytes(UTF_8);
    String of = house.image("image.bin", bytes);
    house.release("1.7.0", of);
    String path = "/repo/image/targets/" + MODEL + "/1.7.0/" + of + ".image.bin";
    assertArrayEquals(bytes, house.get(path, null).body());
    Path file;
    try (var files = Files.walk(house.data)) {
      file =
          files
              .filter(each -> each.getFileName().toString().startsWith(of))
              .filter(Files::isRegularFile)
              .findFirst()
              .orElseThrow();
    }
    file.toFile().setWritable(true);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("evil bytes of 1.7.0".getBytes(UTF_8)));
    }
    assertEquals(500, house.get(path, null).statusCode());
    assertEquals(500, house.get(path, null, "Range", "bytes=0-3").statusCode());
    var carried = house.get("/api/v1/models/" + MODEL + "/package?release=1.7.0", ADMIN);
    assertEquals(500, carried.statusCode());
  }

  @Test
  void THREAT_UPD_UNAPPROVED_only_who_may_gives_updates() {
    var wish = new JsonObject().put("device", "d-18").put("release", "1.5.0");
    for (String role : List.of("viewer", "customer", "quality")) {
      String token = token(role);
      var refused = house.send("POST", "/api/v1/actions", token, wish.toBuffer().getBytes());
      assertEquals(403, refused.statusCode(), role);
      var published = house.send("POST", "/api/v1/releases", token, "{}".getBytes(UTF_8));
      assertEquals(403, published.statusCode(), role);
    }
    for (String nobody : new String[] {null, house.bearer("d-18")}) {
      var refused = house.send("POST", "/api/v1/actions", nobody, wish.toBuffer().getBytes());
      assertEquals(401, refused.statusCode());
    }
  }

  private static String token(String role) {
    var wish = new JsonObject().put("name", role).put("role", role);
    if (role.equals("customer")) {
      wish.put("customer", "acme-waterworks");
    }
    var made = house.send("POST", "/api/v1/tokens", wish);
    assertEquals(201, made.statusCode(), new String(made.body(), UTF_8));
    return "Bearer " + FirmwareServer.json(made).getString("token");
  }

  @Test
  void THREAT_IMG_DISCLOSURE_a_confidential_image_is_for_who_is_to_have_it_in_ranges_too() {
    String path = "/repo/image/targets/" + VAULT + "/3.0.0/" + secret + ".secret.bin";
    for (String[] range : new String[][] {{}, {"Range", "bytes=0-3"}, {"Range", "bytes=0-1,4-5"}}) {
      assertEquals(401, house.get(path, null, range).statusCode());
      assertEquals(401, house.get(path, "Bearer guessed", range).statusCode());
      assertEquals(403, house.get(path, house.bearer("d-17"), range).statusCode());
      assertEquals(403, house.get(path, house.bearer("v-2"), range).statusCode());
      int entitled = house.get(path, house.bearer("v-1"), range).statusCode();
      assertEquals(range.length == 0 ? 200 : 206, entitled);
    }
    for (String device : new String[] {"v-2", "d-17"}) {
      for (int release = 1; release < 10; release++) {
        String link = controller(device) + "/softwaremodules/" + release + "/artifacts/secret.bin";
        var answer = house.get(link, "TargetToken " + house.token(device), "Range", "bytes=0-3");
        assertEquals(404, answer.statusCode(), link);
      }
    }
  }

  @Test
  void THREAT_MFST_OVERRIDE_who_assigns_an_update_sets_nothing_that_is_signed() {
    var wish = new JsonObject().put("device", "d-18").put("release", "1.5.0");
    for (String field : List.of("sha256", "length", "counter", "hardwareId", "url", "image")) {
      var refused = house.send("POST", "/api/v1/actions", wish.copy().put(field, "x"));
      assertEquals(400, refused.statusCode(), field);
    }
  }

  @Test
  void THREAT_MFST_EXPOSURE_what_devices_read_has_no_token_and_nothing_of_the_customer() {
    var seen = new ArrayList<String>();
    String own = "TargetToken " + house.token("d-17");
    for (String path :
        List.of(
            controller("d-17"),
            controller("d-17") + "/deploymentBase/" + action,
            "/repo/director/d-17/metadata/1.root.json",
            "/repo/director/d-17/metadata/timestamp.json",
            "/repo/image/metadata/1.root.json",
            "/repo/image/metadata/timestamp.json")) {
      var answer = house.get(path, own);
      assertEquals(200, answer.statusCode(), path);
      seen.add(new String(answer.body(), UTF_8));
    }
    seen.add(director("d-17").encode());
    seen.add(current("/repo/image/metadata/", "", MODEL).encode());
    seen.add(current("/repo/image/metadata/", "", "targets").encode());
    for (String text : seen) {
      for (String device : List.of("d-17", "d-18", "v-1")) {
        assertFalse(text.contains(house.token(device)), text);
      }
      for (String never :
          List.of(ADMIN.substring(7), "acme", "SN-77-4711", "complained", "d-18", "v-1")) {
        assertFalse(text.contains(never), never + " in " + text);
      }
    }
  }

  @Test
  void THREAT_IMG_EXTRA_exactly_as_many_bytes_are_sent_as_are_signed() {
    var answer = house.get(target(sha256), null);
    JsonObject entry =
        director("d-17").getJsonObject("targets").getJsonObject(MODEL + "/1.5.0/image.bin");
    assertEquals(entry.getLong("length"), answer.body().length);
    assertEquals(entry.getJsonObject("hashes").getString("sha256"), Json.sha256Hex(answer.body()));
    assertEquals(
        entry.getLong("length"), answer.headers().firstValueAsLong("Content-Length").orElseThrow());
  }

  @Test
  void THREAT_MFST_MODIFICATION_an_upload_of_other_bytes_than_announced_is_refused() {
    var begin =
        new JsonObject()
            .put("filename", "a.bin")
            .put("size", 4)
            .put("sha256", Json.sha256Hex("good".getBytes(UTF_8)));
    String upload =
        FirmwareServer.json(house.send("POST", "/api/v1/uploads", begin)).getString("id");
    String path = "/api/v1/uploads/" + upload;
    var sent = house.send("PATCH", path + "?offset=0", ADMIN, "evil".getBytes(UTF_8));
    assertEquals(200, sent.statusCode());
    var refused = house.send("POST", path + "/completion", ADMIN, null);
    assertEquals(400, refused.statusCode());
    assertEquals("image.hash", FirmwareServer.code(refused));
  }

  @Test
  void THREAT_MFST_TOCTOU_a_published_release_cannot_be_changed() {
    String evil = house.image("image.bin", "something else".getBytes(UTF_8));
    var again = house.draft(FirmwareServer.wish(MODEL, "1.5.0", evil).put("counter", 99));
    assertEquals(409, again.statusCode(), new String(again.body(), UTF_8));
    JsonObject published =
        FirmwareServer.json(house.get("/api/v1/releases?model=" + MODEL, ADMIN))
            .getJsonArray("items")
            .stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("version").equals("1.5.0"))
            .findFirst()
            .orElseThrow();
    String path = "/api/v1/releases/" + published.getValue("id");
    for (String method : List.of("PUT", "PATCH", "DELETE")) {
      int status = house.send(method, path, published.copy().put("image", evil)).statusCode();
      assertTrue(status == 404 || status == 405, method + " " + status);
    }
    for (String to : List.of("signed", "draft")) {
      int status = house.move(published.getLong("id"), to).statusCode();
      assertTrue(status == 400 || status == 409, to + " " + status);
    }
    var after = FirmwareServer.json(house.get(path, ADMIN));
    assertEquals(published, after);
  }

  @Test
  void UPTANE_UNKNOWN_ECU_the_director_speaks_to_the_device_itself_alone() {
    for (String file : List.of("timestamp.json", "1.root.json", "1.snapshot.json")) {
      String path = "/repo/director/d-17/metadata/" + file;
      assertEquals(401, house.get(path, null).statusCode());
      assertEquals(403, house.get(path, house.bearer("d-18")).statusCode());
      assertEquals(403, house.get(path, house.bearer("d-18"), "Range", "bytes=0-9").statusCode());
      assertEquals(401, house.get(path, ADMIN).statusCode());
    }
    var ecus =
        director("d-17")
            .getJsonObject("targets")
            .getJsonObject(MODEL + "/1.5.0/image.bin")
            .getJsonObject("custom")
            .getJsonObject("ecus");
    assertEquals(List.of("d-17"), List.copyOf(ecus.fieldNames()));
  }

  @Test
  void UPTANE_REPLAYED_REPORT_a_receipt_nobody_signed_changes_nothing() {
    for (String forged :
        List.of("", "a.b.c", "eyJhbGciOiJub25lIn0.eyJkZXZpY2UiOiJkLTE3IiwiYWN0aW9uIjoiMSJ9.")) {
      int status =
          house
              .send(
                  "POST",
                  "/api/v1/receipts",
                  ADMIN,
                  forged.getBytes(UTF_8),
                  "Content-Type",
                  "text/plain")
              .statusCode();
      assertTrue(status == 400 || status == 403, forged + " " + status);
    }
    assertFalse(house.action(action).getString("state").equals("confirmed"));
  }
}
